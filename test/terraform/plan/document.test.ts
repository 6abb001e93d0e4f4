import { terraformDocument } from '../../../terraform/plan/document';

const web = {
  address: 'aws_instance.web[0]',
  mode: 'managed',
  type: 'aws_instance',
  name: 'web',
  index: 0,
  provider_name: 'registry.terraform.io/hashicorp/aws',
  values: { instance_type: 't3.small' },
};
const zones = { ...web, address: 'data.aws_subnet.a', mode: 'data', type: 'aws_subnet', name: 'a', index: undefined };
const db = { ...web, address: 'module.db["x"].module.inner.aws_db_instance.this', type: 'aws_db_instance' };
const values = {
  root_module: {
    resources: [web],
    child_modules: [
      {
        address: 'module.db["x"]',
        child_modules: [{ address: 'module.db["x"].module.inner', resources: [db] }],
      },
    ],
  },
};

const plan = {
  format_version: '1.2',
  terraform_version: '1.11.4',
  planned_values: values,
  prior_state: { format_version: '1.0', values: { root_module: { resources: [zones] } } },
  resource_changes: [
    {
      address: 'aws_instance.web[0]',
      previous_address: 'aws_instance.web',
      mode: 'managed',
      type: 'aws_instance',
      change: {
        actions: ['delete', 'create'],
        before: { subnet_id: 'subnet-1' },
        after: { instance_type: 't3.small' },
        after_unknown: { subnet_id: true },
        replace_paths: [['subnet_id'], ['network_interface', 0, 'device_index']],
      },
      action_reason: 'replace_because_cannot_update',
    },
    { address: 'data.aws_subnet.a', mode: 'data', type: 'aws_subnet', change: { actions: ['read'] } },
  ],
  configuration: { root_module: {} },
};

test('a plan: resources of every module, data sources apart, changes of managed resources', () => {
  const document = terraformDocument(plan);
  expect(document).toMatchObject({ kind: 'plan', formatVersion: '1.2', terraformVersion: '1.11.4' });
  expect(document.resources.map(({ address, module }) => [address, module])).toEqual([
    ['aws_instance.web[0]', ''],
    ['module.db["x"].module.inner.aws_db_instance.this', 'module.db["x"].module.inner'],
  ]);
  expect(document.dataSources.map(({ address }) => address)).toEqual(['data.aws_subnet.a']);
  expect(document.changes).toEqual([
    {
      address: 'aws_instance.web[0]',
      type: 'aws_instance',
      sensitive: {},
      previousAddress: 'aws_instance.web',
      actions: ['delete', 'create'],
      replacePaths: [['subnet_id'], ['network_interface', 0, 'device_index']],
      actionReason: 'replace_because_cannot_update',
      before: { subnet_id: 'subnet-1' },
      after: { instance_type: 't3.small' },
      afterUnknown: { subnet_id: true },
    },
  ]);
});

test('a state has resources and no changes, and may be empty', () => {
  const state = terraformDocument({ format_version: '1.0', terraform_version: '1.11.4', values });
  expect(state).toMatchObject({ kind: 'state', changes: [] });
  expect(state.resources).toHaveLength(2);
  expect(terraformDocument({ format_version: '1.0' }).resources).toEqual([]);
});

test.each([
  ['no object', [], 'it is not an object'],
  ['no format version', { planned_values: {} }, "no 'format_version'"],
  ['a version of old', { format_version: '0.2' }, 'its format version is 0.2; 1.x can be read'],
  ['a version to come', { format_version: '2.0' }, 'its format version is 2.0; 1.x can be read'],
  ['a schema', { format_version: '1.0', provider_schemas: {} }, "the providers' schema"],
  ['a resource that is none', { format_version: '1.0', values: { root_module: { resources: [{}] } } }, "'address' is"],
  ['a list that is none', { format_version: '1.0', resource_changes: 'x' }, `'resource_changes' is "x"`],
])('refuses %s', (_what, json, message) => {
  expect(() => terraformDocument(json)).toThrow(message);
});
