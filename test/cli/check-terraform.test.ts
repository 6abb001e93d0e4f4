import { nospof, scratchFolder } from '../helpers/command-line';
import { type TextChange, terraformFixture } from '../helpers/terraform-fixture';

const folder = scratchFolder();

// The parser of HCL is large, and loaded by the first test.
jest.setTimeout(120_000);

interface Goal {
  readonly goal: string;
  readonly works: boolean;
  readonly singlePoints: readonly { readonly element: string; readonly effect: string }[];
  readonly reliesOn: readonly { readonly element: string }[];
}

/** The verdict on a fixture, changed. */
async function verdict(fixture: string, ...changes: readonly TextChange[]) {
  for (const [name, text] of terraformFixture(fixture, ...changes)) folder.put(`${fixture}/${name}`, text);
  const { exit, out, err } = await nospof(folder.path, 'check', fixture, '--format', 'json');
  expect({ exit: exit === 2 ? exit : 0, err }).toEqual({ exit: 0, err: '' });
  const [stack] = JSON.parse(out).stacks;
  const goals: readonly Goal[] = stack.goals;
  return {
    exit,
    origin: stack.origin,
    survives: stack.survivesZone ? 'zone' : stack.survivesNode ? 'node' : 'none',
    unknown: (stack.unknown as readonly { readonly text: string }[]).map(({ text }) => text),
    goals,
    /** `element` or `element (recovery)`, by goal. */
    points: Object.fromEntries(
      goals.map(({ goal, works, singlePoints }) => [
        goal,
        works
          ? singlePoints.map(({ element, effect }) => (effect === 'outage' ? element : `${element} (${effect})`))
          : 'broken',
      ]),
    ),
  };
}

const ZONES = ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'];

describe('a load balancer, an autoscaling group over three zones, a database with a standby, a cache that fails over', () => {
  test('survives a zone, and says what that rests on', async () => {
    const { origin, survives, points, goals, unknown } = await verdict('balanced');
    expect({ origin, survives, points }).toEqual({ origin: 'inferred', survives: 'zone', points: { serve: [] } });
    expect(goals[0]?.reliesOn.map(({ element }) => element)).toEqual([
      'eu-west-1',
      'aws_db_instance.main',
      'aws_elasticache_replication_group.sessions',
      'aws_lb.front',
      'aws_route53_record.www',
    ]);
    expect(unknown).toEqual([
      'aws_autoscaling_group.web may depend on aws_db_instance.main (security groups allow the connection); assumed: yes',
      'aws_autoscaling_group.web may depend on aws_elasticache_replication_group.sessions (security groups allow the connection); assumed: yes',
      'which instance of aws_autoscaling_group.web stands in which zone; assumed: AWS spreads them evenly, one zone after the other',
    ]);
  });

  const web = 'aws_autoscaling_group.web instance';
  const cache = 'aws_elasticache_replication_group.sessions node';
  test.each<readonly [string, readonly TextChange[], readonly string[] | 'broken']>([
    [
      'no standby of the database',
      [['multi_az               = true', 'multi_az               = false']],
      ['aws_db_instance.main', ...ZONES],
    ],
    [
      'one instance at least',
      [['min_size            = 3', 'min_size            = 1']],
      [`${web} 1`, 'eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
    ],
    [
      'a fixed zone of the database',
      [['multi_az               = true', 'availability_zone      = var.zones[1]']],
      ['aws_db_instance.main', 'eu-west-1b'],
    ],
    [
      'all private subnets in one zone',
      [
        [
          '10 + count.index)\n  availability_zone = var.zones[count.index]',
          '10 + count.index)\n  availability_zone = var.zones[0]',
        ],
      ],
      ['aws_db_instance.main', 'eu-west-1a'],
    ],
    [
      'instances in one subnet',
      [['vpc_zone_identifier = aws_subnet.private[*].id', 'vpc_zone_identifier = [aws_subnet.private[2].id]']],
      ['aws_nat_gateway.main[2] (recovery)', 'eu-west-1c'],
    ],
    [
      'one NAT gateway for all',
      [['aws_nat_gateway.main[count.index].id', 'aws_nat_gateway.main[0].id']],
      ['aws_nat_gateway.main[0] (recovery)', 'eu-west-1a (recovery)'],
    ],
    [
      'a cache that does not fail over',
      [
        ['automatic_failover_enabled = true', 'automatic_failover_enabled = false'],
        ['multi_az_enabled           = true', 'multi_az_enabled           = false'],
      ],
      [`${cache} 1`, ...ZONES],
    ],
    ['a cache of one node', [['num_cache_clusters         = 2', 'num_cache_clusters         = 1']], [`${cache} 1`]],
    [
      'targets that the load balancer cannot reach',
      [['security_groups = [aws_security_group.balancer.id]\n  }', 'security_groups = []\n  }']],
      'broken',
    ],
    [
      'no health check of the targets',
      [['path = "/healthz"', 'enabled = false']],
      [`${web} 1`, `${web} 2`, `${web} 3`, 'eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
    ],
    [
      'a load balancer in other zones than its targets',
      [
        [
          'subnets            = aws_subnet.public[*].id',
          'subnets            = [aws_subnet.public[0].id, aws_subnet.public[1].id]',
        ],
        [
          'vpc_zone_identifier = aws_subnet.private[*].id',
          'vpc_zone_identifier = [aws_subnet.private[1].id, aws_subnet.private[2].id]',
        ],
        ['min_size            = 3', 'min_size            = 2'],
      ],
      [`${web} 1`, 'eu-west-1b'],
    ],
  ])('%s', async (_what, changes, expected) => {
    const { points, survives } = await verdict('balanced', ...changes);
    expect(points).toEqual({ serve: expected });
    expect(survives).not.toBe('zone');
  });

  test('what is behind an unknown number or zone is reported, and not counted', async () => {
    const { points, unknown } = await verdict(
      'balanced',
      ['min_size            = 3', 'min_size            = var.size'],
      ['default = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]', ''],
    );
    expect(points).toEqual({ serve: [`${web} 1`, 'unknown zone'] });
    expect(unknown.join('\n')).toMatch(
      /how many aws_eip.nat, .* there are: count is \$\{length\(var.zones\)\}; assumed: one/,
    );
    expect(unknown).toContain('how many aws_autoscaling_group.web keeps: its least number is not known; assumed: one');
  });
});

describe('two instances in one subnet, and a database without a standby', () => {
  test('the zone and the database', async () => {
    const { points, survives } = await verdict('two-in-one-subnet');
    expect({ points, survives }).toEqual({
      points: { serve: ['aws_db_instance.site', 'us-east-1a', 'us-east-1b'] },
      survives: 'none',
    });
  });

  /** The second instance in the second subnet. */
  const apart: TextChange = [
    'resource "aws_instance" "two" {\n  ami                    = "ami-0123456789abcdef0"\n  instance_type          = "t3.small"\n  subnet_id              = aws_subnet.a.id',
    'resource "aws_instance" "two" {\n  ami                    = "ami-0123456789abcdef0"\n  instance_type          = "t3.small"\n  subnet_id              = aws_subnet.b.id',
  ];

  test('in two subnets, the zone of the database is left', async () => {
    const { points } = await verdict('two-in-one-subnet', apart);
    expect(points).toEqual({ serve: ['aws_db_instance.site', 'us-east-1b'] });
  });

  const second: TextChange = [
    'availability_zone = "us-east-1b"',
    'availability_zone = data.aws_availability_zones.all.names[1]',
  ];
  const standby: TextChange = ['availability_zone      = "us-east-1b"', 'multi_az               = true'];

  test('two numbers of one list of zones are two zones, though not known which', async () => {
    const { points, survives } = await verdict('two-in-one-subnet', apart, second, standby, [
      '"us-east-1a"',
      'data.aws_availability_zones.all.names[0]',
    ]);
    expect({ points, survives }).toEqual({ points: { serve: [] }, survives: 'zone' });
  });

  test('numbers of two lists may be one zone', async () => {
    const { points, unknown } = await verdict('two-in-one-subnet', apart, second, standby, [
      '"us-east-1a"',
      'data.aws_availability_zones.others.names[0]',
    ]);
    expect(points.serve).toContain('unknown zone');
    expect(unknown).toContain(
      'the zone of aws_instance.one: its zone is ${data.aws_availability_zones.others.names[0]}; assumed: any',
    );
  });

  test('one target only', async () => {
    const { points } = await verdict('two-in-one-subnet', [', two = aws_instance.two.id', '']);
    expect(points.serve).toContain('aws_instance.one');
  });
});

describe('a network load balancer, two instances, and files that they mount', () => {
  const one = 'aws_instance.web["eu-north-1a"]';

  test('survives a zone', async () => {
    expect(await verdict('network-balancer-files')).toMatchObject({ survives: 'zone', points: { serve: [] } });
  });

  test('without a mount target in its zone, an instance does not count', async () => {
    const { points, unknown } = await verdict('network-balancer-files', [
      '"b": {\n        "file_system_id": "${aws_efs_file_system.uploads.id}",\n        "subnet_id": "${aws_subnet.web[\\"eu-north-1b\\"].id}"',
      '"b": {\n        "file_system_id": "${aws_efs_file_system.uploads.id}",\n        "subnet_id": "${aws_subnet.web[\\"eu-north-1a\\"].id}"',
    ]);
    expect(points).toEqual({ serve: [one, 'eu-north-1a'] });
    expect(unknown).toContain(
      'aws_instance.web["eu-north-1b"] cannot mount aws_efs_file_system.uploads: there is no mount target in its zone',
    );
  });

  test('files in one zone', async () => {
    const { points } = await verdict('network-balancer-files', [
      '"encrypted": true',
      '"availability_zone_name": "eu-north-1b"',
    ]);
    expect(points).toEqual({ serve: ['eu-north-1b'] });
  });

  test('a zone of the load balancer without targets of its own is of no use where it does not cross zones', async () => {
    const { points } = await verdict(
      'network-balancer-files',
      ['"for_each": "${aws_subnet.web}"', '"count": 2'],
      ['"subnet_id": "${each.value.id}"', '"subnet_id": "${aws_subnet.web[\\"eu-north-1a\\"].id}"'],
      ['"for_each": "${aws_instance.web}"', '"count": 2'],
      ['"target_id": "${each.value.id}"', '"target_id": "${aws_instance.web[count.index].id}"'],
    );
    expect(points).toEqual({ serve: ['eu-north-1a'] });
  });
});

describe('a distribution before a bucket', () => {
  test('relies on what AWS runs', async () => {
    const { points, goals } = await verdict('static-site');
    expect(points).toEqual({ serve: [], media: [] });
    expect(goals[0]?.reliesOn.map(({ element }) => element)).toEqual([
      'eu-central-1',
      'aws_cloudfront_distribution.site',
      'aws_s3_bucket.pages',
    ]);
  });

  test('an origin that is not in the Terraform is one machine somewhere', async () => {
    const { points, unknown } = await verdict('static-site', [
      'aws_s3_bucket.pages.bucket_regional_domain_name',
      '"origin.example.org"',
    ]);
    expect(points).toEqual({ serve: ['aws_cloudfront_distribution.site origin pages', 'unknown zone'] });
    expect(unknown).toContain(
      'the origin pages (origin.example.org) of aws_cloudfront_distribution.site: not in the Terraform; assumed: one machine in an unknown zone',
    );
  });
});

describe('a name that fails over between two instances', () => {
  const site = 'aws_instance.web["a"]';

  test('has no single point of failure', async () => {
    expect(await verdict('dns-failover')).toMatchObject({ survives: 'zone', points: { serve: [] } });
  });

  test.each<readonly [string, readonly TextChange[], readonly string[]]>([
    [
      'without the health check',
      [['  health_check_id = aws_route53_health_check.primary.id\n', '']],
      [site, 'aws_ebs_volume.content', 'eu-west-3a'],
    ],
    ['to the same zone', [['"eu-west-3${each.key}"', '"eu-west-3a"']], ['eu-west-3a']],
  ])('%s', async (_what, changes, expected) => {
    expect((await verdict('dns-failover', ...changes)).points).toEqual({ serve: expected });
  });

  test('to the same instance, which leaves the other one an entry point of its own', async () => {
    const { points } = await verdict('dns-failover', ['[aws_eip.web["b"].public_ip]', '[aws_eip.web["a"].public_ip]']);
    expect(points).toEqual({
      'serve at example.net': [site, 'aws_ebs_volume.content', 'eu-west-3a'],
      'serve at web["b"]': ['aws_instance.web["b"]', 'eu-west-3b'],
    });
  });
});

test('a module that was not brought is named: two machines, but not two zones', async () => {
  const { points, survives, unknown } = await verdict('with-modules');
  expect({ points, survives }).toEqual({ points: { serve: ['unknown zone'] }, survives: 'none' });
  expect(unknown).toContain(
    "module.vpc was not entered, so what it makes and what its outputs are is not known: terraform-aws-modules/vpc/aws, called in main.tf: it is not here; 'terraform init' or 'terraform get' in with-modules brings it",
  );
});
