import { depths } from '../../picture/relations';

const calls = (...pairs: readonly (readonly [number, number])[]) =>
  pairs.map(([from, to]) => ({ from, to, soft: false }));

test('what is called stands behind all that call it', () => {
  // 0 → 1 → 2, and 0 → 2 at once: the longest way counts.
  expect(depths(3, calls([0, 1], [1, 2], [0, 2]), new Set([0]))).toEqual([0, 1, 2]);
});

test('groups that call each other do not push each other away', () => {
  expect(depths(3, calls([0, 1], [1, 2], [2, 1]), new Set([0]))).toEqual([0, 1, 2]);
});

test('what nobody on the way calls comes last', () => {
  expect(depths(3, calls([0, 2]), new Set([0]))).toEqual([0, 2, 1]);
});

test('an entrance that another one calls stands behind it', () => {
  expect(depths(2, calls([0, 1]), new Set([0, 1]))).toEqual([0, 1]);
});
