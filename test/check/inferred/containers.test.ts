import { attached, BALANCED, groups, judged, type Resources, subnets } from './network';

/** A service behind the load balancer that may call `inner`, which has `more` besides two tasks. */
function services(more: object, ofFront: object = {}): Resources {
  const fargate = { launch_type: 'FARGATE', desired_count: 2 };
  return {
    ...BALANCED,
    aws_ecs_service: {
      web: {
        ...fargate,
        name: 'web',
        network_configuration: { subnets: subnets('a', 'b'), security_groups: groups('web') },
        load_balancer: { target_group_arn: '${aws_lb_target_group.web.arn}', container_port: 80 },
        ...ofFront,
      },
      inner: {
        ...fargate,
        name: 'inner',
        network_configuration: { subnets: subnets('a', 'b'), security_groups: groups('data') },
        ...more,
      },
    },
  };
}

const OUT = { protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] };
const RULES: Resources = {
  aws_security_group: {
    web: { ingress: { ...OUT, security_groups: groups('front') }, egress: OUT },
  },
};
const of = ({ points }: ReturnType<typeof judged>) => points.serve;

test.each<readonly [string, object]>([
  ['service discovery', { service_registries: { registry_arn: '${aws_service_discovery_service.inner.arn}' } }],
  ['Service Connect', { service_connect_configuration: { enabled: true, service: { port_name: 'http' } } }],
  ['Lattice', { vpc_lattice_configurations: { target_group_arn: 'arn:x', port_name: 'http', role_arn: 'arn:y' } }],
])('tasks that ECS lists by %s stand in for each other', (_, more) => {
  const { unknown, ...verdict } = judged(RULES, services(more));
  expect(verdict.points.serve).toEqual([]);
  expect(unknown).toContain(
    'aws_ecs_service.web may depend on aws_ecs_service.inner (security groups allow the connection); assumed: yes',
  );
  expect(unknown.join('\n')).toContain('whether callers of aws_ecs_service.inner turn to another of its tasks');
});

test('one task that ECS lists is a single one', () => {
  const more = { desired_count: 1, service_registries: { registry_arn: '${aws_service_discovery_service.inner.arn}' } };
  expect(of(judged(RULES, services(more)))?.[0]).toMatch(/^aws_ecs_service\.inner task 1: /);
});

test('tasks without a name and a load balancer are called by nobody, which is said', () => {
  const { unknown, points } = judged(RULES, services({ desired_count: 1 }));
  expect(points.serve).toEqual([]);
  expect(unknown.join('\n')).toContain('who calls aws_ecs_service.inner: its tasks have neither');
});

test.each<readonly [string, object]>([
  [
    'a load balancer elsewhere',
    { load_balancer: { target_group_arn: 'arn:aws:elasticloadbalancing:x', container_port: 80 } },
  ],
  ['instances of its own', { launch_type: 'EC2' }],
  [
    'a client of Service Connect alone, on what is not known',
    { service_connect_configuration: '${var.connect}', launch_type: 'EC2' },
  ],
])('tasks with %s may be called', (_, more) => {
  const points = of(judged(RULES, services({ desired_count: 1, ...more })));
  expect(points).toEqual(expect.arrayContaining([expect.stringMatching(/^aws_ecs_service\.inner task 1: /)]));
});

/** A second target group, which the load balancer forwards to as well. */
const SECOND: Resources = {
  aws_lb_target_group: { web: { name: 'blue', port: 80 }, next: { name: 'green', port: 80 } },
  aws_lb_listener_rule: {
    next: {
      listener_arn: '${aws_lb_listener.http.arn}',
      action: { type: 'forward', target_group_arn: '${aws_lb_target_group.next.arn}' },
    },
  },
};
const PAIR: Resources = {
  aws_codedeploy_deployment_group: {
    site: {
      load_balancer_info: {
        target_group_pair_info: {
          target_group: [{ name: '${aws_lb_target_group.web.name}' }, { name: '${aws_lb_target_group.next.name}' }],
        },
      },
    },
  },
};

test('the target group that waits for the next deployment answers nobody', () => {
  const { points, unknown } = judged(BALANCED, attached('a', 'b'), SECOND, PAIR);
  expect(points.serve).toEqual([]);
  expect(unknown.join('\n')).toContain('who is answered by aws_lb_target_group.next: it waits for the next deployment');
});

test('nor does the one that a service of ECS names as the other', () => {
  const balanced = {
    load_balancer: {
      target_group_arn: '${aws_lb_target_group.web.arn}',
      advanced_configuration: { alternate_target_group_arn: '${aws_lb_target_group.next.arn}' },
    },
  };
  expect(of(judged(RULES, services({}, balanced), SECOND))).toEqual([]);
});

test('an empty target group without such a pair is answered by something unseen, and so is a pair that is all empty', () => {
  expect(of(judged(BALANCED, attached('a', 'b'), SECOND))?.[0]).toContain('aws_lb_target_group.next target');
  expect(JSON.stringify(of(judged(BALANCED, SECOND, PAIR)))).toContain('aws_lb_target_group.next target');
});
