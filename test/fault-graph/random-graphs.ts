import fc from 'fast-check';
import { FaultGraphBuilder } from '../../fault-graph/builder';
import type { FaultGraph } from '../../fault-graph/fault-graph';

/** A small graph as plain data, so that a failing case prints readably. The last gate is the goal `g`. */
export interface PlainGraph {
  readonly elements: number;
  readonly gates: readonly { readonly atLeast: number; readonly inputs: readonly string[] }[];
}

/** Random graphs: `e0` … are elements, `g0` … gates. With `cycles`, any gate may be an input of any other and of itself. */
export function plainGraphs({ cycles }: { cycles: boolean }): fc.Arbitrary<PlainGraph> {
  return fc.tuple(fc.integer({ min: 2, max: 7 }), fc.integer({ min: 2, max: 8 })).chain(([elements, gates]) => {
    const names = Array.from({ length: elements }, (_, i) => `e${i}`);
    const gate = (index: number): fc.Arbitrary<PlainGraph['gates'][number]> => {
      const usable = Array.from({ length: cycles ? gates : index }, (_, i) => `g${i}`);
      // Gates more often than elements, and near ones in the order: deep graphs show more than wide ones.
      const input = fc.oneof(
        { weight: 2, arbitrary: fc.constantFrom(...names) },
        ...(usable.length > 0 ? [{ weight: 3, arbitrary: fc.constantFrom(...usable, ...usable.slice(-2)) }] : []),
      );
      const inputs = fc.array(input, { minLength: index === gates - 1 ? 2 : 1, maxLength: 5 });
      return fc.tuple(inputs, THRESHOLDS).map(([made, threshold]) => {
        return { inputs: made, atLeast: threshold === 'all' ? new Set(made).size : threshold };
      });
    };
    const chain = Array.from({ length: gates }, (_, index) => gate(index));
    return fc.tuple(...chain).map((made) => ({ elements, gates: made }));
  });
}

/** How many inputs a gate needs: mostly what it can have; seldom none, or more than there are. */
const THRESHOLDS: fc.Arbitrary<number | 'all'> = fc.oneof(
  { weight: 30, arbitrary: fc.constant(1) },
  { weight: 20, arbitrary: fc.constant(2) },
  { weight: 8, arbitrary: fc.constant(3) },
  { weight: 20, arbitrary: fc.constant<'all'>('all') },
  { weight: 1, arbitrary: fc.constantFrom(0, 9) },
);

export function graphOf(plain: PlainGraph): FaultGraph {
  const builder = new FaultGraphBuilder();
  for (let i = 0; i < plain.elements; i++) builder.element(`e${i}`);
  for (const [i, { atLeast, inputs }] of plain.gates.entries()) builder.gate(`g${i}`, atLeast, inputs);
  return builder.goal('g', `g${plain.gates.length - 1}`).build();
}

/** Whether the goal fails: straight from the definition, repeating until no further gate comes to work. */
export function failsByDefinition(plain: PlainGraph, failed: (element: number) => boolean): boolean {
  const works = new Set<string>();
  for (let i = 0; i < plain.elements; i++) if (!failed(i)) works.add(`e${i}`);
  for (let size = -1; size !== works.size; ) {
    size = works.size;
    plain.gates.forEach(({ atLeast, inputs }, i) => {
      if (new Set(inputs.filter((input) => works.has(input))).size >= atLeast) works.add(`g${i}`);
    });
  }
  return !works.has(`g${plain.gates.length - 1}`);
}

/** All minimal cut sets as bit masks of elements, by trying every subset. */
export function minimalCutsByDefinition(plain: PlainGraph): number[] {
  const cuts = Array.from({ length: 2 ** plain.elements }, (_, mask) => mask).filter((mask) =>
    failsByDefinition(plain, (element) => ((mask >> element) & 1) === 1),
  );
  return cuts.filter((mask) => !cuts.some((other) => other !== mask && (other & mask) === other));
}

/** Names in a mask of elements. */
export function namesIn(mask: number, elements: number): string[] {
  return Array.from({ length: elements }, (_, i) => i)
    .filter((i) => (mask >> i) & 1)
    .map((i) => `e${i}`);
}

/** How many random graphs a property is held against. */
export const RUNS = 1000;
