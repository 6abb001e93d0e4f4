import { EXHAUSTIVE, oneOfEach } from './sample';

const all = Array.from({ length: 60 }, (_, index) => ({ index, name: `class ${index % 7}` }));

test('a sample has one of each class in the order of all, or is all', () => {
  const found = oneOfEach(all, ({ name }) => name);
  expect(found.map(({ index }) => index)).toEqual([...found].map(({ index }) => index).sort((a, b) => a - b));
  expect(new Set(found.map(({ name }) => name)).size).toBe(7);
  expect(found).toHaveLength(EXHAUSTIVE ? all.length : 7);
});

test('the same seed draws the same', () => {
  expect(oneOfEach(all, ({ name }) => name)).toEqual(oneOfEach(all, ({ name }) => name));
});
