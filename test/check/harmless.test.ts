import type { StackVerdict } from '../../check/findings';
import { verdictOf } from '../../check/verdict';
import { renderedAnew, SHIPPED, shippedText, synthesized } from '../helpers/synthesized';
import { harmlessChanges } from './harmless';

jest.setTimeout(600_000);

const stages = SHIPPED.filter((name) => /^0\d/.test(name)).map((name) => {
  const { stack, serviceGraph } = synthesized(shippedText(name));
  const original = { stack, claims: { ...serviceGraph, rendered: renderedAnew(stack) } };
  return { name, original, changes: harmlessChanges(original) };
});

/** What a verdict comes to, whatever else it says. */
function gist({ outcome, breaches, gaps, unknown, known, goals }: StackVerdict) {
  const points = goals.map(({ goal, works, singlePoints }) => [
    goal,
    works,
    singlePoints.map(({ element }) => element),
  ]);
  return { outcome, breaches, gaps, unknown, known, points };
}

test('there are more than two hundred harmless changes of more than a hundred kinds, and each says why it is one', () => {
  const names = new Set(stages.flatMap(({ changes }) => changes.map(({ name }) => name)));
  expect(names.size).toBeGreaterThan(120);
  expect(stages.reduce((sum, { changes }) => sum + changes.length, 0)).toBeGreaterThan(200);
  expect(stages.flatMap(({ changes }) => changes.filter(({ because }) => because === ''))).toEqual([]);
});

test.each(stages)('$name: no harmless change is a finding', ({ original: { stack, claims }, changes }) => {
  const before = gist(verdictOf(stack, claims));
  const flips = changes.flatMap(({ name, change }) => {
    const copy = structuredClone(stack);
    change(copy);
    // Where a stage has nothing of the kind.
    if (JSON.stringify(copy) === JSON.stringify(stack)) return [];
    const now = gist(verdictOf(copy, claims));
    return JSON.stringify(now) === JSON.stringify(before)
      ? []
      : [`${name}: ${JSON.stringify({ ...now, points: undefined }).slice(0, 400)}`];
  });
  expect(flips).toEqual([]);
});
