import { changes, destroyed } from './plan-changes';
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

  test('tell what would be destroyed, replacements included', () => {
    const plan: Plan = {
      resource_changes: [
        change('aws_ebs_volume.b', ['delete', 'create'], {}, {}),
        change('aws_ebs_volume.a', ['delete'], {}, null),
        change('aws_ebs_volume.c', ['create'], null, {}),
      ],
    };
    expect(destroyed(plan)).toEqual(['aws_ebs_volume.a', 'aws_ebs_volume.b']);
  });
});
