import fc from 'fast-check';
import { UNLIMITED, Zbdd } from '../../../fault-graph/algorithms/zbdd';

const VARIABLES = 6;

/** Minimal sets as bit masks: variable 0 is the highest in the diagram. */
type Family = readonly number[];

const minimal = (sets: readonly number[]): Family => {
  const distinct = [...new Set(sets)];
  return distinct
    .filter((set) => !distinct.some((other) => other !== set && (other & set) === other))
    .sort((a, b) => a - b);
};
const families = fc.array(fc.integer({ min: 0, max: 2 ** VARIABLES - 1 }), { maxLength: 10 }).map(minimal);
const sizeOf = (set: number): number => set.toString(2).replaceAll('0', '').length;

/** Built without the operations under test. */
function build(zbdd: Zbdd, sets: Family, level = 0): number {
  if (sets.length === 0) return Zbdd.NEVER;
  if (level === VARIABLES) return Zbdd.ALWAYS;
  const having = sets.filter((set) => (set >> level) & 1);
  const low = build(
    zbdd,
    sets.filter((set) => !((set >> level) & 1)),
    level + 1,
  );
  return zbdd.node(level, low, build(zbdd, having, level + 1));
}

function list(zbdd: Zbdd, node: number): Family {
  if (node === Zbdd.NEVER) return [];
  if (node === Zbdd.ALWAYS) return [0];
  const { levels, lows, highs } = zbdd.table;
  const having = list(zbdd, highs[node]!).map((set) => set | (1 << levels[node]!));
  return [...list(zbdd, lows[node]!), ...having].sort((a, b) => a - b);
}

it.each<[string, (zbdd: Zbdd, f: number, g: number) => number, (f: Family, g: Family) => readonly number[]]>([
  ['union', (zbdd, f, g) => zbdd.union(f, g), (f, g) => minimal([...f, ...g])],
  [
    'without',
    (zbdd, f, g) => zbdd.without(f, g),
    (f, g) => f.filter((set) => !g.some((other) => (other & set) === other)),
  ],
  ['product', (zbdd, f, g) => zbdd.product(f, g, UNLIMITED), (f, g) => minimal(f.flatMap((a) => g.map((b) => a | b)))],
  ...[0, 1, 2, 3, 4].map(
    (limit): [string, (zbdd: Zbdd, f: number, g: number) => number, (f: Family, g: Family) => readonly number[]] => [
      `product of sets up to ${limit}`,
      (zbdd, f, g) => zbdd.product(f, g, limit),
      (f, g) => minimal(f.flatMap((a) => g.map((b) => a | b))).filter((set) => sizeOf(set) <= limit),
    ],
  ),
])('%s, against families listed in full', (_, operation, expected) => {
  const property = fc.property(fc.array(fc.tuple(families, families), { minLength: 1, maxLength: 4 }), (pairs) => {
    // Several operations on one diagram: remembered results must not be mixed up.
    const zbdd = new Zbdd(1_000_000);
    const results = pairs.map(([f, g]) => list(zbdd, operation(zbdd, build(zbdd, f), build(zbdd, g))));
    expect(results).toEqual(pairs.map(([f, g]) => [...expected(f, g)].sort((a, b) => a - b)));
  });
  fc.assert(property, { numRuns: 3000 });
});

it('knows the smallest and the largest set', () => {
  const property = fc.property(families, (f) => {
    const zbdd = new Zbdd(1_000_000);
    const node = build(zbdd, f);
    const sizes = f.map(sizeOf);
    expect(zbdd.largest(node)).toBe(Math.max(-1, ...sizes));
    expect(zbdd.smallest(node)).toBe(Math.min(UNLIMITED, ...sizes));
  });
  fc.assert(property, { numRuns: 1000 });
});
