import type { ResourceChange as Predicted } from '../../../upgrade/upgrade';
import type { Plan, ResourceChange } from '../../helpers/terraform';
import { disagreements, lost, summary } from './plans';

function planned(address: string, actions: string[], replaces?: string[]): ResourceChange {
  const [type = ''] = address.split('.');
  const change = { actions, before: { ami: 1, tags: 1 }, after: { ami: 1, tags: 2 } };
  const replace_paths = replaces?.map((path) => path.split('.'));
  return { address, mode: 'managed', type, change: { ...change, ...(replace_paths ? { replace_paths } : {}) } };
}

function predicted(address: string, action: Predicted['action'], change: Partial<Predicted> = {}): Predicted {
  return {
    address,
    type: address.split('.')[0] ?? '',
    action,
    changed: [],
    replacedBecause: [],
    createFirst: false,
    statefulness: 'nothing',
    stateful: false,
    ...change,
  };
}

const plan = (...resource_changes: ResourceChange[]): Plan => ({ resource_changes });
const changed = (path: string) => ({ changed: [{ path, follows: [], replaces: 'no' as const }] });

describe('a prediction and a plan', () => {
  test('agree where they say the same', () => {
    const real = plan(
      planned('aws_instance.a', ['create']),
      planned('aws_instance.b', ['delete', 'create'], ['subnet_id', 'root_block_device.0.encrypted']),
      planned('aws_instance.c', ['update']),
      planned('aws_instance.d', ['no-op']),
      planned('aws_instance.e', ['delete']),
    );
    const resources = [
      predicted('aws_instance.a', 'create'),
      predicted('aws_instance.b', 'replace', { replacedBecause: ['root_block_device.encrypted', 'subnet_id'] }),
      predicted('aws_instance.c', 'update', changed('tags.Name')),
      predicted('aws_instance.e', 'destroy'),
    ];
    expect(disagreements(real, { resources })).toEqual([]);
  });

  test.each([
    ['an update for a replacement', planned('aws_instance.a', ['delete', 'create'], ['ami']), 'update'],
    ['nothing for an update', planned('aws_vpc.a', ['update']), undefined],
    ['an update for nothing', planned('aws_instance.a', ['no-op']), 'update'],
    ['an update for what it does not know', planned('aws_instance.a', ['update']), 'unknown'],
    ['a destruction for one that is forgotten', planned('aws_instance.a', ['forget']), 'destroy'],
  ] as const)('disagree where it takes %s', (_, real, action) => {
    const resources = action ? [predicted(real.address, action)] : [];
    expect(disagreements(plan(real), { resources })).toHaveLength(1);
  });

  test('disagree about reasons, attributes and resources of which only one knows', () => {
    const replacement = planned('aws_instance.a', ['delete', 'create'], ['ami']);
    const because = predicted('aws_instance.a', 'replace', { replacedBecause: ['subnet_id'] });
    expect(disagreements(plan(replacement), { resources: [because] })).toEqual([
      'aws_instance.a: predicted replacement by subnet_id, planned by ami',
    ]);
    const update = planned('aws_instance.a', ['update']);
    expect(disagreements(plan(update), { resources: [predicted('aws_instance.a', 'update', changed('ami'))] })).toEqual(
      ['aws_instance.a: predicted update of ami, which the plan leaves alone'],
    );
    expect(disagreements(plan(), { resources: [predicted('aws_vpc.a', 'create')] })).toEqual([
      'aws_vpc.a: create, but the plan does not name it',
    ]);
  });
});

test('what holds data is lost by destruction and by replacement alike', () => {
  const real = plan(
    planned('aws_ebs_volume.a', ['delete']),
    planned('aws_s3_bucket.b', ['create', 'delete'], ['bucket']),
    planned('aws_ebs_volume.c', ['update']),
    planned('aws_instance.d', ['delete']),
  );
  expect(lost(real)).toEqual(['aws_ebs_volume.a', 'aws_s3_bucket.b']);
});

test('a summary names what goes and counts the rest', () => {
  const real = plan(
    planned('aws_instance.a', ['create']),
    planned('aws_instance.b', ['create']),
    planned('aws_instance.c', ['update']),
    planned('aws_instance.d', ['delete', 'create'], ['subnet_id']),
    planned('aws_instance.e', ['no-op']),
  );
  expect(summary(real)).toEqual([
    'create aws_instance: 2',
    'replace aws_instance.d (subnet_id)',
    'update aws_instance (tags): 1',
  ]);
});
