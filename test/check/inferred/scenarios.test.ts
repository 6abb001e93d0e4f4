import { attached, BALANCED, groups, judged, opening, type Resources, subnets, together, webIn } from './network';

/** What is wrong with a site, as far as visitors see: each element with the way that its loss takes. */
const points = (...resources: readonly Resources[]) => judged(...resources).points.serve;

/** Two machines in two zones behind a load balancer: nothing is wrong with it. */
const SOUND = together(BALANCED, attached('a', 'b'));
const DATA = { vpc_security_group_ids: groups('data') };

describe('machines', () => {
  test('behind a load balancer in two zones, all in one of them', () => {
    expect(points(BALANCED, attached('a', 'a2'))).toEqual([
      'eu-west-1a: eu-west-1a → web_1 and web_2 → front needs web.targets → serve',
    ]);
  });

  test('in a zone that the load balancer has no subnet in', () => {
    const narrow = { aws_lb: { front: { subnets: subnets('a'), security_groups: groups('front') } } };
    expect(points(SOUND, narrow)).toEqual([
      'aws_instance.web_1: web_1 → front needs web.targets → serve',
      'eu-west-1a: eu-west-1a → web_1 → front needs web.targets → serve',
    ]);
  });

  test('one of which does not let the load balancer in', () => {
    const shut = opening(8080, { security_groups: groups('front') });
    const web_2 = { ...webIn('b'), vpc_security_group_ids: groups('shut') };
    expect(points(SOUND, { aws_security_group: { shut }, aws_instance: { web_2 } })).toEqual([
      'aws_instance.web_1: web_1 → front needs web.targets → serve',
      'eu-west-1a: eu-west-1a → web_1 → front needs web.targets → serve',
    ]);
    expect(points(SOUND, { aws_security_group: { web: shut } })).toBe('broken');
  });
});

describe('an autoscaling group', () => {
  const group = (more: object): Resources => ({
    aws_autoscaling_group: {
      web: {
        max_size: 4,
        vpc_zone_identifier: subnets('a', 'b'),
        target_group_arns: ['${aws_lb_target_group.web.arn}'],
        launch_template: { id: '${aws_launch_template.web.id}' },
        ...more,
      },
    },
    aws_launch_template: { web: { vpc_security_group_ids: groups('web') } },
  });
  const site = (more: object) => judged(BALANCED, group(more));
  const alone = (zone: string) => `${zone}: ${zone} → web instance 1 → front needs web.targets → serve`;
  const both = (zone: string) =>
    `${zone}: ${zone} → web instance 1 and web instance 2 → front needs web.targets → serve`;
  const ONE = [
    'aws_autoscaling_group.web instance 1: web instance 1 → front needs web.targets → serve',
    alone('eu-west-1a'),
    alone('eu-west-1b'),
  ];

  test('of one machine, which AWS puts in either zone', () => {
    const { points: found, unknown } = site({ min_size: 1 });
    expect(found.serve).toEqual(ONE);
    expect(unknown).toContain(
      'the zone of aws_autoscaling_group.web instance 1: AWS chooses one of eu-west-1a and eu-west-1b; assumed: depends on each of them',
    );
  });

  test('of two machines in two zones', () => {
    expect(site({ min_size: 2 }).points.serve).toEqual([]);
  });

  test('of two machines in two subnets of one zone', () => {
    expect(site({ min_size: 2, vpc_zone_identifier: subnets('a', 'a2') }).points.serve).toEqual([both('eu-west-1a')]);
  });

  test('that may fall to one, however many it starts with', () => {
    const policy = (more: object) => ({
      aws_autoscaling_policy: { load: { autoscaling_group_name: '${aws_autoscaling_group.web.name}', ...more } },
    });
    const sized = group({ min_size: 1, desired_capacity: 3 });
    expect(points(BALANCED, sized, policy({ target_tracking_configuration: { target_value: 50 } }))).toEqual(ONE);
    expect(points(BALANCED, sized, policy({ scaling_adjustment: -1 }))).toEqual(ONE);
    expect(points(BALANCED, sized, policy({ scaling_adjustment: 1 }))).toEqual([]);
  });

  test('that nothing scales in keeps what it starts with, and that is said', () => {
    const { points: found, unknown } = site({ min_size: 1, desired_capacity: 2 });
    expect(found.serve).toEqual([]);
    expect(unknown).toContain(
      'how many aws_autoscaling_group.web keeps: nothing in the Terraform scales it in; assumed: the 2 that it starts with',
    );
  });

  test('of one machine at most', () => {
    expect(site({ min_size: 1, max_size: 1 }).points.serve).toEqual(ONE);
    const more = site({ min_size: 2, max_size: 1 });
    expect(more.points.serve).toEqual(ONE);
    expect(more.unknown).toContain(
      'how many aws_autoscaling_group.web keeps: its min_size 2 is above its max_size 1, which AWS refuses; assumed: 1',
    );
  });

  test('whose subnets are not known', () => {
    const { points: found, unknown } = site({ min_size: 2, vpc_zone_identifier: '${var.subnets}' });
    expect(found.serve).toEqual([both('eu-west-1a'), both('eu-west-1b'), both('unknown zone')]);
    expect(unknown).toContain(
      'the zones of aws_autoscaling_group.web: its subnets are not in the Terraform; assumed: one unknown zone',
    );
  });
});

describe('a service of ECS', () => {
  const service = (more: object): Resources => ({
    aws_ecs_service: {
      web: {
        launch_type: 'FARGATE',
        network_configuration: { subnets: subnets('a', 'b'), security_groups: groups('web') },
        load_balancer: {
          target_group_arn: '${aws_lb_target_group.web.arn}',
          container_name: 'web',
          container_port: 80,
        },
        ...more,
      },
    },
  });
  const ONE = ['aws_ecs_service.web task 1', 'eu-west-1a', 'eu-west-1b'].map(
    (element) =>
      `${element}: ${element.startsWith('eu') ? `${element} → ` : ''}web task 1 → front needs web.targets → serve`,
  );

  test('of one task', () => {
    expect(points(BALANCED, service({ desired_count: 1 }))).toEqual(ONE);
  });

  test('of two tasks on Fargate', () => {
    expect(points(BALANCED, service({ desired_count: 2 }))).toEqual([]);
  });

  test('of two tasks on instances, which they may share', () => {
    expect(points(BALANCED, service({ desired_count: 2, launch_type: 'EC2' }))).toEqual(ONE);
  });
});

describe('a database', () => {
  const subnetGroup = (...names: readonly string[]): Resources => ({
    aws_db_subnet_group: { all: { subnet_ids: subnets(...names) } },
  });
  const rds = (more: object): Resources => ({
    aws_db_instance: {
      db: { engine: 'mysql', db_subnet_group_name: '${aws_db_subnet_group.all.name}', ...DATA, ...more },
    },
  });
  const through = (element: string, needs: string) =>
    `${element}: ${element.startsWith('aws') ? '' : `${element} → `}${needs} → serve`;
  const alone = (element: string) => through(element, 'db → web needs db.db → front needs web.targets');

  test('with a standby in another zone', () => {
    expect(points(SOUND, subnetGroup('a', 'b'), rds({ multi_az: true }))).toEqual([]);
  });

  test('with a standby that has no other zone', () => {
    const { points: found, unknown } = judged(SOUND, subnetGroup('a', 'a2'), rds({ multi_az: true }));
    expect(found.serve).toEqual([alone('aws_db_instance.db'), alone('eu-west-1a')]);
    expect(unknown).toContain('aws_db_instance.db has no standby: its subnets are all in eu-west-1a');
  });

  test('without a standby', () => {
    expect(points(SOUND, subnetGroup('a', 'b'), rds({ availability_zone: 'eu-west-1b' }))).toEqual([
      alone('aws_db_instance.db'),
      alone('eu-west-1b'),
    ]);
  });

  test('of which it is not known whether it has one', () => {
    const { points: found, unknown } = judged(SOUND, subnetGroup('a', 'b'), rds({ multi_az: '${var.standby}' }));
    expect(found.serve).toEqual(['aws_db_instance.db', 'eu-west-1a', 'eu-west-1b'].map((one) => alone(one)));
    expect(unknown.join('\n')).toMatch(/whether aws_db_instance.db has a standby: multi_az is .*; assumed: no/);
  });

  const aurora = (...zones: readonly string[]): Resources => ({
    aws_rds_cluster: { db: { engine: 'aurora-mysql', ...DATA } },
    aws_rds_cluster_instance: Object.fromEntries(
      zones.map((zone, index) => [
        `i${index}`,
        { cluster_identifier: '${aws_rds_cluster.db.id}', availability_zone: zone },
      ]),
    ),
  });

  test('of Aurora with one instance', () => {
    expect(points(SOUND, aurora('eu-west-1a'))).toEqual([
      'aws_rds_cluster_instance.i0: i0 → web needs db.db → front needs web.targets → serve',
      'eu-west-1a: eu-west-1a → i0 → web needs db.db → front needs web.targets → serve',
    ]);
  });

  test('of Aurora with two instances in one zone', () => {
    expect(points(SOUND, aurora('eu-west-1a', 'eu-west-1a'))).toEqual([
      // The machine in the other zone is lost with them, since it has no database.
      'eu-west-1a: eu-west-1a → web_1 and web_2 → front needs web.targets → serve',
    ]);
  });

  test('of Aurora with two instances in two zones', () => {
    expect(points(SOUND, aurora('eu-west-1a', 'eu-west-1b'))).toEqual([]);
  });
});

describe('a cache of two nodes', () => {
  const cache = (more: object): Resources => ({
    aws_elasticache_replication_group: {
      c: {
        num_cache_clusters: 2,
        security_group_ids: groups('data'),
        preferred_cache_cluster_azs: ['eu-west-1a', 'eu-west-1b'],
        ...more,
      },
    },
  });

  test('that fails over', () => {
    expect(points(SOUND, cache({ automatic_failover_enabled: true, multi_az_enabled: true }))).toEqual([]);
  });

  test('that does not', () => {
    expect(points(SOUND, cache({ automatic_failover_enabled: false }))).toEqual([
      'aws_elasticache_replication_group.c node 1: c node 1 → c → web needs c.cache → front needs web.targets → serve',
      'eu-west-1a: eu-west-1a → c node 1 → c → web needs c.cache → front needs web.targets → serve',
    ]);
  });
});

test('files with a mount target in one zone only', () => {
  const mount = (subnet: string) => ({
    file_system_id: '${aws_efs_file_system.f.id}',
    subnet_id: `\${aws_subnet.${subnet}.id}`,
    security_groups: groups('data'),
  });
  const files = (targets: Readonly<Record<string, object>>): Resources => ({
    aws_efs_file_system: { f: {} },
    aws_efs_mount_target: targets,
  });
  expect(points(SOUND, files({ a: mount('a') }))).toEqual([
    'aws_instance.web_1: web_1 → front needs web.targets → serve',
    'eu-west-1a: eu-west-1a → web_1 → front needs web.targets → serve',
  ]);
  expect(points(SOUND, files({ a: mount('a'), b: mount('b') }))).toEqual([]);
});

describe('NAT gateways', () => {
  const routed = (...ways: readonly (readonly [subnet: string, nat: string])[]): Resources => ({
    aws_internet_gateway: { i: { vpc_id: '${aws_vpc.v.id}' } },
    aws_subnet: {
      out_a: { availability_zone: 'eu-west-1a', cidr_block: '10.0.11.0/24', vpc_id: '${aws_vpc.v.id}' },
      out_b: { availability_zone: 'eu-west-1b', cidr_block: '10.0.12.0/24', vpc_id: '${aws_vpc.v.id}' },
    },
    aws_eip: { a: {}, b: {} },
    aws_nat_gateway: {
      a: { subnet_id: '${aws_subnet.out_a.id}', allocation_id: '${aws_eip.a.id}' },
      b: { subnet_id: '${aws_subnet.out_b.id}', allocation_id: '${aws_eip.b.id}' },
    },
    aws_route_table: {
      out: {
        vpc_id: '${aws_vpc.v.id}',
        route: { cidr_block: '0.0.0.0/0', gateway_id: '${aws_internet_gateway.i.id}' },
      },
      ...Object.fromEntries(
        ways.map(([subnet, nat]) => [
          subnet,
          {
            vpc_id: '${aws_vpc.v.id}',
            route: { cidr_block: '0.0.0.0/0', nat_gateway_id: `\${aws_nat_gateway.${nat}.id}` },
          },
        ]),
      ),
    },
    aws_route_table_association: Object.fromEntries(
      [...ways.map(([subnet]) => [subnet, subnet]), ['out_a', 'out'], ['out_b', 'out']].map(([subnet, table]) => [
        subnet,
        { subnet_id: `\${aws_subnet.${subnet}.id}`, route_table_id: `\${aws_route_table.${table}.id}` },
      ]),
    ),
  });

  test('one for two zones: what is lost is not rebuilt', () => {
    expect(points(SOUND, routed(['a', 'a'], ['b', 'a']))).toEqual([
      'aws_nat_gateway.a (recovery): a → web_1 and web_2 → front needs web.targets → serve',
      'eu-west-1a (recovery): eu-west-1a → a → web_1 and web_2 → front needs web.targets → serve',
    ]);
  });

  test('one in each zone', () => {
    expect(points(SOUND, routed(['a', 'a'], ['b', 'b']))).toEqual([]);
  });
});

describe('a name in Route 53', () => {
  const open = { vpc_security_group_ids: groups('front') };
  const machines: Resources = {
    aws_instance: {
      a: { subnet_id: '${aws_subnet.a.id}', ...open },
      b: { subnet_id: '${aws_subnet.b.id}', ...open },
    },
    aws_eip: { a: { instance: '${aws_instance.a.id}' }, b: { instance: '${aws_instance.b.id}' } },
    aws_route53_health_check: { a: {}, b: {} },
  };
  const record = (name: string, more: object) => ({
    name: 'www.example.com',
    type: 'A',
    ttl: 60,
    zone_id: 'Z1',
    set_identifier: name,
    records: [`\${aws_eip.${name}.public_ip}`],
    ...more,
  });
  const named = (a: object, b: object): Resources => ({
    ...machines,
    aws_route53_record: { www_a: record('a', a), www_b: record('b', b) },
  });
  const checked = (name: string) => ({ health_check_id: `\${aws_route53_health_check.${name}.id}` });
  const at = (policy: string, value: unknown) => ({ [policy]: value });
  const PRIMARY = at('failover_routing_policy', { type: 'PRIMARY' });
  const SECONDARY = at('failover_routing_policy', { type: 'SECONDARY' });
  const MANY = at('multivalue_answer_routing_policy', true);
  const ONLY_A = [
    'aws_instance.a: a → www_a needs a.serve → serve',
    'eu-west-1a: eu-west-1a → a → www_a needs a.serve → serve',
  ];
  const ONLY_B = [
    'aws_instance.b: b → www_a needs b.serve → serve',
    'eu-west-1b: eu-west-1b → b → www_a needs b.serve → serve',
  ];
  const both = [ONLY_A[0], ONLY_B[0], ONLY_A[1], ONLY_B[1]];

  test('that fails over by a health check', () => {
    expect(points(named({ ...PRIMARY, ...checked('a') }, SECONDARY))).toEqual([]);
  });

  test('that would fail over, but without a health check', () => {
    const { points: found, unknown } = judged(named(PRIMARY, { ...SECONDARY, ...checked('b') }));
    expect(found.serve).toEqual(ONLY_A);
    expect(unknown).toContain(
      'whether aws_route53_record.www_a gives way to the secondary: it has no health check; assumed: no',
    );
  });

  test('with several values, each checked', () => {
    expect(points(named({ ...MANY, ...checked('a') }, { ...MANY, ...checked('b') }))).toEqual([]);
  });

  test('with several values, one of them unchecked', () => {
    expect(points(named({ ...MANY, ...checked('a') }, MANY))).toEqual(ONLY_B);
  });

  test('with several values, none of them checked', () => {
    expect(points(named(MANY, MANY))).toEqual(both);
  });

  test('one of whose values is not in the Terraform', () => {
    const elsewhere = { ...MANY, records: ['192.0.2.7'] };
    const { points: found, unknown } = judged(named({ ...MANY, ...checked('a') }, elsewhere));
    expect(found['serve at www.example.com']).toEqual([
      'aws_route53_record.www_b target: www_b target → www_b → serve at www.example.com',
      'eu-west-1a: eu-west-1a → www_b target → www_b → serve at www.example.com',
      'eu-west-1b: eu-west-1b → www_b target → www_b → serve at www.example.com',
      'unknown zone: unknown zone → www_b target → www_b → serve at www.example.com',
    ]);
    expect(unknown).toContain(
      'where aws_route53_record.www_b leads: not to something of this Terraform; assumed: one machine in an unknown zone',
    );
  });
});

describe('a network load balancer', () => {
  const network = (more: object): Resources => ({
    aws_lb: { front: { load_balancer_type: 'network', subnets: subnets('a', 'b'), ...more } },
  });
  const toVisitors = { aws_security_group: { web: opening(80) } };

  test('with targets in one zone', () => {
    // Its other zone is of no use.
    expect(points(BALANCED, attached('a', 'a2'), toVisitors, network({}))).toEqual([
      'eu-west-1a: eu-west-1a → front → serve',
    ]);
    expect(
      points(BALANCED, attached('a', 'a2'), toVisitors, network({ enable_cross_zone_load_balancing: true })),
    ).toEqual(['eu-west-1a: eu-west-1a → web_1 and web_2 → front needs web.targets → serve']);
  });

  test('with targets in each zone, whether it crosses zones or not', () => {
    expect(points(SOUND, toVisitors, network({}))).toEqual([]);
    expect(points(SOUND, toVisitors, network({ enable_cross_zone_load_balancing: true }))).toEqual([]);
  });

  test('without security groups, to targets that let visitors in only at another port', () => {
    const shut = { aws_security_group: { web: opening(8080) } };
    expect(points(SOUND, shut, network({}))).toBe('broken');
  });
});
