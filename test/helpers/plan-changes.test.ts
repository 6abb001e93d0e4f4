import { changes, plannedChanges } from './plan-changes';
import type { Plan, ResourceChange } from './terraform';

function change(address: string, actions: string[], before: unknown, after: unknown): ResourceChange {
  return { address, mode: 'managed', type: address.split('.')[0] ?? '', change: { actions, before, after } };
}

const UNCLEAN = [{ type: 'aws_instance', attributes: ['credit_specification'], because: 'the fake forgets it' }];

describe('changes of a plan', () => {
  test('name what would change', () => {
    const plan: Plan = {
      resource_changes: [
        change('aws_vpc.main', ['no-op'], {}, {}),
        change('aws_instance.web_1', ['update'], { tags: { a: '1' } }, { tags: { a: '2' } }),
      ],
    };
    expect(changes(plan)).toEqual(['aws_instance.web_1: update (tags)']);
  });

  test('leave out an update of nothing but attributes that the fake never reads back', () => {
    const forgotten = { credit_specification: ['standard'] };
    const wanted = { credit_specification: ['unlimited'] };
    const plan = (...list: ResourceChange[]): Plan => ({ resource_changes: list });
    expect(changes(plan(change('aws_instance.web_1', ['update'], forgotten, wanted)), UNCLEAN)).toEqual([]);
    expect(
      changes(plan(change('aws_instance.web_1', ['update'], { ...forgotten, ami: 1 }, wanted)), UNCLEAN),
    ).toHaveLength(1);
    expect(changes(plan(change('aws_instance.web_1', ['delete', 'create'], forgotten, wanted)), UNCLEAN)).toHaveLength(
      1,
    );
    expect(changes(plan(change('aws_vpc.main', ['update'], forgotten, wanted)), UNCLEAN)).toHaveLength(1);
  });

  test('tell what Terraform does with each resource, and because of what', () => {
    const moved = { ...change('aws_eip.entrance', ['no-op'], {}, {}), previous_address: 'aws_eip.address' };
    const replaced = change('aws_ebs_volume.b', ['create', 'delete'], { size: 1, encrypted: true }, { size: 2 });
    const because = { ...replaced, change: { ...replaced.change, replace_paths: [['encrypted'], ['tags', 'a']] } };
    const plan: Plan = {
      resource_changes: [
        because,
        change('aws_ebs_volume.a', ['delete'], {}, null),
        change('aws_ebs_volume.c', ['create'], null, {}),
        change('aws_ebs_volume.d', ['forget'], {}, null),
        change('aws_vpc.main', ['update'], { tags: 1 }, { tags: 2 }),
        moved,
      ],
    };
    expect(plannedChanges(plan).map(({ type: _, ...one }) => one)).toEqual([
      { address: 'aws_ebs_volume.b', action: 'replace', attributes: ['encrypted', 'tags'] },
      { address: 'aws_ebs_volume.a', action: 'destroy', attributes: [] },
      { address: 'aws_ebs_volume.c', action: 'create', attributes: [] },
      { address: 'aws_ebs_volume.d', action: 'forget', attributes: [] },
      { address: 'aws_vpc.main', action: 'update', attributes: ['tags'] },
      { address: 'aws_eip.entrance', action: 'move', attributes: [] },
    ]);
  });

  test('take an update of what the fake never reads back for none', () => {
    const update = change('aws_instance.web_1', ['update'], {}, { credit_specification: ['unlimited'] });
    expect(plannedChanges({ resource_changes: [update] }, UNCLEAN)).toMatchObject([{ action: 'none', attributes: [] }]);
    expect(plannedChanges({ resource_changes: [update] })).toMatchObject([{ action: 'update' }]);
  });
});
