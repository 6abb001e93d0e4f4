import { examineInferred } from '../../../check/inferred/examine';
import { terraformDocument } from '../../../terraform/plan/document';
import { plannedStack } from '../../../terraform/plan/planned-stack';

/** A resource as a plan has it, before anything of it was made. */
interface Planned {
  readonly address: string;
  readonly values?: object;
  /** Arguments that the apply tells, in whole (`true`) or in part. */
  readonly unknown?: object;
  /** Names in its expressions. What a block has that is made in a loop is not among them. */
  readonly refers?: Readonly<Record<string, string>>;
  /** The same for names inside of blocks, as the plan records them. */
  readonly blocks?: object;
}

const to = (address: string) => ({ references: [`${address}.id`, address] });

const mapped = (all: Readonly<Record<string, string>>, change: (value: string) => unknown) =>
  Object.fromEntries(Object.entries(all).map(([key, value]) => [key, change(value)]));

/** The verdict on a plan without its source. */
function judged(...resources: readonly Planned[]) {
  const entry = (address: string) => ({
    address,
    mode: 'managed',
    type: address.split('.')[0],
    name: address.split('.')[1],
  });
  const document = terraformDocument({
    format_version: '1.2',
    planned_values: {
      root_module: { resources: resources.map(({ address, values = {} }) => ({ ...entry(address), values })) },
    },
    resource_changes: resources.map(({ address, values = {}, unknown = {}, refers = {} }) => {
      const later = mapped(refers, () => true);
      return { ...entry(address), change: { after: values, after_unknown: { id: true, ...later, ...unknown } } };
    }),
    configuration: {
      provider_config: { aws: { expressions: { region: { constant_value: 'eu-west-1' } } } },
      root_module: {
        resources: resources.map(({ address, refers = {}, blocks = {} }) => ({
          ...entry(address),
          expressions: { ...mapped(refers, to), ...blocks },
        })),
      },
    },
  });
  const { verdict } = examineInferred(plannedStack(document), { site: 'site', survives: 'node' });
  return { outcome: verdict.outcome, points: verdict.goals.flatMap(({ singlePoints }) => singlePoints) };
}

const element = (one: string, assumed?: boolean) =>
  expect.objectContaining(assumed === undefined ? { element: one } : { element: one, assumed });

const FRONT: Planned = { address: 'aws_lb.front', values: { subnets: ['subnet-7', 'subnet-8'] } };
const GROUP: Planned = { address: 'aws_lb_target_group.pages', values: { port: 80, protocol: 'HTTP' } };
const MACHINE: Planned = { address: 'aws_instance.page', values: { subnet_id: 'subnet-7' } };
const ATTACHED: Planned = {
  address: 'aws_lb_target_group_attachment.page',
  refers: { target_group_arn: 'aws_lb_target_group.pages', target_id: 'aws_instance.page' },
};

describe('a listener whose action is made in a loop', () => {
  const listener = (values: object, unknown: object): Planned => ({
    address: 'aws_lb_listener.web',
    values: { port: 80, ...values },
    unknown,
    refers: { load_balancer_arn: 'aws_lb.front' },
  });

  test.each<[string, object, object]>([
    [
      'that forwards to what the apply tells',
      { default_action: [{ type: 'forward' }] },
      { default_action: [{ target_group_arn: true }] },
    ],
    ['over what the apply tells', {}, { default_action: true }],
  ])('%s: what answers is not known', (_what, values, unknown) => {
    const { outcome, points } = judged(FRONT, GROUP, MACHINE, ATTACHED, listener(values, unknown));
    expect(outcome).toBe('unknown');
    expect(points).toContainEqual(element('aws_lb.front unseen target', true));
  });
});

describe('beside what is sound and known', () => {
  const pages = [7, 8].flatMap((number): Planned[] => [
    { address: `aws_instance.page_${number}`, values: { subnet_id: `subnet-${number}` } },
    {
      address: `aws_lb_target_group_attachment.page_${number}`,
      refers: { target_group_arn: 'aws_lb_target_group.pages', target_id: `aws_instance.page_${number}` },
    },
  ]);
  const listener: Planned = {
    address: 'aws_lb_listener.web',
    values: { port: 80, default_action: [{ type: 'forward' }] },
    unknown: { default_action: [{ target_group_arn: true }] },
    refers: { load_balancer_arn: 'aws_lb.front' },
    blocks: { default_action: [{ target_group_arn: to('aws_lb_target_group.pages') }] },
  };
  const rule: Planned = {
    address: 'aws_lb_listener_rule.more',
    values: { priority: 7 },
    unknown: { action: true },
    refers: { listener_arn: 'aws_lb_listener.web' },
  };

  test('a rule whose actions are not known may lead elsewhere', () => {
    expect(judged(FRONT, GROUP, ...pages, listener)).toEqual({ outcome: 'holds', points: [] });
    const { outcome, points } = judged(FRONT, GROUP, ...pages, listener, rule);
    expect(outcome).toBe('unknown');
    expect(points).toContainEqual(element('aws_lb.front unseen target', true));
  });

  test('paths of a distribution that are not known may lead elsewhere', () => {
    const distribution = (unknown: object): Planned => ({
      address: 'aws_cloudfront_distribution.cdn',
      values: {
        enabled: true,
        origin: [{ origin_id: 'files', domain_name: 'files.s3.eu-west-1.amazonaws.com' }],
        default_cache_behavior: [{ target_origin_id: 'files' }],
      },
      unknown,
    });
    expect(judged(distribution({})).outcome).toBe('holds');
    const { outcome, points } = judged(distribution({ ordered_cache_behavior: true }));
    expect(outcome).toBe('unknown');
    expect(points[0]).toMatchObject({ assumed: true });
  });

  test('a function whose network is not known may be in one, and call what lets callers in', () => {
    const group: Planned = {
      address: 'aws_security_group.store',
      values: { ingress: [{ from_port: 0, to_port: 0, protocol: '-1', cidr_blocks: ['0.0.0.0/0'] }] },
      unknown: { egress: true },
    };
    const store: Planned = {
      address: 'aws_db_instance.store',
      values: { engine: 'postgres' },
      refers: { vpc_security_group_ids: 'aws_security_group.store' },
    };
    const url: Planned = {
      address: 'aws_lambda_function_url.f',
      values: { function_name: 'f', authorization_type: 'NONE' },
    };
    const f = (unknown: object): Planned => ({
      address: 'aws_lambda_function.f',
      values: { function_name: 'f' },
      unknown,
    });
    expect(judged(group, store, url, f({})).points).toEqual([]);
    expect(judged(group, store, url, f({ vpc_config: true })).points).toContainEqual(element('aws_db_instance.store'));
  });
});

describe('a security group whose rules are made in a loop', () => {
  const web: Planned = { address: 'aws_security_group.web', unknown: { ingress: true, egress: true } };
  const out: Planned = {
    address: 'aws_vpc_security_group_egress_rule.web',
    values: { cidr_ipv4: '0.0.0.0/0', ip_protocol: '-1' },
    refers: { security_group_id: 'aws_security_group.web' },
  };
  const store = (values: object, unknown: object): readonly Planned[] => [
    { address: 'aws_security_group.store', values, unknown: { egress: true, ...unknown } },
    {
      address: 'aws_db_instance.store',
      values: { engine: 'postgres' },
      unknown: { availability_zone: true },
      refers: { vpc_security_group_ids: 'aws_security_group.store' },
    },
  ];
  const FUNCTION: readonly Planned[] = [
    {
      address: 'aws_lambda_function.pages',
      values: { function_name: 'pages', vpc_config: [{ subnet_ids: ['subnet-7', 'subnet-8'] }] },
      unknown: { vpc_config: [{ security_group_ids: true }] },
      blocks: { vpc_config: [{ security_group_ids: to('aws_security_group.web') }] },
    },
    { address: 'aws_lambda_function_url.pages', values: { function_name: 'pages', authorization_type: 'NONE' } },
  ];
  const RULE = { from_port: 5432, to_port: 5432, protocol: 'tcp', cidr_blocks: [], self: false };

  test.each<[string, object, object]>([
    ['for what the apply tells', { ingress: [RULE] }, { ingress: [{ cidr_blocks: [], security_groups: true }] }],
    ['over what the apply tells', {}, { ingress: true }],
  ])('%s may let callers in', (_what, values, unknown) => {
    expect(judged(web, out, ...store(values, unknown), ...FUNCTION).points).toContainEqual(
      element('aws_db_instance.store'),
    );
  });

  test('may let what serves visitors out', () => {
    const { points } = judged(
      web,
      ...store({ ingress: [RULE] }, { ingress: [{ security_groups: true }] }),
      ...FUNCTION,
    );
    expect(points).toContainEqual(element('aws_db_instance.store'));
  });

  test('has no others beside rules that are resources of their own', () => {
    const own: Planned = {
      address: 'aws_vpc_security_group_ingress_rule.store',
      values: { cidr_ipv4: '10.9.0.0/16', ip_protocol: 'tcp', from_port: 22, to_port: 22 },
      refers: { security_group_id: 'aws_security_group.store' },
    };
    const { points } = judged(web, out, own, ...store({}, { ingress: true }), ...FUNCTION);
    expect(points).not.toContainEqual(element('aws_db_instance.store'));
  });
});

describe('blocks that are made in a loop over what the apply tells', () => {
  const url = (name: string): Planned => ({
    address: `aws_lambda_function_url.${name}`,
    values: { function_name: name, authorization_type: 'NONE' },
  });
  const cache: Planned = { address: 'aws_elasticache_cluster.store', values: { engine: 'redis' } };
  const lambda = (unknown: object): Planned => ({
    address: 'aws_lambda_function.f',
    values: { function_name: 'f' },
    unknown,
  });

  test('the environment of a function: it may name any store', () => {
    const { points, outcome } = judged(cache, url('f'), lambda({ environment: true }));
    expect(points).toContainEqual(element('aws_elasticache_cluster.store node 1'));
    expect(outcome).not.toBe('holds');
    expect(judged(cache, url('f'), lambda({})).points).toEqual([]);
  });

  test('the network of a service: where its tasks stand is not known', () => {
    const service = (unknown: object, values: object): Planned => ({
      address: 'aws_ecs_service.pages',
      values: { name: 'pages', launch_type: 'FARGATE', desired_count: 2, ...values },
      unknown: { load_balancer: [{ target_group_arn: true }], ...unknown },
      blocks: { load_balancer: [{ target_group_arn: to('aws_lb_target_group.pages') }] },
    });
    const listener: Planned = {
      address: 'aws_lb_listener.web',
      values: { port: 80, default_action: [{ type: 'forward' }] },
      unknown: { default_action: [{ target_group_arn: true }] },
      refers: { load_balancer_arn: 'aws_lb.front' },
      blocks: { default_action: [{ target_group_arn: to('aws_lb_target_group.pages') }] },
    };
    const { points } = judged(
      FRONT,
      GROUP,
      listener,
      service({ network_configuration: true }, { load_balancer: [{ container_port: 80 }] }),
    );
    expect(points).toContainEqual(element('unknown zone', true));
  });

  test('who registers with a target group: not nobody', () => {
    const listener: Planned = {
      address: 'aws_lb_listener.web',
      values: { port: 80, default_action: [{ type: 'forward' }] },
      unknown: { default_action: [{ target_group_arn: true }] },
      refers: { load_balancer_arn: 'aws_lb.front' },
      blocks: { default_action: [{ target_group_arn: to('aws_lb_target_group.pages') }] },
    };
    const service: Planned = {
      address: 'aws_ecs_service.pages',
      values: {
        name: 'pages',
        launch_type: 'FARGATE',
        desired_count: 1,
        network_configuration: [{ subnets: ['subnet-7'] }],
      },
      unknown: { load_balancer: true },
    };
    const { points } = judged(FRONT, GROUP, listener, service);
    expect(points).toContainEqual(element('aws_ecs_service.pages task 1'));
  });

  test('where a name leads, and whom it answers by the place', () => {
    const pages = [7, 8].flatMap((number): Planned[] => [
      { address: `aws_instance.page_${number}`, values: { subnet_id: `subnet-${number}` } },
      {
        address: `aws_route53_record.page_${number}`,
        values: { name: 'x.example.com', type: 'A', zone_id: 'Z1', set_identifier: `${number}`, health_check_id: 'h' },
        unknown: { records: true },
        refers: { records: `aws_instance.page_${number}` },
      },
    ]);
    const loops = (unknown: object) =>
      pages.map((one) =>
        one.address.startsWith('aws_route') ? { ...one, unknown: { ...one.unknown, ...unknown } } : one,
      );
    expect(judged(...pages).points.map(({ element: one }) => one)).not.toContain('aws_instance.page_7');
    expect(judged(...loops({ geolocation_routing_policy: true })).points).toContainEqual(
      element('aws_instance.page_7'),
    );
    const alias: Planned = {
      address: 'aws_route53_record.site',
      values: { name: 'site.example.com', type: 'A', zone_id: 'Z1' },
      unknown: { alias: true },
    };
    expect(judged(alias, FRONT).points).toContainEqual(element('aws_route53_record.site target', true));
  });

  test('an origin group beside a lone origin: what a path leads to is not that origin', () => {
    const distribution = (unknown: object): Planned => ({
      address: 'aws_cloudfront_distribution.cdn',
      values: {
        enabled: true,
        origin: [{ origin_id: 'files', domain_name: 'files.s3.eu-west-1.amazonaws.com' }],
        default_cache_behavior: [{ target_origin_id: 'both' }],
      },
      unknown,
    });
    expect(judged(distribution({ origin_group: true })).outcome).toBe('unknown');
  });

  test('what AWS fills in itself is none', () => {
    const group: Planned = {
      address: 'aws_autoscaling_group.pages',
      values: {
        min_size: 2,
        max_size: 2,
        vpc_zone_identifier: ['subnet-7', 'subnet-8'],
        launch_configuration: 'pages',
      },
      unknown: { launch_template: true, mixed_instances_policy: true, traffic_source: true },
    };
    const balancer: Planned = { ...FRONT, unknown: { subnet_mapping: true } };
    expect(JSON.stringify(judged(balancer, group))).toBe(JSON.stringify(judged(FRONT, { ...group, unknown: {} })));
  });
});

test('a name whose first record leads elsewhere is where visitors come in, too', () => {
  const record = (key: string, more: Partial<Planned>): Planned => ({
    ...more,
    address: `aws_route53_record.${key}`,
    values: {
      name: 'x.example.com',
      type: 'A',
      zone_id: 'Z1',
      set_identifier: key,
      health_check_id: 'h',
      ...more.values,
    },
  });
  const elsewhere = record('away', { values: { records: ['192.0.2.1'] } });
  const here = record('here', { unknown: { records: true }, refers: { records: 'aws_instance.page' } });
  // Each of the two is checked, so none is needed.
  const { outcome, points } = judged(elsewhere, here, MACHINE);
  expect([outcome, points.map(({ path }) => path.at(-2))]).toEqual(['holds', ['away and here']]);
});
