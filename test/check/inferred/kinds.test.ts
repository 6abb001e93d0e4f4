import { examineInferred } from '../../../check/inferred/examine';
import { NothingToJudgeError } from '../../../check/inferred/nothing-to-judge';
import { noteText } from '../../../report/check/notes';
import { singleModule } from '../../../terraform/hcl/source-module';
import { sourceStack } from '../../../terraform/hcl/source-stack';

type Resources = Readonly<Record<string, Readonly<Record<string, object>>>>;

const subnet = (name: string, zone: string, at: number) => {
  return { [name]: { availability_zone: zone, cidr_block: `10.0.${at}.0/24`, vpc_id: '${aws_vpc.v.id}' } };
};

const OUT = { protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] };
const open = (port: number, more: object = { cidr_blocks: ['0.0.0.0/0'] }) => {
  const ingress = { protocol: 'tcp', from_port: port, to_port: port, ...more };
  return { vpc_id: '${aws_vpc.v.id}', ingress, egress: OUT };
};

/** Two machines in two zones behind a load balancer, which may call whatever is in the group `inner`. */
const SITE: Resources = {
  aws_vpc: { v: { cidr_block: '10.0.0.0/16' } },
  aws_subnet: { ...subnet('a', 'eu-west-1a', 1), ...subnet('b', 'eu-west-1b', 2) },
  aws_security_group: {
    web: open(80),
    inner: open(9999, { protocol: '-1', security_groups: ['${aws_security_group.web.id}'] }),
  },
  aws_instance: {
    web_a: { subnet_id: '${aws_subnet.a.id}', vpc_security_group_ids: ['${aws_security_group.web.id}'] },
    web_b: { subnet_id: '${aws_subnet.b.id}', vpc_security_group_ids: ['${aws_security_group.web.id}'] },
  },
  aws_lb: { front: { subnets: ['${aws_subnet.a.id}', '${aws_subnet.b.id}'] } },
  aws_lb_target_group: { web: { port: 80 } },
  aws_lb_target_group_attachment: {
    a: { target_group_arn: '${aws_lb_target_group.web.arn}', target_id: '${aws_instance.web_a.id}' },
    b: { target_group_arn: '${aws_lb_target_group.web.arn}', target_id: '${aws_instance.web_b.id}' },
  },
  aws_lb_listener: {
    l: {
      load_balancer_arn: '${aws_lb.front.arn}',
      port: 80,
      default_action: { type: 'forward', target_group_arn: '${aws_lb_target_group.web.arn}' },
    },
  },
  aws_db_subnet_group: { all: { subnet_ids: ['${aws_subnet.a.id}', '${aws_subnet.b.id}'] } },
};

const INNER = { vpc_security_group_ids: ['${aws_security_group.inner.id}'] };

function merged(more: Resources): Resources {
  const types = new Set([...Object.keys(SITE), ...Object.keys(more)]);
  return Object.fromEntries([...types].map((type) => [type, { ...SITE[type], ...more[type] }]));
}

function examined(more: Resources) {
  const content = { resource: merged(more), provider: { aws: { region: 'eu-west-1' } } };
  const { stack } = sourceStack(singleModule([{ name: 'main.tf.json', content }]));
  const { verdict } = examineInferred(stack, { site: 'site', survives: 'none' });
  return { ...verdict, unknown: verdict.unknown.map(noteText) };
}

function points(more: Resources): readonly string[] {
  const [serve] = examined(more).goals;
  return serve?.works ? serve.singlePoints.map(({ element }) => element) : ['broken'];
}

const EVERYWHERE = ['eu-west-1a', 'eu-west-1b', 'unknown zone'];
const aurora = (...zones: readonly (string | undefined)[]): Resources => ({
  aws_rds_cluster: { c: { engine: 'aurora-mysql', ...INNER } },
  aws_rds_cluster_instance: Object.fromEntries(
    zones.map((zone, index) => [
      `i${index}`,
      { cluster_identifier: '${aws_rds_cluster.c.id}', ...(zone === undefined ? {} : { availability_zone: zone }) },
    ]),
  ),
});
const cache = (more: object): Resources => ({
  aws_elasticache_cluster: { m: { engine: 'memcached', security_group_ids: INNER.vpc_security_group_ids, ...more } },
});
const ZONES_OF_CACHE = { preferred_availability_zones: ['eu-west-1a', 'eu-west-1b'] };

test.each<readonly [what: string, more: Resources, expected: readonly string[]]>([
  ['no data', {}, []],
  ['Aurora in two zones', aurora('eu-west-1a', 'eu-west-1b'), []],
  ['Aurora in one zone', aurora('eu-west-1a', 'eu-west-1a'), ['eu-west-1a']],
  ['Aurora with one instance', aurora('eu-west-1b'), ['aws_rds_cluster_instance.i0', 'eu-west-1b']],
  ['Aurora somewhere', aurora(undefined, undefined), ['one zone of aws_rds_cluster.c']],
  ['Aurora without instances', aurora(), ['aws_rds_cluster.c instance', ...EVERYWHERE]],
  [
    'a cluster over three zones of itself',
    { aws_rds_cluster: { c: { db_cluster_instance_class: 'db.m5d.large', ...INNER } } },
    [],
  ],
  [
    'a database and its replica',
    {
      aws_db_instance: {
        m: { multi_az: true, db_subnet_group_name: '${aws_db_subnet_group.all.name}', ...INNER },
        r: { replicate_source_db: '${aws_db_instance.m.identifier}', availability_zone: 'eu-west-1b', ...INNER },
      },
    },
    ['aws_db_instance.r', 'eu-west-1b'],
  ],
  [
    'Memcached',
    cache({ num_cache_nodes: 2, ...ZONES_OF_CACHE }),
    ['aws_elasticache_cluster.m node 1', 'aws_elasticache_cluster.m node 2', 'eu-west-1a', 'eu-west-1b'],
  ],
  [
    'a broker',
    { aws_mq_broker: { q: { subnet_ids: ['${aws_subnet.a.id}'], security_groups: INNER.vpc_security_group_ids } } },
    ['aws_mq_broker.q', 'eu-west-1a'],
  ],
  [
    'two brokers',
    {
      aws_mq_broker: {
        q: { deployment_mode: 'ACTIVE_STANDBY_MULTI_AZ', security_groups: INNER.vpc_security_group_ids },
      },
    },
    [],
  ],
  [
    'a database on a machine',
    { aws_instance: { db: { subnet_id: '${aws_subnet.b.id}', ...INNER } } },
    ['aws_instance.db', 'eu-west-1b'],
  ],
  [
    'a database that nothing may call',
    {
      aws_db_instance: { m: { engine: 'mysql', vpc_security_group_ids: ['${aws_security_group.shut.id}'] } },
      aws_security_group: { shut: {} },
    },
    [],
  ],
  [
    'a database in a group that is not here',
    {
      aws_db_instance: {
        m: { engine: 'mysql', availability_zone: 'eu-west-1a', vpc_security_group_ids: ['sg-0123456789abcdef0'] },
      },
    },
    ['aws_db_instance.m', 'eu-west-1a'],
  ],
  [
    'a database open to a network of addresses',
    {
      aws_db_instance: {
        m: {
          engine: 'mysql',
          availability_zone: 'eu-west-1a',
          vpc_security_group_ids: ['${aws_security_group.net.id}'],
        },
      },
      aws_security_group: { net: open(3306, { cidr_blocks: ['${aws_vpc.v.cidr_block}'] }) },
    },
    ['aws_db_instance.m', 'eu-west-1a'],
  ],
  [
    'a database open at another port',
    {
      aws_db_instance: { m: { engine: 'postgres', vpc_security_group_ids: ['${aws_security_group.net.id}'] } },
      aws_security_group: { net: open(3306) },
    },
    [],
  ],
  [
    'a machine that is administered only',
    {
      aws_instance: {
        jump: { subnet_id: '${aws_subnet.a.id}', vpc_security_group_ids: ['${aws_security_group.ssh.id}'] },
      },
      aws_security_group: { ssh: open(22) },
    },
    [],
  ],
])('%s', (_what, more, expected) => {
  expect(points(more)).toEqual(expected);
});

test('machines that may call each other are needed, and do not wait for each other', () => {
  const { goals, unknown } = examined({
    aws_security_group: {
      ring: { ingress: { protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['10.0.0.0/16'] }, egress: OUT },
    },
    aws_instance: {
      x: { subnet_id: '${aws_subnet.a.id}', vpc_security_group_ids: ['${aws_security_group.ring.id}'] },
      y: { subnet_id: '${aws_subnet.b.id}', vpc_security_group_ids: ['${aws_security_group.ring.id}'] },
    },
  });
  expect(goals[0]?.singlePoints.map(({ element }) => element)).toEqual([
    'aws_instance.x',
    'aws_instance.y',
    'eu-west-1a',
    'eu-west-1b',
  ]);
  expect(unknown).toContain('whether aws_instance.y calls aws_instance.x: it may, and is called by it; assumed: no');
});

test('an inner load balancer is needed with what stands behind it', () => {
  const group = { vpc_security_group_ids: ['${aws_security_group.inner.id}'] };
  const { goals } = examined({
    aws_instance: { api: { subnet_id: '${aws_subnet.b.id}', ...group } },
    aws_lb: {
      inner: {
        internal: true,
        subnets: ['${aws_subnet.a.id}', '${aws_subnet.b.id}'],
        security_groups: group.vpc_security_group_ids,
      },
    },
    aws_security_group: {
      inner: {
        ingress: { protocol: '-1', security_groups: ['${aws_security_group.web.id}'], self: true },
        egress: OUT,
      },
    },
    aws_lb_target_group: { api: { port: 8000 } },
    aws_lb_target_group_attachment: {
      api: { target_group_arn: '${aws_lb_target_group.api.arn}', target_id: '${aws_instance.api.id}' },
    },
    aws_lb_listener: {
      api: {
        load_balancer_arn: '${aws_lb.inner.arn}',
        port: 80,
        default_action: { type: 'forward', target_group_arn: '${aws_lb_target_group.api.arn}' },
      },
    },
  });
  expect(goals.map(({ goal }) => goal)).toEqual(['serve']);
  expect(goals[0]?.singlePoints.map(({ element, path }) => [element, path.at(-2)])).toEqual([
    ['aws_instance.api', 'front needs web.targets'],
    ['eu-west-1b', 'front needs web.targets'],
  ]);
});

test('where everything calls everything on too many machines, nothing is said', () => {
  const machine = {
    count: 400,
    subnet_id: '${aws_subnet.a.id}',
    vpc_security_group_ids: ['${aws_security_group.inner.id}'],
  };
  const inner = { ingress: { protocol: '-1', cidr_blocks: ['0.0.0.0/0'] }, egress: OUT };
  expect(() => examined({ aws_instance: { many: machine, more: machine }, aws_security_group: { inner } })).toThrow(
    NothingToJudgeError,
  );
  // Those of one block do not need each other.
  expect(examined({ aws_instance: { many: machine }, aws_security_group: { inner } }).goals).toHaveLength(1);
});

describe('what a security group lets out', () => {
  const db = {
    aws_db_instance: { m: { engine: 'mysql', port: 3306, availability_zone: 'eu-west-1a', ...INNER } },
  };
  const onlyIn = { protocol: 'tcp', from_port: 80, to_port: 80, cidr_blocks: ['0.0.0.0/0'] };
  const web = (more: object) => ({
    aws_security_group: { ...SITE.aws_security_group, web: { ingress: onlyIn, ...more } },
  });
  const rule = (port: number, more: object) => ({
    aws_vpc_security_group_egress_rule: {
      out: {
        security_group_id: '${aws_security_group.web.id}',
        ip_protocol: 'tcp',
        from_port: port,
        to_port: port,
        ...more,
      },
    },
  });
  const toInner = { referenced_security_group_id: '${aws_security_group.inner.id}' };
  const needed = ['aws_db_instance.m', 'eu-west-1a'];

  test.each<readonly [what: string, more: Resources, expected: readonly string[]]>([
    ['everything: the database is needed', { ...db }, needed],
    ["nothing, for Terraform takes AWS's own rule away: the database cannot be called", { ...db, ...web({}) }, []],
    ["the database's group: it is needed", { ...db, ...web({}), ...rule(3306, toInner) }, needed],
    ["the database's group at another port: it cannot be called", { ...db, ...web({}), ...rule(5432, toInner) }, []],
    [
      'another group: the database cannot be called',
      { ...db, ...web({}), ...rule(3306, { referenced_security_group_id: '${aws_security_group.web.id}' }) },
      [],
    ],
    [
      'addresses in which the database may stand: it is needed',
      { ...db, ...web({}), ...rule(3306, { cidr_ipv4: '10.0.1.0/24' }) },
      needed,
    ],
    [
      'a list of addresses that is kept elsewhere: the database is needed',
      { ...db, ...web({}), ...rule(3306, { prefix_list_id: 'pl-0123456789abcdef0' }) },
      needed,
    ],
    [
      'by a rule of the older kind: the database is needed',
      {
        ...db,
        ...web({}),
        aws_security_group_rule: {
          out: {
            type: 'egress',
            security_group_id: '${aws_security_group.web.id}',
            protocol: '-1',
            from_port: 0,
            to_port: 0,
            cidr_blocks: ['0.0.0.0/0'],
          },
        },
      },
      needed,
    ],
  ])('%s', (_what, more, expected) => {
    expect(points(more)).toEqual(expected);
  });

  test('that machines can call nobody is said', () => {
    expect(examined({ ...db, ...web({}) }).unknown).toContain(
      'what aws_instance.web_a and aws_instance.web_b depend on: their security groups let nothing out; assumed: only what they refer to by address',
    );
  });

  const front = (group: string, more: Resources = {}): Resources => ({
    aws_lb: {
      front: {
        subnets: ['${aws_subnet.a.id}', '${aws_subnet.b.id}'],
        security_groups: [`\${aws_security_group.${group}.id}`],
      },
    },
    aws_security_group: {
      front: { ingress: onlyIn },
      elsewhere: { ingress: onlyIn, egress: { ...OUT, cidr_blocks: ['192.168.0.0/16'] } },
    },
    ...more,
  });

  test('a load balancer that lets nothing out reaches no target', () => {
    expect(points(front('front'))).toEqual(['broken']);
    expect(points(front('elsewhere'))).toEqual(['broken']);
    expect(points(front('web'))).toEqual([]);
  });

  test('a target that the load balancer may not reach does not stand in for one that it does', () => {
    const more = front('web', {
      aws_instance: {
        web_b: { subnet_id: '${aws_subnet.b.id}', vpc_security_group_ids: ['sg-0123456789abcdef0'] },
      },
    });
    expect(points(more)).toEqual(['aws_instance.web_a', 'eu-west-1a']);
    expect(examined(more).unknown).toContain(
      'whether aws_lb.front reaches aws_instance.web_b: not all of their security groups can be read; assumed: no',
    );
  });
});

test('a network ACL is not read, and that is said', () => {
  expect(examined({ aws_network_acl: { strict: {} } }).unknown).toContain(
    'what aws_network_acl.strict keeps out: not read; assumed: it lets through what security groups do',
  );
});

describe('a function of Lambda behind a load balancer', () => {
  const lambda = (subnets: readonly string[]): Resources => ({
    aws_lambda_function: {
      f: {
        vpc_config: {
          subnet_ids: subnets.map((name) => `\${aws_subnet.${name}.id}`),
          security_group_ids: ['${aws_security_group.web.id}'],
        },
      },
    },
    aws_lb_target_group_attachment: {
      a: { target_group_arn: '${aws_lb_target_group.web.arn}', target_id: '${aws_lambda_function.f.arn}' },
      b: { target_group_arn: '${aws_lb_target_group.web.arn}', target_id: '${aws_lambda_function.f.arn}' },
    },
  });

  test('stands and falls with the zone of its only subnet', () => {
    expect(points(lambda(['a']))).toEqual(['eu-west-1a']);
    expect(points(lambda(['a', 'b']))).toEqual([]);
  });

  test('needs the database that its security groups let it call', () => {
    const db = { aws_db_instance: { m: { engine: 'mysql', availability_zone: 'eu-west-1b', ...INNER } } };
    expect(points({ ...lambda(['a', 'b']), ...db })).toEqual(['aws_db_instance.m', 'eu-west-1b']);
  });
});
