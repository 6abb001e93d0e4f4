import { examineInferred } from '../../../check/inferred/examine';
import { singleModule } from '../../../terraform/hcl/source-module';
import { sourceStack } from '../../../terraform/hcl/source-stack';
import { attached, BALANCED, groups, NETWORK, type Resources, subnets, together, webIn } from './network';

/** What is seen of blocks of which a folder does not tell how many there are. */
function judge(...more: readonly Resources[]) {
  const content = {
    variable: { number: {} },
    resource: together(NETWORK, BALANCED, ...more),
    provider: { aws: { region: 'eu-west-1' } },
  };
  const { stack, unread } = sourceStack(singleModule([{ name: 'main.tf.json', content }]));
  const { goals, known } = examineInferred(stack, { site: 'site', survives: 'zone', unread }).verdict;
  const points = goals.flatMap(({ singlePoints }) =>
    singlePoints.map(({ element, assumed }) => (assumed ? `${element} (assumed)` : element)),
  );
  return { survived: known.zone, points };
}

/** One more machine behind the load balancer, as many times as a variable without a value says. */
const MORE: Resources = {
  aws_instance: { more: { ...webIn('b'), count: '${var.number}' } },
  aws_lb_target_group_attachment: {
    more: { target_group_arn: '${aws_lb_target_group.web.arn}', target_id: '${aws_instance.more[0].id}' },
  },
};

test('machines that there may be none of stand in for nobody', () => {
  const { survived, points } = judge(attached('a'), MORE);
  expect(survived).toBe('unknown');
  expect(points).toEqual(['aws_instance.web_1 (assumed)', 'eu-west-1a (assumed)']);
});

test('nor are they a failure that is known', () => {
  const { survived, points } = judge(MORE);
  expect(survived).toBe('unknown');
  expect(points).toEqual(['aws_instance.more (assumed)', 'eu-west-1b (assumed)']);
});

test('where enough are sure, they change nothing', () => {
  const { survived, points } = judge(attached('a', 'b'), MORE);
  expect({ survived, points }).toEqual({ survived: 'yes', points: [] });
});

test("a cluster's replicas that there may be none of are no replicas", () => {
  const instance = { cluster_identifier: '${aws_rds_cluster.c.id}' };
  const { survived, points } = judge(attached('a', 'b'), {
    aws_db_subnet_group: { all: { subnet_ids: subnets('a', 'b') } },
    aws_rds_cluster: {
      c: {
        engine: 'aurora-mysql',
        db_subnet_group_name: '${aws_db_subnet_group.all.name}',
        vpc_security_group_ids: groups('data'),
      },
    },
    aws_rds_cluster_instance: {
      writer: { ...instance, availability_zone: 'eu-west-1a' },
      reader: { ...instance, availability_zone: 'eu-west-1b', count: '${var.number}' },
    },
  });
  expect(survived).toBe('unknown');
  expect(points).toContain('aws_rds_cluster_instance.writer (assumed)');
});

test('a NAT gateway of which there may be several is no single one for certain', () => {
  const { survived, points } = judge(attached('a', 'b'), {
    aws_internet_gateway: { out: { vpc_id: '${aws_vpc.v.id}' } },
    aws_subnet: { front: { availability_zone: 'eu-west-1a', cidr_block: '10.0.9.0/24', vpc_id: '${aws_vpc.v.id}' } },
    aws_route_table: {
      front: {
        vpc_id: '${aws_vpc.v.id}',
        route: { cidr_block: '0.0.0.0/0', gateway_id: '${aws_internet_gateway.out.id}' },
      },
      inner: {
        vpc_id: '${aws_vpc.v.id}',
        route: { cidr_block: '0.0.0.0/0', nat_gateway_id: '${aws_nat_gateway.nat[0].id}' },
      },
    },
    aws_route_table_association: {
      front: { subnet_id: '${aws_subnet.front.id}', route_table_id: '${aws_route_table.front.id}' },
      a: { subnet_id: '${aws_subnet.a.id}', route_table_id: '${aws_route_table.inner.id}' },
      b: { subnet_id: '${aws_subnet.b.id}', route_table_id: '${aws_route_table.inner.id}' },
    },
    aws_eip: { nat: {} },
    aws_nat_gateway: {
      nat: { count: '${var.number}', subnet_id: '${aws_subnet.front.id}', allocation_id: '${aws_eip.nat.id}' },
    },
  });
  expect(survived).toBe('unknown');
  expect(points).toContain('aws_nat_gateway.nat (assumed)');
});
