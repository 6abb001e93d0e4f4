import { billedUses } from '../../cost/billed';
import { ResourceIndex } from '../../terraform/resource-index';

/** The uses of one resource among others, as `item × quantity`. */
function uses(type: string, body: object, others: object = {}): readonly string[] | undefined {
  const stack = new ResourceIndex({ resource: { aws_vpc: { one: {} }, ...others, [type]: { one: body } } });
  const resource = stack.get(`${type}.one`);
  const found = resource && billedUses(resource, stack);
  return found?.map(({ item, quantity }) => `${item} × ${quantity ?? 'use'}`);
}

describe('an instance', () => {
  const root = { root_block_device: { volume_type: 'gp3', volume_size: 8 } };

  test('is its hours and its root disk', () => {
    expect(uses('aws_instance', { instance_type: 'm7g.large', ...root })).toEqual([
      'ec2:m7g.large × 730',
      'ebs:gp3 × 8',
    ]);
  });

  test('of a T family may be billed for credits, unless it slows down instead', () => {
    const type = { instance_type: 't3.small', ...root };
    expect(uses('aws_instance', type)).toContain('ec2:cpu-credits × use');
    expect(uses('aws_instance', { ...type, credit_specification: { cpu_credits: 'standard' } })).not.toContain(
      'ec2:cpu-credits × use',
    );
  });

  test('has a disk of the size that its image says, which is unknown', () => {
    expect(uses('aws_instance', { instance_type: 'm7g.large' })).toContain('ebs × use');
  });

  test('pays a volume that a state lists as its disk once, as the volume', () => {
    const listed = {
      volume_type: 'gp3',
      volume_size: 20,
      device_name: '/dev/sdf',
      volume_id: '${aws_ebs_volume.data.id}',
    };
    const own = { volume_type: 'gp3', volume_size: 7, device_name: '/dev/sdg', volume_id: 'vol-1' };
    const body = { instance_type: 'm7g.large', ...root, ebs_block_device: [listed, own] };
    const found = uses('aws_instance', body, { aws_ebs_volume: { data: { size: 20, type: 'gp3' } } });
    expect(found).toEqual(['ec2:m7g.large × 730', 'ebs:gp3 × 8', 'ebs:gp3 × 7']);
  });

  test('pays its own public address, but not beside an Elastic IP that takes its place', () => {
    const body = { instance_type: 'm7g.large', private_ip: '10.0.0.5', associate_public_ip_address: true, ...root };
    const at = (association: object) =>
      uses('aws_instance', body, {
        aws_eip_association: { one: { instance_id: '${aws_instance.one.id}', ...association } },
      });
    expect(uses('aws_instance', body)).toContain('ipv4 × 730');
    expect(at({ private_ip_address: '10.0.0.250' })).toContain('ipv4 × 730');
    expect(at({})).not.toContain('ipv4 × 730');
    expect(at({ private_ip_address: '10.0.0.5' })).not.toContain('ipv4 × 730');
  });

  test('that is bought otherwise has another price, and an expression for a type is no type', () => {
    expect(uses('aws_instance', { instance_type: 'm7g.large', tenancy: 'dedicated' })?.[0]).toBe('ec2:dedicated × 730');
    expect(
      uses('aws_instance', { instance_type: 'm7g.large', instance_market_options: { market_type: 'spot' } })?.[0],
    ).toBe('ec2:spot × 730');
    expect(uses('aws_instance', { instance_type: '${var.type}' })?.[0]).toBe('ec2 × 730');
  });
});

test('a gp3 volume pays what it is given above the free 3000 IOPS and 125 MiB/s', () => {
  const body = { type: 'gp3', size: 100, iops: 4000, throughput: 125 };
  expect(uses('aws_ebs_volume', body)).toEqual(['ebs:gp3 × 100', 'ebs:gp3-iops × 1000']);
});

test('an RDS instance with a standby is two, and its storage has a price of its own', () => {
  const body = {
    instance_class: 'db.t3.small',
    engine: 'postgres',
    multi_az: true,
    allocated_storage: 50,
    storage_type: 'gp3',
  };
  expect(uses('aws_db_instance', body)).toEqual([
    'rds:db.t3.small:postgresql × 1460',
    'rds:gp3-multi-az × 50',
    'rds:backup × use',
  ]);
});

test('a balancer that visitors reach has a public address in each subnet', () => {
  const subnets = ['${aws_subnet.a.id}', '${aws_subnet.b.id}'];
  expect(uses('aws_lb', { subnets })).toEqual(['alb × 730', 'alb:lcu × use', 'ipv4 × 1460']);
  expect(uses('aws_lb', { subnets, internal: true, load_balancer_type: 'network' })).toEqual([
    'nlb × 730',
    'nlb:lcu × use',
  ]);
});

test('a replication group is all its nodes; a group of instances as many as it wants', () => {
  expect(
    uses('aws_elasticache_replication_group', {
      ...{ node_type: 'cache.t3.small', engine: 'valkey', num_node_groups: 2, replicas_per_node_group: 1 },
    }),
  ).toEqual(['elasticache:cache.t3.small:valkey × 2920']);
  const template = { aws_launch_template: { one: { instance_type: 'm7g.large' } } };
  const group = { min_size: 2, desired_capacity: 3, launch_template: { id: '${aws_launch_template.one.id}' } };
  expect(uses('aws_autoscaling_group', group, template)).toEqual(['ec2:m7g.large × 2190']);
});

test('a gateway endpoint is free, an interface endpoint costs in each zone', () => {
  expect(uses('aws_vpc_endpoint', {})).toEqual([]);
  expect(uses('aws_vpc_endpoint', { vpc_endpoint_type: 'Interface', subnet_ids: ['a', 'b'] })).toEqual([
    'endpoint × 1460',
    'endpoint:data × use',
  ]);
});

test.each(['aws_opensearch_domain', 'aws_mq_broker', 'aws_vpc_peering_connection', 'aws_kms_key', 'aws_wafv2_web_acl'])(
  '%s has no rule, and is not taken for free',
  (type) => expect(uses(type, {})).toBeUndefined(),
);

test.each(['aws_iam_role', 'aws_route_table', 'aws_lb_listener', 'aws_s3_bucket_policy', 'aws_security_group_rule'])(
  '%s costs nothing',
  (type) => expect(uses(type, {})).toEqual([]),
);
