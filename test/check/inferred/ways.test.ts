import { attached, BALANCED, groups, judged, type Resources, subnets } from './network';

/** Both subnets go out through one NAT gateway, beside which there may be other routes. */
function through(...more: readonly object[]): Resources {
  return {
    aws_internet_gateway: { out: { vpc_id: '${aws_vpc.v.id}' } },
    aws_subnet: { front: { availability_zone: 'eu-west-1c', cidr_block: '10.0.9.0/24', vpc_id: '${aws_vpc.v.id}' } },
    aws_route_table: {
      front: {
        vpc_id: '${aws_vpc.v.id}',
        route: [{ cidr_block: '0.0.0.0/0', gateway_id: '${aws_internet_gateway.out.id}' }, ...more],
      },
      inner: {
        vpc_id: '${aws_vpc.v.id}',
        route: [{ cidr_block: '0.0.0.0/0', nat_gateway_id: '${aws_nat_gateway.nat.id}' }, ...more],
      },
    },
    aws_route_table_association: {
      front: { subnet_id: '${aws_subnet.front.id}', route_table_id: '${aws_route_table.front.id}' },
      a: { subnet_id: '${aws_subnet.a.id}', route_table_id: '${aws_route_table.inner.id}' },
      b: { subnet_id: '${aws_subnet.b.id}', route_table_id: '${aws_route_table.inner.id}' },
    },
    aws_eip: { nat: {} },
    aws_nat_gateway: { nat: { subnet_id: '${aws_subnet.front.id}', allocation_id: '${aws_eip.nat.id}' } },
  };
}

test.each<readonly [string, readonly object[]]>([
  ['nothing', []],
  ["a partner's addresses", [{ cidr_block: '203.0.113.0/24', vpc_peering_connection_id: 'pcx-1' }]],
  ['an office', [{ cidr_block: '198.51.100.7/32', gateway_id: 'vgw-1' }]],
  ['a private network', [{ cidr_block: '172.20.0.0/16', transit_gateway_id: 'tgw-1' }]],
])('a route to %s beside the default one says nothing of the way out', (_, more) => {
  const { points, unknown } = judged(BALANCED, attached('a', 'b'), through(...more));
  expect(points.serve).toEqual([
    expect.stringMatching(/^aws_nat_gateway\.nat \(/),
    expect.stringMatching(/^eu-west-1c \(/),
  ]);
  expect(unknown.join('\n')).not.toContain('the internet');
});

test('nor of that of machines in public subnets', () => {
  const partner = { cidr_block: '203.0.113.0/24', vpc_peering_connection_id: 'pcx-1' };
  const all = through(partner);
  const inPublic = Object.fromEntries(
    ['a', 'b'].map((one) => [
      one,
      { subnet_id: `\${aws_subnet.${one}.id}`, route_table_id: '${aws_route_table.front.id}' },
    ]),
  );
  const { points, unknown } = judged(BALANCED, attached('a', 'b'), { ...all, aws_route_table_association: inPublic });
  expect(points.serve).toEqual([]);
  expect(unknown.join('\n')).not.toContain('reach the internet');
});

test('one that leads half of the internet elsewhere is said, and the gateway counts all the same', () => {
  const half = { cidr_block: '0.0.0.0/1', network_interface_id: 'eni-1' };
  const { points } = judged(BALANCED, attached('a', 'b'), through(half));
  expect(JSON.stringify(points.serve)).toContain('aws_nat_gateway.nat');
});

/** An Elastic IP on an interface that is open to visitors, of a machine that nothing tells. */
const ADDRESS: Resources = {
  aws_network_interface: { front: { subnet_id: subnets('a')[0] ?? '', security_groups: groups('front') } },
  aws_eip: { front: { network_interface: '${aws_network_interface.front.id}' } },
};
const NAME: Resources = {
  aws_route53_record: { site: { name: 'www.example.org', type: 'A', records: ['${aws_eip.front.public_ip}'] } },
};

test.each<readonly [string, readonly Resources[], string]>([
  ['an address', [ADDRESS], 'serve at front'],
  ['a name', [ADDRESS, NAME], 'serve at www.example.org'],
])('visitors come in at %s whose machine is not known, beside what is', (_, more, goal) => {
  const { points, unknown } = judged(BALANCED, attached('a', 'b'), ...more);
  expect(JSON.stringify(points[goal] ?? points)).toContain('aws_eip.front unseen target');
  expect(unknown.join('\n')).toContain('all that aws_eip.front leads to');
});

test('the address of a NAT gateway answers nobody, though it has a name', () => {
  const name = {
    aws_route53_record: { out: { name: 'out.example.org', type: 'A', records: ['${aws_eip.nat.public_ip}'] } },
  };
  const { points } = judged(BALANCED, attached('a', 'b'), through(), name);
  expect(Object.keys(points)).toEqual(['serve']);
});
