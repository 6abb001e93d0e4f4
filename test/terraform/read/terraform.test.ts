import { inBlock } from '../../../terraform/ipv4';
import { MachineReader } from '../../../terraform/machine/reader';
import { allowed } from '../../../terraform/policies';
import { addressesIn, addressOf, reference } from '../../../terraform/references';
import { ResourceIndex, UnreadableTerraformError } from '../../../terraform/resource-index';
import { defaultRoute } from '../../../terraform/routes';
import { SecurityRules } from '../../../terraform/security-groups';
import { Zones } from '../../../terraform/zones';

const stackOf = (resource: object, rest: object = {}) => new ResourceIndex({ resource, ...rest });

describe('references', () => {
  test.each([
    ['${aws_subnet.private_a.id}', { address: 'aws_subnet.private_a', attribute: 'id' }],
    ['${aws_subnet.a.tags.Name}', { address: 'aws_subnet.a', attribute: 'tags.Name' }],
    ['${aws_eip.a[0].id}', { address: 'aws_eip.a[0]', attribute: 'id' }],
    ['${aws_lb.a.subnet_mapping[0].id}', { address: 'aws_lb.a', attribute: 'subnet_mapping[0].id' }],
    ['${module.n["x.y"].aws_eip.a["b"].id}', { address: 'module.n["x.y"].aws_eip.a["b"]', attribute: 'id' }],
    ['x${aws_subnet.a.id}', undefined],
    [7, undefined],
  ])('%j', (value, expected) => {
    expect(reference(value)).toEqual(expected);
  });

  test('in a text, and bare', () => {
    expect(addressesIn('{"a":"${aws_s3_bucket.m.arn}/*","b":"${aws_eip.a.id}"}')).toEqual([
      'aws_s3_bucket.m',
      'aws_eip.a',
    ]);
    expect(addressOf('aws_route.a')).toBe('aws_route.a');
    expect(addressOf('sg-0123')).toBeUndefined();
  });
});

describe('a stack', () => {
  test('resolves locals, also of locals, and ends in a circle of them', () => {
    const stack = stackOf({ aws_vpc: { a: {} } }, { locals: { a: '${local.b}', b: 'text', c: '${local.c}' } });
    expect(stack.text('${local.a}')).toBe('text');
    expect(stack.text('${local.c}')).toBeUndefined();
    expect(stack.text('${local.missing}')).toBeUndefined();
  });

  test.each([
    [[], 'object'],
    [{ provider: {} }, "'resource'"],
    [{ resource: { google_storage_bucket: { a: {} } } }, 'AWS'],
  ])('%j is refused', (json, why) => {
    expect(() => new ResourceIndex(json)).toThrow(UnreadableTerraformError);
    expect(() => new ResourceIndex(json)).toThrow(why);
  });

  test('knows the region where the provider names it', () => {
    const provider = { aws: [{ region: 'eu-central-1' }] };
    expect(stackOf({ aws_vpc: { a: {} } }, { provider }).region).toBe('eu-central-1');
    expect(stackOf({ aws_vpc: { a: {} } }, { provider: { aws: { region: '${var.region}' } } }).region).toBeUndefined();
  });
});

test.each([
  ['10.20.18.32', '10.20.0.0/19', true],
  ['10.20.32.0', '10.20.0.0/19', false],
  ['10.20.0.1', '10.20.0.1/32', true],
  ['1.2.3.4', '0.0.0.0/0', true],
  ['256.0.0.1', '0.0.0.0/0', false],
  ['10.0.0.1', '10.0.0.0/33', false],
])('%s in %s: %s', (address, block, expected) => {
  expect(inBlock(address, block)).toBe(expected);
});

describe('a machine', () => {
  const config =
    '#cloud-config\nwrite_files:\n - path: /usr/local/lib/nospof/setup.d/60-x\n   content: |\n    a=$${x}\n    serve haproxy reload /a\n';
  const machine = (body: object) => {
    const stack = stackOf({ aws_instance: { a: body } }, { locals: { a_machine: config } });
    const instance = { address: 'aws_instance.a', type: 'aws_instance', name: 'a', body: { ...body } };
    return new MachineReader().machine(instance, stack);
  };

  test('is read from the local that its user data is compressed from, templates undone', () => {
    const read = machine({ user_data_base64: '${base64gzip(local.a_machine)}' });
    expect(read.problem).toBeUndefined();
    expect([...read.files.values()]).toEqual(['a=${x}\nserve haproxy reload /a\n']);
    expect(['haproxy', 'haproxy.service', 'varnish'].filter((unit) => read.starts(unit))).toEqual([
      'haproxy',
      'haproxy.service',
    ]);
  });

  test.each([
    [{}, 'not in the Terraform'],
    [{ user_data_base64: '${base64gzip(file("x"))}' }, 'not in the Terraform'],
    [{ user_data: '#cloud-config\nhostname: ${var.name}' }, 'expression'],
    [{ user_data: '#!/bin/sh' }, 'no cloud-config'],
    [{ user_data: '#cloud-config\na: [' }, 'no YAML'],
  ])('%j cannot be read', (body, problem) => {
    expect(machine(body).problem).toContain(problem);
  });
});

describe('security groups', () => {
  const self = { groups: ['aws_security_group.web'], address: '10.0.0.1' };
  const other = { groups: ['aws_security_group.db'], address: '10.0.1.1' };
  const port = { protocol: 'tcp', port: 3306 };
  const rule = { from_port: 3300, to_port: 3310 };

  test.each<[string, object, boolean]>([
    [
      'a rule of its own',
      {
        aws_vpc_security_group_egress_rule: {
          r: {
            ...rule,
            ip_protocol: 'tcp',
            security_group_id: '${aws_security_group.web.id}',
            referenced_security_group_id: '${aws_security_group.db.id}',
          },
        },
      },
      true,
    ],
    [
      'the other direction',
      {
        aws_vpc_security_group_ingress_rule: {
          r: {
            ...rule,
            ip_protocol: 'tcp',
            security_group_id: '${aws_security_group.web.id}',
            referenced_security_group_id: '${aws_security_group.db.id}',
          },
        },
      },
      false,
    ],
    [
      'another protocol',
      {
        aws_vpc_security_group_egress_rule: {
          r: { ...rule, ip_protocol: 'udp', security_group_id: '${aws_security_group.web.id}', cidr_ipv4: '0.0.0.0/0' },
        },
      },
      false,
    ],
    [
      'everything',
      {
        aws_vpc_security_group_egress_rule: {
          r: { ip_protocol: '-1', security_group_id: '${aws_security_group.web.id}', cidr_ipv4: '10.0.0.0/16' },
        },
      },
      true,
    ],
    [
      'an inline block',
      { aws_security_group: { web: { egress: [{ ...rule, protocol: '6', cidr_blocks: ['10.0.1.0/24'] }] } } },
      true,
    ],
    [
      'an inline block for others',
      { aws_security_group: { web: { egress: [{ ...rule, protocol: 'tcp', self: true }] } } },
      false,
    ],
    [
      'the old kind of rule',
      {
        aws_security_group_rule: {
          r: {
            ...rule,
            type: 'egress',
            protocol: 'tcp',
            security_group_id: '${aws_security_group.web.id}',
            source_security_group_id: '${aws_security_group.db.id}',
          },
        },
      },
      true,
    ],
  ])('%s', (_name, resource, expected) => {
    const rules = new SecurityRules(stackOf({ aws_vpc: { a: {} }, ...resource }));
    expect(rules.allow('egress', self, other, port)).toBe(expected);
  });
});

describe('policies', () => {
  const request = {
    action: 'ec2:StopInstances',
    resource: 'arn:aws:ec2:r:0:instance/i-0',
    context: { 'ec2:ResourceTag/t': 'db', 'ssm:Overwrite': undefined },
  };
  const deny = (Condition: object) => ({ Effect: 'Deny', Action: '*', Resource: '*', Condition });
  const allow = { Effect: 'Allow', Action: ['ec2:stopinstances'], Resource: 'arn:aws:ec2:r:*:instance/*' };

  test.each<[string, object[], boolean]>([
    ['an action in a list, a resource with stars', [allow], true],
    ['nothing', [], false],
    ['another resource', [{ ...allow, Resource: 'arn:aws:s3:::x' }], false],
    ['a condition that holds', [{ ...allow, Condition: { StringEquals: { 'ec2:ResourceTag/t': ['db'] } } }], true],
    ['a condition that does not', [{ ...allow, Condition: { StringEquals: { 'ec2:ResourceTag/t': 'web' } } }], false],
    [
      'a condition that is not understood',
      [{ ...allow, Condition: { DateLessThan: { 'aws:CurrentTime': 'x' } } }],
      false,
    ],
    ['allowed and denied', [allow, { Effect: 'Deny', Action: '*', Resource: '*' }], false],
    ['denied elsewhere', [allow, { Effect: 'Deny', Action: 's3:*', Resource: '*' }], true],
    [
      'denied on conditions that are not understood',
      [allow, deny({ DateLessThan: { 'aws:CurrentTime': 'x' } })],
      false,
    ],
    ['denied for a key that nothing tells', [allow, deny({ StringNotEquals: { 'aws:RequestedRegion': 'r' } })], false],
    ['denied without TLS', [allow, deny({ Bool: { 'aws:SecureTransport': 'false' } })], true],
    ['denied by a part that is not understood', [allow, { ...deny({}), NotPrincipal: '*' }], false],
    ['denied but for the action', [allow, { Effect: 'Deny', NotAction: 'ec2:Stop*', Resource: '*' }], true],
    ['denied but for another action', [allow, { Effect: 'Deny', NotAction: 's3:*', Resource: '*' }], false],
    ['denied but for the resource', [allow, { Effect: 'Deny', Action: '*', NotResource: 'arn:aws:ec2:*' }], true],
    ['allowed but for another action', [{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }], true],
    ['allowed but for the action', [{ Effect: 'Allow', NotAction: 'ec2:*', Resource: '*' }], false],
    [
      'a negated condition that holds',
      [{ ...allow, Condition: { StringNotEquals: { 'ec2:ResourceTag/t': 'web' } } }],
      true,
    ],
    [
      'a negated one on a key that is absent',
      [{ ...allow, Condition: { StringNotEquals: { 'ssm:Overwrite': 'true' } } }],
      true,
    ],
    [
      'a plain one on a key that is absent',
      [{ ...allow, Condition: { StringEquals: { 'ssm:Overwrite': 'true' } } }],
      false,
    ],
    ['one that may be absent', [{ ...allow, Condition: { StringEqualsIfExists: { 'SSM:overwrite': 'true' } } }], true],
    ['one that must be absent', [{ ...allow, Condition: { Null: { 'ssm:Overwrite': 'true' } } }], true],
    ['one that must be there', [{ ...allow, Condition: { Null: { 'ssm:Overwrite': 'false' } } }], false],
  ])('%s', (_name, statements, expected) => {
    expect(
      allowed(
        statements.map((one) => ({ ...one })),
        request,
      ),
    ).toBe(expected);
  });
});

describe('the default route of a subnet', () => {
  const association = (name: string) => ({
    subnet_id: `\${aws_subnet.${name}.id}`,
    route_table_id: `\${aws_route_table.${name}.id}`,
  });
  const whole = {
    aws_subnet: { inner: {}, outer: {} },
    aws_route_table: { inner: { vpc_id: '${aws_vpc.v.id}' }, outer: { vpc_id: '${aws_vpc.v.id}' } },
    aws_route_table_association: { inner: association('inner'), outer: association('outer') },
    aws_route: {
      inner: {
        route_table_id: '${aws_route_table.inner.id}',
        destination_cidr_block: '0.0.0.0/0',
        nat_gateway_id: '${aws_nat_gateway.n.id}',
      },
      outer: {
        route_table_id: '${aws_route_table.outer.id}',
        destination_cidr_block: '0.0.0.0/0',
        gateway_id: '${aws_internet_gateway.g.id}',
      },
    },
    aws_nat_gateway: { n: { subnet_id: '${aws_subnet.outer.id}', allocation_id: '${aws_eip.e.id}' } },
    aws_eip: { e: {} },
    aws_internet_gateway: { g: { vpc_id: '${aws_vpc.v.id}' } },
    aws_vpc: { v: {} },
  };
  const route = (changes: object, subnet = 'inner') =>
    defaultRoute(`aws_subnet.${subnet}`, stackOf({ ...whole, ...changes }));

  test('leads to the gateway', () => {
    expect(route({})).toEqual({ kind: 'nat', gateway: 'aws_nat_gateway.n' });
    expect(route({}, 'outer')).toEqual({ kind: 'internet' });
  });

  test('may be written inside the route table', () => {
    const inner = {
      vpc_id: '${aws_vpc.v.id}',
      route: [{ cidr_block: '0.0.0.0/0', nat_gateway_id: '${aws_nat_gateway.n.id}' }],
    };
    expect(
      route({ aws_route: { outer: whole.aws_route.outer }, aws_route_table: { ...whole.aws_route_table, inner } }).kind,
    ).toBe('nat');
  });

  test('is left alone by routes of IPv6 and of prefix lists, which a plan writes with an empty block', () => {
    const other = { cidr_block: '', ipv6_cidr_block: '::/0', gateway_id: '${aws_internet_gateway.g.id}' };
    const list = { cidr_block: '', destination_prefix_list_id: 'pl-1', vpc_endpoint_id: 'vpce-1' };
    const inner = {
      vpc_id: '${aws_vpc.v.id}',
      route: [{ cidr_block: '0.0.0.0/0', nat_gateway_id: '${aws_nat_gateway.n.id}' }, other, list],
    };
    const changes = {
      aws_route: { outer: whole.aws_route.outer },
      aws_route_table: { ...whole.aws_route_table, inner },
    };
    expect(route(changes).kind).toBe('nat');
  });

  test.each([
    ['no association', { aws_route_table_association: {} }, 'no route table is associated'],
    ['no route', { aws_route: {} }, 'has no route'],
    ['no gateway', { aws_nat_gateway: {} }, 'is not in the Terraform'],
    ['a gateway without an address', { aws_eip: {} }, 'Elastic IP'],
    [
      'a gateway that leads through itself',
      { aws_nat_gateway: { n: { ...whole.aws_nat_gateway.n, subnet_id: '${aws_subnet.inner.id}' } } },
      'no way to the internet',
    ],
    [
      'an internet gateway of another network',
      { aws_internet_gateway: { g: { vpc_id: '${aws_vpc.w.id}' } } },
      'no way to the internet',
    ],
  ])('%s', (_name, changes, why) => {
    const found = route(changes);
    expect(found.kind === 'none' ? found.why : found.kind).toContain(why);
  });
});

test('zones by different kinds of name may be the same', () => {
  const a = { id: 'eu-central-1a', by: 'name' } as const;
  const id = { id: 'euc1-az2', by: 'zone-id' } as const;
  const symbol = { id: '${data.aws_availability_zones.all.names[0]}', by: 'symbol' } as const;
  const unknown = { id: undefined, why: 'it is nowhere' } as const;
  const zones = new Zones([a, id, symbol, unknown]);
  expect(zones.possible(a)).toEqual([]);
  expect(zones.possible(id)).toEqual([a.id]);
  expect(zones.possible(symbol)).toEqual([a.id, id.id]);
  expect(zones.possible(unknown)).toHaveLength(3);
});
