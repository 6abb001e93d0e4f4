import { examineInferred } from '../../../check/inferred/examine';
import { singleModule } from '../../../terraform/hcl/source-module';
import { sourceStack } from '../../../terraform/hcl/source-stack';
import {
  attached,
  BALANCED,
  groups,
  judged,
  NETWORK,
  opening,
  type Resources,
  subnets,
  together,
  webIn,
} from './network';

/** Two machines in two zones behind a load balancer: nothing is wrong with it. */
const SOUND = together(BALANCED, attached('a', 'b'));

function verdict(resources: Resources, survives: 'none' | 'node' | 'zone' = 'zone') {
  const content = { resource: resources, provider: { aws: { region: 'eu-west-1' } } };
  const { stack } = sourceStack(singleModule([{ name: 'main.tf.json', content }]));
  return examineInferred(stack, { site: 'site', survives }).verdict;
}

const elements = (...resources: readonly Resources[]) =>
  Object.fromEntries(
    verdict(together(NETWORK, ...resources)).goals.map(({ goal, singlePoints }) => [
      goal,
      singlePoints.map(({ element }) => element),
    ]),
  );

describe('what answers is not here', () => {
  const answer = (action: object): Resources => ({
    aws_lb: { front: { subnets: subnets('a', 'b') } },
    aws_lb_listener: { one: { load_balancer_arn: '${aws_lb.front.arn}', port: 80, default_action: action } },
  });

  test.each([
    ['a fixed answer', { type: 'fixed-response', fixed_response: { content_type: 'text/plain' } }],
    ['a redirect', { type: 'redirect', redirect: { port: '443', status_code: 'HTTP_301' } }],
    ['a target group that cannot be read', { type: 'forward', target_group_arn: '${var.group}' }],
  ])('%s is not the site', (_what, action) => {
    const { outcome, holds, known, goals } = verdict(together(NETWORK, answer(action)));
    expect({ outcome, holds, known }).toEqual({
      outcome: 'unknown',
      holds: false,
      known: { node: 'unknown', zone: 'unknown' },
    });
    expect(goals[0]?.singlePoints.every(({ assumed }) => assumed)).toBe(true);
  });

  test('and may depend on every store', () => {
    const data = { aws_db_instance: { d: { engine: 'mysql', availability_zone: 'eu-west-1a' } } };
    const { goals } = verdict(together(NETWORK, answer({ type: 'redirect' }), data));
    expect(goals[0]?.singlePoints).toContainEqual(
      expect.objectContaining({ element: 'aws_db_instance.d', assumed: true }),
    );
  });
});

test.each<readonly [string, Resources, 'holds' | 'fails' | 'unknown']>([
  ['nothing', {}, 'holds'],
  ['a type that is not read', { aws_fsx_lustre_file_system: { files: {} } }, 'unknown'],
  ["another provider's resource", { cloudflare_load_balancer: { front: {} } }, 'unknown'],
  [
    'a data source that is referred to',
    { aws_lb_listener_rule: { r: { listener_arn: '${data.aws_lb_listener.x.arn}' } } },
    'unknown',
  ],
  ['names, keys and watching', { random_id: { x: {} }, aws_cloudwatch_metric_alarm: { a: {} } }, 'holds'],
  ['what AWS runs over a region', { aws_dynamodb_table: { t: {} } }, 'holds'],
])('besides a sound site: %s', (_what, more, outcome) => {
  expect(verdict(together(NETWORK, SOUND, more)).outcome).toBe(outcome);
});

describe('what is called', () => {
  const url: Resources = {
    aws_lambda_function_url: {
      u: { function_name: '${aws_lambda_function.f.function_name}', authorization_type: 'NONE' },
    },
  };
  const f = (more: object): Resources => ({ aws_lambda_function: { f: more } });
  const db = (more: object = {}): Resources => ({
    aws_db_instance: { d: { engine: 'mysql', availability_zone: 'eu-west-1b', ...more } },
  });
  const joined = (group: string) => ({
    vpc_config: { subnet_ids: subnets('a', 'b'), security_group_ids: groups(group) },
  });

  test('a store whose address the environment has, directly or by a parameter', () => {
    const shut = { aws_security_group: { mute: {}, closed: {} } };
    const named = (host: string) => f({ ...joined('mute'), environment: { variables: { HOST: host } } });
    const closed = db({ vpc_security_group_ids: groups('closed') });
    const expected = { serve: ['aws_db_instance.d', 'eu-west-1b'] };
    expect(elements(url, shut, closed, named('${aws_db_instance.d.address}'))).toEqual(expected);
    const parameter = { aws_ssm_parameter: { p: { value: 'mysql://${aws_db_instance.d.endpoint}/shop' } } };
    expect(elements(url, shut, closed, parameter, named('${aws_ssm_parameter.p.name}'))).toEqual(expected);
    expect(elements(url, shut, closed, named('nothing'))).toEqual({ serve: [] });
  });

  test('what a proxy passes requests on to', () => {
    const inner = (from: string) => ({
      ingress: { protocol: '-1', from_port: 0, to_port: 0, security_groups: groups(from) },
    });
    const out = { egress: { protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] } };
    const proxy: Resources = {
      aws_security_group: { app: out, proxy: { ...inner('app'), ...out }, store: inner('proxy') },
      aws_db_proxy: { p: { engine_family: 'MYSQL', vpc_security_group_ids: groups('proxy') } },
      aws_db_proxy_target: {
        p: { db_proxy_name: '${aws_db_proxy.p.name}', db_instance_identifier: '${aws_db_instance.d.identifier}' },
      },
    };
    const store = db({ vpc_security_group_ids: groups('store') });
    expect(elements(url, f(joined('app')), proxy, store)).toEqual({ serve: ['aws_db_instance.d', 'eu-west-1b'] });
  });

  test('no port that is open to people, and no machine of the same name', () => {
    const people: Resources = {
      aws_security_group: { people: opening(3000) },
      aws_instance: {
        board: { ...webIn('a'), associate_public_ip_address: true, vpc_security_group_ids: groups('people') },
      },
    };
    expect(elements(SOUND, people)).toEqual({ serve: [] });
  });
});

test('further paths of a distribution are needed', () => {
  const api: Resources = {
    aws_s3_bucket: { pages: {} },
    aws_instance: { api: { ...webIn('a'), associate_public_ip_address: true } },
    aws_cloudfront_distribution: {
      site: {
        enabled: true,
        origin: [
          { origin_id: 'pages', domain_name: '${aws_s3_bucket.pages.bucket_regional_domain_name}' },
          { origin_id: 'api', domain_name: '${aws_instance.api.public_dns}' },
        ],
        default_cache_behavior: { target_origin_id: 'pages' },
        ordered_cache_behavior: { path_pattern: '/v1/*', target_origin_id: 'api' },
      },
    },
  };
  expect(elements(api).serve).toEqual(['aws_instance.api', 'eu-west-1a']);
});

describe('how few there may be', () => {
  const service = (more: Resources): Resources =>
    together(BALANCED, more, {
      aws_ecs_service: {
        web: {
          launch_type: 'FARGATE',
          desired_count: 3,
          network_configuration: { subnets: subnets('a', 'b'), security_groups: groups('web') },
          load_balancer: {
            target_group_arn: '${aws_lb_target_group.web.arn}',
            container_name: 'web',
            container_port: 80,
          },
        },
      },
    });
  const scaling = (least: number): Resources => ({
    aws_appautoscaling_target: {
      t: { service_namespace: 'ecs', resource_id: 'service/main/${aws_ecs_service.web.name}', min_capacity: least },
    },
  });

  test('tasks that scaling may leave', () => {
    expect(elements(service(scaling(1))).serve).toContain('aws_ecs_service.web task 1');
    expect(elements(service(scaling(2))).serve).toEqual([]);
    const night = {
      aws_appautoscaling_scheduled_action: {
        n: { resource_id: '${aws_appautoscaling_target.t.resource_id}', scalable_target_action: { min_capacity: 1 } },
      },
    };
    expect(elements(service(together(scaling(2), night))).serve).toContain('aws_ecs_service.web task 1');
  });

  test('instances that a schedule leaves', () => {
    const group = (schedule: object): Resources => ({
      aws_autoscaling_group: {
        web: {
          min_size: 2,
          max_size: 4,
          vpc_zone_identifier: subnets('a', 'b'),
          target_group_arns: ['${aws_lb_target_group.web.arn}'],
        },
      },
      aws_autoscaling_schedule: { s: { autoscaling_group_name: '${aws_autoscaling_group.web.name}', ...schedule } },
    });
    expect(elements(BALANCED, group({ min_size: 1, max_size: 1, desired_capacity: 1 })).serve).toContain(
      'aws_autoscaling_group.web instance 1',
    );
    expect(elements(BALANCED, group({ min_size: 3, max_size: 6, desired_capacity: 4 })).serve).toEqual([]);
  });
});

describe('places', () => {
  test('a database stands in a zone of its own subnets', () => {
    const data: Resources = {
      aws_subnet: { c: { availability_zone: 'eu-west-1c', cidr_block: '10.0.4.0/24' } },
      aws_db_subnet_group: { two: { subnet_ids: subnets('a', 'b') } },
      aws_db_instance: {
        d: {
          engine: 'mysql',
          db_subnet_group_name: '${aws_db_subnet_group.two.name}',
          vpc_security_group_ids: groups('data'),
        },
      },
    };
    expect(elements(SOUND, data).serve).toEqual(['aws_db_instance.d', 'eu-west-1a', 'eu-west-1b']);
  });

  test('subnets of one load balancer are in different zones', () => {
    const ids = ['subnet-0aa1', 'subnet-0bb2'];
    const known: Resources = {
      aws_lb: { front: { load_balancer_type: 'network', subnets: ids } },
      aws_instance: { web_1: { subnet_id: ids[0] }, web_2: { subnet_id: ids[1] } },
    };
    const points = (...more: readonly Resources[]) =>
      verdict(together(SOUND, known, ...more)).goals[0]?.singlePoints.map(({ element }) => element);
    expect(points()).toEqual([]);
    const one = { aws_instance: { web_1: { subnet_id: ids[0] }, web_2: { subnet_id: ids[0] } } };
    expect(points(one)).toEqual(['zone of subnet-0aa1']);
  });

  test('a default target group without targets answers nobody where rules lead to others', () => {
    const rules: Resources = {
      aws_lb_target_group: { rest: { port: 80 } },
      aws_lb_listener: {
        http: {
          load_balancer_arn: '${aws_lb.front.arn}',
          port: 80,
          default_action: { type: 'forward', target_group_arn: '${aws_lb_target_group.rest.arn}' },
        },
      },
      aws_lb_listener_rule: {
        shop: {
          listener_arn: '${aws_lb_listener.http.arn}',
          action: { type: 'forward', target_group_arn: '${aws_lb_target_group.web.arn}' },
        },
      },
    };
    expect(elements(SOUND, rules).serve).toEqual([]);
    expect(elements(BALANCED, rules).serve).toContain('aws_lb_target_group.web target');
  });
});

describe('origins', () => {
  const from = (domain: string, more: Resources): Resources =>
    together(more, {
      aws_cloudfront_distribution: {
        d: {
          enabled: true,
          origin: { origin_id: 'o', domain_name: domain },
          default_cache_behavior: { target_origin_id: 'o' },
        },
      },
    });
  const record: Resources = {
    aws_route53_record: {
      o: { zone_id: 'Z1', name: 'inner.example.net', type: 'CNAME', records: ['${aws_lb.front.dns_name}'] },
    },
  };
  const api: Resources = {
    aws_lambda_function: { f: {} },
    aws_apigatewayv2_api: { a: { protocol_type: 'HTTP', target: '${aws_lambda_function.f.arn}' } },
  };

  test.each<readonly [string, string, Resources]>([
    ['a record, by reference', '${aws_route53_record.o.fqdn}', together(SOUND, record)],
    ['a record, by name', 'inner.example.net', together(SOUND, record)],
    ['an API, by what is left of its address', '${replace(aws_apigatewayv2_api.a.api_endpoint, "https://", "")}', api],
    ['a bucket elsewhere, by its host', 'files.example.net.s3.eu-west-1.amazonaws.com', {}],
    ['a bucket elsewhere, as data', '${data.aws_s3_bucket.b.bucket_regional_domain_name}', {}],
  ])('%s', (_what, domain, more) => {
    expect(elements(from(domain, more))).toMatchObject({ serve: [] });
    expect(verdict(together(NETWORK, from(domain, more))).outcome).toBe('holds');
  });

  test('somewhere else', () => {
    const found = verdict(together(NETWORK, from('api.example.net', {})));
    expect(found.outcome).toBe('unknown');
    expect(found.unknown).toContainEqual(
      expect.objectContaining({ code: 'unknown-origin', detail: 'o (api.example.net)' }),
    );
  });
});

describe('without an entrance', () => {
  test('each store answers for itself', () => {
    const data: Resources = {
      aws_db_instance: { single: { multi_az: false, availability_zone: 'eu-west-1a' }, double: { multi_az: true } },
    };
    expect(elements(data)).toEqual({
      'answer at aws_db_instance.single': ['aws_db_instance.single', 'eu-west-1a'],
      'answer at aws_db_instance.double': [],
    });
  });

  test('subnets have their way out', () => {
    const network: Resources = {
      aws_nat_gateway: { n: { subnet_id: '${aws_subnet.a2.id}', allocation_id: '${aws_eip.n.id}' } },
      aws_eip: { n: {} },
      aws_route_table: {
        t: { vpc_id: '${aws_vpc.v.id}', route: { cidr_block: '0.0.0.0/0', nat_gateway_id: '${aws_nat_gateway.n.id}' } },
      },
      aws_route_table_association: {
        a: { subnet_id: '${aws_subnet.a.id}', route_table_id: '${aws_route_table.t.id}' },
        b: { subnet_id: '${aws_subnet.b.id}', route_table_id: '${aws_route_table.t.id}' },
      },
    };
    expect(judged(network).points).toEqual({
      'answer at aws_vpc.v': [
        'aws_nat_gateway.n (recovery): n → a and b → answer at aws_vpc.v',
        'eu-west-1a (recovery): eu-west-1a → n → a and b → answer at aws_vpc.v',
      ],
    });
  });

  test('only where there is nothing to judge it is refused, with what was found', () => {
    const cluster: Resources = { aws_eks_cluster: { c: {} }, aws_eks_node_group: { n: {} } };
    expect(() => verdict(cluster)).toThrow(/found: aws_eks_cluster, aws_eks_node_group; not read: .*Kubernetes/);
  });
});

test('a machine without a subnet is in the default network, which visitors reach', () => {
  const one = {
    aws_instance: { one: { vpc_security_group_ids: groups('web') } },
    aws_security_group: { web: opening(8080) },
  };
  expect(verdict(one).goals[0]).toMatchObject({ goal: 'serve', singlePoints: [{ element: 'aws_instance.one' }, {}] });
});

test('an address leads to the machine behind its network interface', () => {
  const one: Resources = {
    aws_network_interface: { i: { subnet_id: '${aws_subnet.a.id}', security_groups: groups('front') } },
    aws_instance: {
      one: { network_interface: { network_interface_id: '${aws_network_interface.i.id}', device_index: 0 } },
    },
    aws_eip: { e: {} },
    aws_eip_association: {
      e: { network_interface_id: '${aws_network_interface.i.id}', allocation_id: '${aws_eip.e.id}' },
    },
    aws_route53_record: { r: { zone_id: 'Z', name: 'x.example.net', type: 'A', records: ['${aws_eip.e.public_ip}'] } },
  };
  expect(elements(one)).toEqual({ serve: ['aws_instance.one', 'eu-west-1a'] });
});
