import { type SourceModule, singleModule } from '../../../terraform/hcl/source-module';
import { terraformDocument } from '../../../terraform/plan/document';
import { plannedStack } from '../../../terraform/plan/planned-stack';
import { otherSource } from '../../../terraform/plan/source-match';

interface Planned {
  readonly address: string;
  readonly index?: string | number;
  readonly values?: object;
  readonly unknown?: object;
}

/** A fresh plan of resources, each in the module that its address names. */
function freshPlan(resources: readonly Planned[], configuration: object, rest: object = {}) {
  const read = resources.map(({ address, index, values = {} }) => {
    const [, module = '', type = '', name = ''] = /^((?:module\.[^.]+\.)*)([a-z_]+)\.([a-z_]+)/.exec(address) ?? [];
    return { module: module.slice(0, -1), entry: { address, mode: 'managed', type, name, index, values } };
  });
  const at = (wanted: string) => read.filter(({ module }) => module === wanted).map(({ entry }) => entry);
  const children = [...new Set(read.map(({ module }) => module))].filter((one) => one !== '');
  return terraformDocument({
    format_version: '1.2',
    planned_values: {
      root_module: {
        resources: at(''),
        child_modules: children.map((address) => ({ address, resources: at(address) })),
      },
    },
    resource_changes: resources.map(({ address, values = {}, unknown = {} }) => {
      return { address, mode: 'managed', type: 'aws_x', change: { after: values, after_unknown: unknown } };
    }),
    configuration: { root_module: configuration },
    ...rest,
  });
}

function block(address: string, expressions: object, rest: object = {}) {
  const [type, name] = address.split('.');
  return { address, mode: 'managed', type, name, expressions, ...rest };
}

const to = (...references: string[]) => ({ references });

describe('what a plan records of its configuration', () => {
  const subnets = ['a', 'b'].map((key) => ({ address: `module.net.aws_subnet.s["${key}"]`, index: key }));
  const net = {
    outputs: { ids: { expression: to('aws_subnet.s') }, vpc: { expression: to('aws_vpc.v.id', 'aws_vpc.v') } },
    resources: [block('aws_subnet.s', {}), block('aws_vpc.v', {})],
  };
  const vpc = { address: 'module.net.aws_vpc.v' };

  /** The one argument of a resource whose value the apply tells, by the references of its expression. */
  function argument(references: readonly string[], resources: readonly Planned[], ...more: readonly object[]) {
    const it = { address: 'aws_test.it', unknown: { value: true } };
    const configuration = {
      resources: [block('aws_test.it', { value: { references } }, Object.assign({}, ...more))],
      module_calls: { net: { expressions: {}, module: net } },
    };
    return plannedStack(freshPlan([...resources, it], configuration)).get('aws_test.it')?.body.value;
  }

  test.each<[string, readonly string[], readonly Planned[], string, ...object[]]>([
    ['an output of a module', ['module.net.vpc', 'module.net'], [...subnets, vpc], '${module.net.aws_vpc.v.id}'],
    [
      'a module without the name of an output: all of them',
      ['module.net'],
      [...subnets, vpc],
      '${unknown(module.net.aws_subnet.s["a"].id, module.net.aws_subnet.s["b"].id, module.net.aws_vpc.v.id)}',
    ],
    [
      'the only instance of a resource, whatever its key is',
      ['aws_subnet.one', 'each.key'],
      [{ address: 'aws_subnet.one["x"]', index: 'x' }],
      '${aws_subnet.one["x"].id}',
    ],
    [
      'one of several instances',
      ['aws_subnet.one', 'count.index'],
      [0, 1].map((index) => ({ address: `aws_subnet.one[${index}]`, index })),
      '${unknown(aws_subnet.one[0].id, aws_subnet.one[1].id)}',
    ],
    [
      'a condition on the number',
      ['aws_subnet.one.id', 'aws_subnet.one', 'count.index'],
      [{ address: 'aws_subnet.one' }],
      '${unknown(aws_subnet.one.id)}',
    ],
    [
      'the value of an iteration: one of what is gone through',
      ['each.value'],
      [...subnets, vpc],
      '${unknown(module.net.aws_subnet.s["a"].id, module.net.aws_subnet.s["b"].id)}',
      { for_each_expression: to('module.net.ids', 'module.net') },
    ],
    ['a local, of which nothing is recorded', ['local.subnet'], [], '${unknown()}'],
  ])('%s', (_what, references, resources, expected, ...more) => {
    expect(argument(references, resources, ...more)).toBe(expected);
  });

  test('an output of each instance of a module that is called several times', () => {
    const machines = ['a', 'b'].map((key) => ({ address: `module.web["${key}"].aws_instance.it` }));
    const configuration = {
      resources: [block('aws_test.it', { value: to('module.web') })],
      module_calls: {
        web: {
          module: {
            outputs: { id: { expression: to('aws_instance.it.id', 'aws_instance.it') } },
            resources: [block('aws_instance.it', {})],
          },
        },
      },
    };
    const plan = freshPlan([...machines, { address: 'aws_test.it', unknown: { value: true } }], configuration);
    expect(plannedStack(plan).get('aws_test.it')?.body.value).toBe(
      '${unknown(module.web["a"].aws_instance.it.id, module.web["b"].aws_instance.it.id)}',
    );
  });

  test('a block from a loop has no record: what the apply tells of it is unknown, not absent', () => {
    const it = {
      address: 'aws_test.it',
      values: { rule: [{ port: 80 }], fixed: [{ port: 1 }] },
      unknown: { id: true, rule: [{ group: true }], fixed: [{ made: true }] },
    };
    const configuration = { resources: [block('aws_test.it', { fixed: [{ port: { constant_value: 1 } }] })] };
    const plan = freshPlan([it, { address: 'aws_vpc.v' }], configuration);
    expect(plannedStack(plan).get('aws_test.it')?.body).toEqual({
      rule: [{ port: 80, group: '${unknown()}' }],
      fixed: [{ port: 1 }],
    });
  });
});

describe('a plan and its source', () => {
  const source = (content: object, calls: Readonly<Record<string, SourceModule>> = {}): SourceModule => {
    return { files: [{ name: 'main.tf.json', content: { ...content } }], calls: new Map(Object.entries(calls)) };
  };

  test('values are from the plan, expressions from the source, data from what the plan has read', () => {
    const network = source({
      variable: { zones: {} },
      resource: { aws_subnet: { s: { for_each: '${toset(var.zones)}', availability_zone: '${each.value}' } } },
      output: { ids: { value: '${{ for zone, one in aws_subnet.s : zone => one.id }}' } },
    });
    const root = source(
      {
        variable: { wanted: { default: 9 } },
        data: { aws_availability_zones: { here: {} } },
        locals: { zones: '${slice(data.aws_availability_zones.here.names, 0, var.wanted)}' },
        module: { net: { source: './net', zones: '${local.zones}' } },
        resource: {
          aws_instance: { web: { for_each: '${module.net.ids}', subnet_id: '${each.value}', size: '${var.wanted}' } },
        },
      },
      { net: network },
    );
    const zones = ['eu-west-1a', 'eu-west-1b'];
    const plan = freshPlan(
      [
        ...zones.map((zone) => {
          return { address: `module.net.aws_subnet.s["${zone}"]`, index: zone, values: { availability_zone: zone } };
        }),
        ...zones.map((zone) => {
          const unknown = { subnet_id: true, id: true };
          return { address: `aws_instance.web["${zone}"]`, index: zone, values: { size: '2' }, unknown };
        }),
      ],
      {
        resources: [block('aws_instance.web', {})],
        module_calls: { net: { module: { resources: [block('aws_subnet.s', {})] } } },
      },
      {
        variables: { wanted: { value: 2 } },
        prior_state: {
          values: {
            root_module: {
              resources: [
                {
                  address: 'data.aws_availability_zones.here',
                  mode: 'data',
                  type: 'aws_availability_zones',
                  name: 'here',
                  values: { names: [...zones, 'eu-west-1c'] },
                },
              ],
            },
          },
        },
      },
    );
    expect(otherSource(plan, root)).toBeUndefined();
    const stack = plannedStack(plan, { source: root });
    expect(stack.get('aws_instance.web["eu-west-1b"]')?.body).toEqual({
      size: '2',
      subnet_id: '${module.net.aws_subnet.s["eu-west-1b"].id}',
    });
  });

  test('a subnet that was read as data tells where a machine stands', () => {
    const plan = freshPlan(
      [{ address: 'aws_instance.web', values: { subnet_id: 'subnet-0123456789abcdef0' } }],
      {},
      {
        prior_state: {
          values: {
            root_module: {
              child_modules: [
                {
                  address: 'module.net',
                  resources: [
                    {
                      address: 'module.net.data.aws_subnet.a["x"]',
                      mode: 'data',
                      type: 'aws_subnet',
                      name: 'a',
                      index: 'x',
                      values: { id: 'subnet-0123456789abcdef0', availability_zone: 'eu-west-1a' },
                    },
                  ],
                },
              ],
            },
          },
        },
      },
    );
    const stack = plannedStack(plan);
    const target = stack.target(stack.get('aws_instance.web')?.body.subnet_id);
    expect(target?.body).toMatchObject({ availability_zone: 'eu-west-1a' });
  });

  const rules = source({
    resource: {
      aws_security_group: {
        g: {
          dynamic: {
            ingress: {
              for_each: { a: 80, b: 443 },
              content: {
                from_port: '${ingress.value}',
                security_groups: ['${aws_security_group.other[ingress.key].id}'],
              },
            },
          },
        },
        other: { for_each: { a: 1, b: 2 } },
      },
    },
  });

  test('blocks of a set are found again by what is known of them, in whatever order', () => {
    const it = {
      address: 'aws_security_group.g',
      values: { ingress: [{ from_port: 443 }, { from_port: 80 }] },
      unknown: { ingress: [{ security_groups: true }, { security_groups: [true] }] },
    };
    const others = ['a', 'b'].map((key) => ({ address: `aws_security_group.other["${key}"]`, index: key }));
    const stack = plannedStack(freshPlan([it, ...others], {}), { source: rules });
    expect(stack.get('aws_security_group.g')?.body.ingress).toEqual([
      { from_port: 443, security_groups: ['${aws_security_group.other["b"].id}'] },
      { from_port: 80, security_groups: ['${aws_security_group.other["a"].id}'] },
    ]);
  });

  test.each<readonly [string, object, string]>([
    ['more', { aws_vpc: { v: {} }, aws_eip: { e: {} } }, 'it has aws_eip.e, and the plan does not'],
    ['less', {}, 'the plan has aws_vpc.v, and it does not'],
    [
      'something else',
      { aws_vpc: { v: { cidr_block: '10.1.0.0/16' } } },
      'cidr_block of aws_vpc.v is planned as 10.0.0.0/16',
    ],
  ])('a source with %s than what was planned is found out', (_what, resource, says) => {
    const plan = freshPlan([{ address: 'aws_vpc.v', values: { cidr_block: '10.0.0.0/16' } }], {
      resources: [block('aws_vpc.v', {})],
    });
    expect(otherSource(plan, singleModule([{ name: 'main.tf.json', content: { resource } }]))).toContain(says);
  });
});
