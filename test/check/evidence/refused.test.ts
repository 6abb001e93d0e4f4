import { verdictOf } from '../../../check/verdict';
import type { Json } from '../mutants/mutant';
import { stages } from './gap-cases';
import { REFUSED } from './refused-cases';

test.each(REFUSED.map((one) => [one.subject, one.lookedFor, one] as const))(
  '%s: %s',
  (subject, lookedFor, { stage, change }) => {
    const { stack, serviceGraph } = stages[stage];
    const copy = structuredClone(stack);
    change(copy);
    const { holds, gaps, breaches } = verdictOf(copy, serviceGraph);
    expect(holds).toBe(false);
    expect(gaps).toContainEqual(expect.objectContaining({ code: 'refused', subject, lookedFor }));
    expect(breaches).toContainEqual({ kind: 'refused', element: subject });
  },
);

test('a reference to what has no instance is none to what is not there', () => {
  const { stack, serviceGraph } = stages.whole;
  const copy: Json = structuredClone(stack);
  copy.resource.aws_eip.spare = { count: 0, domain: 'vpc' };
  copy.resource.aws_eip.address.tags.spare = '${join(",", aws_eip.spare[*].id)}';
  expect(verdictOf(copy, serviceGraph).gaps).toEqual([]);
});
