import fc from 'fast-check';
import { type Box, layoutOf } from '../../picture/layout';
import type { Item, Scene } from '../../picture/scene';

const item = fc.record({
  elements: fc.array(fc.string(), { minLength: 1, maxLength: 3 }),
  class: fc.constantFrom('node' as const, 'managed' as const),
  volumes: fc.array(fc.record({ element: fc.string() }), { maxLength: 3 }),
}) satisfies fc.Arbitrary<Item>;

const scene: fc.Arbitrary<Scene> = fc
  .tuple(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 1, max: 5 }))
  .chain(([columns, bands]) =>
    fc.record({
      columns: fc.array(
        fc.record({
          id: fc.string({ maxLength: 60 }),
          goals: fc.array(fc.string({ maxLength: 20 }), { maxLength: 3 }),
          cells: fc.array(fc.array(item, { maxLength: 4 }), { minLength: bands, maxLength: bands }),
        }),
        { minLength: columns, maxLength: columns },
      ),
      bands: fc.array(fc.record({ id: fc.string(), kind: fc.constant('zone' as const) }), {
        minLength: bands,
        maxLength: bands,
      }),
      relations: fc.uniqueArray(
        fc
          .tuple(fc.nat({ max: columns - 1 }), fc.nat({ max: columns - 1 }), fc.boolean())
          .filter(([from, to]) => from !== to)
          .map(([from, to, soft]) => ({ from, to, soft })),
        { maxLength: 12, selector: ({ from, to }) => `${from} ${to}` },
      ),
    }),
  );

const SIZES = { top: 50, bottom: () => 40, textLength: () => 12 };

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

test('nothing overlaps, everything is inside the picture and in its band', () => {
  fc.assert(
    fc.property(scene, (drawn) => {
      const { columns, bands, width, height, visitors } = layoutOf(drawn, SIZES);
      const items = columns.flatMap((column) => column.items);
      const boxes: readonly Box[] = [visitors, ...columns.map(({ heading }) => heading), ...items];
      boxes.forEach((one, index) => {
        expect(boxes.slice(index + 1).filter((other) => overlap(one, other))).toEqual([]);
        expect(one.x >= 0 && one.y >= 0 && one.x + one.width <= width && one.y + one.height <= height).toBe(true);
      });
      for (const one of items) {
        const holding = bands.filter((band) => one.y >= band.y && one.y + one.height <= band.y + band.height);
        expect(holding).toHaveLength(1);
      }
    }),
  );
});

test('no two arrows run along each other', () => {
  fc.assert(
    fc.property(scene, (drawn) => {
      const { relations } = layoutOf(drawn, SIZES);
      const runs = relations.flatMap(({ points }) => {
        const [, from, to] = points;
        return points.length === 4 && from && to
          ? [{ y: from[1], left: Math.min(from[0], to[0]), right: Math.max(from[0], to[0]) }]
          : [];
      });
      runs.forEach((one, index) => {
        const along = runs
          .slice(index + 1)
          .filter(({ y, left, right }) => y === one.y && left < one.right - 25 && one.left < right - 25);
        expect(along).toEqual([]);
      });
    }),
  );
});
