import { type SourceModule, singleModule } from '../../../terraform/hcl/source-module';
import { sourceStack } from '../../../terraform/hcl/source-stack';

/** A module of one file, in Terraform's JSON. */
function module(content: Readonly<Record<string, unknown>>, calls: Readonly<Record<string, SourceModule>> = {}) {
  return { files: [{ name: 'main.tf.json', content }], calls: new Map(Object.entries(calls)) };
}

/** The arguments of all resources, by address. */
function bodies(source: SourceModule, values?: Readonly<Record<string, unknown>>) {
  const { stack } = sourceStack(source, values);
  return Object.fromEntries([...stack.all].map(({ address, body }) => [address, body]));
}

const machine = module({
  variable: { subnet: {}, size: { default: 'small' } },
  resource: { aws_instance: { it: { subnet_id: '${var.subnet}', instance_type: '${var.size}' } } },
  output: { id: { value: '${aws_instance.it.id}' } },
});

test('arguments go in, outputs come out, and addresses are those of a plan', () => {
  const network = module({
    variable: { zones: { type: '${list(string)}' } },
    resource: { aws_subnet: { s: { for_each: '${toset(var.zones)}', availability_zone: '${each.value}' } } },
    output: { subnets: { value: '${{ for zone, one in aws_subnet.s : zone => one.id }}' } },
  });
  const root = module(
    {
      module: {
        network: { source: './network', zones: ['eu-west-1b', 'eu-west-1a'] },
        web: { source: './web', for_each: '${module.network.subnets}', subnet: '${each.value}' },
        spare: { source: './web', count: 2, subnet: '${values(module.network.subnets)[count.index]}', size: 'large' },
      },
      resource: {
        aws_elb: { front: { instances: '${concat([for one in module.web : one.id], module.spare[*].id)}' } },
      },
    },
    { network, web: machine, spare: machine },
  );
  const subnet = (zone: string) => `\${module.network.aws_subnet.s["${zone}"].id}`;
  expect(bodies(root)).toEqual({
    'aws_elb.front': {
      instances: [
        '${module.web["eu-west-1a"].aws_instance.it.id}',
        '${module.web["eu-west-1b"].aws_instance.it.id}',
        '${module.spare[0].aws_instance.it.id}',
        '${module.spare[1].aws_instance.it.id}',
      ],
    },
    'module.network.aws_subnet.s["eu-west-1a"]': { availability_zone: 'eu-west-1a' },
    'module.network.aws_subnet.s["eu-west-1b"]': { availability_zone: 'eu-west-1b' },
    'module.spare[0].aws_instance.it': { subnet_id: subnet('eu-west-1a'), instance_type: 'large' },
    'module.spare[1].aws_instance.it': { subnet_id: subnet('eu-west-1b'), instance_type: 'large' },
    'module.web["eu-west-1a"].aws_instance.it': { subnet_id: subnet('eu-west-1a'), instance_type: 'small' },
    'module.web["eu-west-1b"].aws_instance.it': { subnet_id: subnet('eu-west-1b'), instance_type: 'small' },
  });
});

test('a chain of modules, with count of none in between, and try over what is not there', () => {
  const inner = module({
    variable: { create: { default: true } },
    resource: { aws_vpc: { it: { count: '${var.create ? 1 : 0}', cidr_block: '10.0.0.0/16' } } },
    output: { id: { value: '${try(aws_vpc.it[0].id, "none")}' } },
  });
  const middle = (create: boolean) =>
    module({ module: { inner: { create } }, output: { id: { value: '${module.inner.id}' } } }, { inner });
  const root = module(
    {
      module: { yes: {}, no: {} },
      resource: { aws_subnet: { a: { vpc_id: '${module.yes.id}' }, b: { vpc_id: '${module.no.id}' } } },
    },
    { yes: middle(true), no: middle(false) },
  );
  expect(bodies(root)).toEqual({
    'aws_subnet.a': { vpc_id: '${module.yes.module.inner.aws_vpc.it[0].id}' },
    'aws_subnet.b': { vpc_id: 'none' },
    'module.yes.module.inner.aws_vpc.it[0]': { cidr_block: '10.0.0.0/16' },
  });
});

test('types of variables fill in what an object leaves out, and make sets of lists', () => {
  const inner = module({
    variable: {
      machines: { type: '${map(object({ zone = string, size = optional(string, "small"), spare = optional(bool) }))}' },
      zones: { type: '${set(string)}' },
      port: { type: '${string}', default: 80, nullable: false },
    },
    resource: {
      aws_instance: {
        it: {
          for_each: '${var.machines}',
          availability_zone: '${each.value.zone}',
          instance_type: '${each.value.size}',
        },
      },
      aws_test: { it: { count: '${length(var.zones)}', port: '${var.port}', spare: '${var.machines["a"].spare}' } },
    },
  });
  const root = module(
    { module: { m: { machines: { a: { zone: 'x' }, b: { zone: 'y', size: 'big' } }, zones: ['x', 'x'], port: null } } },
    { m: inner },
  );
  expect(bodies(root)).toEqual({
    'module.m.aws_instance.it["a"]': { availability_zone: 'x', instance_type: 'small' },
    'module.m.aws_instance.it["b"]': { availability_zone: 'y', instance_type: 'big' },
    'module.m.aws_test.it[0]': { port: '80' },
  });
});

test('the same data in two modules is one thing, and in another region another', () => {
  const inner = module({
    data: { aws_availability_zones: { here: { state: 'available' } } },
    resource: { aws_subnet: { s: { availability_zone: '${data.aws_availability_zones.here.names[0]}' } } },
  });
  const root = module(
    {
      provider: { aws: [{ region: 'eu-west-1' }, { alias: 'us', region: 'us-east-1' }] },
      module: { a: {}, b: {}, c: { providers: { aws: '${aws.us}' } } },
      resource: { aws_vpc: { it: {} } },
    },
    { a: inner, b: inner, c: inner },
  );
  expect(bodies(root)).toMatchObject({
    'module.a.aws_subnet.s': { availability_zone: '${data.aws_availability_zones.here.names[0]}' },
    'module.b.aws_subnet.s': { availability_zone: '${data.aws_availability_zones.here.names[0]}' },
    'module.c.aws_subnet.s': { availability_zone: '${module.c.data.aws_availability_zones.here.names[0]}' },
  });
});

test('a subnet that is read as data by its zone stands in it', () => {
  const root = module({
    variable: { zones: { default: ['x', 'y'] } },
    data: { aws_subnet: { s: { for_each: '${toset(var.zones)}', availability_zone: '${each.key}', filter: [{}] } } },
    resource: { aws_instance: { a: { subnet_id: '${data.aws_subnet.s["y"].id}' } } },
  });
  const { stack } = sourceStack(root);
  expect(stack.target(stack.get('aws_instance.a')?.body.subnet_id)?.body).toEqual({ availability_zone: 'y' });
});

test('what a module that is not here would give is not known, and the module is named once', () => {
  const { stack, unread } = sourceStack({
    files: [
      {
        name: 'main.tf.json',
        content: {
          module: { away: { source: 'example/net/aws', count: 2 } },
          resource: { aws_subnet: { s: { vpc_id: '${module.away[0].id}' } } },
        },
      },
    ],
    calls: new Map([['away', { remedy: 'it is not here' }]]),
  });
  expect(stack.get('aws_subnet.s')?.body).toEqual({ vpc_id: '${unknown()}' });
  expect(unread).toEqual([
    { code: 'module', subject: 'module.away', detail: 'example/net/aws, called in main.tf.json: it is not here' },
  ]);
});

test.each([
  ['too many', 100_000, 'aws_instance.a: count makes 100000 of it; at most 1000 are read, so correct the number'],
  ['far too many', 1e12, 'at most 1000 are read'],
  ['less than none', -1, 'aws_instance.a: count is -1; it is a number of instances, 0 or more'],
  ['a part of one', 1.5, 'aws_instance.a: count is 1.5'],
])('%s instances are refused', (_what, count, message) => {
  const source = singleModule([{ name: 'main.tf.json', content: { resource: { aws_instance: { a: { count } } } } }]);
  expect(() => sourceStack(source)).toThrow(message);
});

test('modules that multiply each other are refused', () => {
  const many = (inner: SourceModule) => module({ module: { m: { count: 100 } } }, { m: inner });
  const leaf = module({ resource: { aws_instance: { a: {} } } });
  expect(() => sourceStack(many(many(many(leaf))))).toThrow('make more than 20000 resources and modules');
});

test('a block of an override file replaces all of its kind, in a loop or not', () => {
  const file = (name: string, group: object) => ({
    name,
    content: { resource: { aws_security_group: { g: [group] } } },
  });
  const first = {
    dynamic: { ingress: [{ for_each: [1, 2], content: [{ from_port: '${ingress.value}' }] }] },
    name: 'g',
  };
  expect(
    bodies(singleModule([file('main.tf', first), file('g_override.tf', { ingress: [{ from_port: 9 }] })])),
  ).toEqual({ 'aws_security_group.g': { name: 'g', ingress: [{ from_port: 9 }] } });
  expect(
    bodies(singleModule([file('main.tf', { ingress: [{ from_port: 9 }] }), file('override.tf.json', first)])),
  ).toEqual({ 'aws_security_group.g': { name: 'g', ingress: [{ from_port: 1 }, { from_port: 2 }] } });
});
