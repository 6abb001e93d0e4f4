import fc from 'fast-check';
import { blastRadius } from '../../../fault-graph/algorithms/blast-radius';
import { coneOf } from '../../../fault-graph/algorithms/cone';
import { cutSetsOfDiagram, minimalCutSets } from '../../../fault-graph/algorithms/cut-sets';
import { explanation } from '../../../fault-graph/algorithms/explanation';
import { failureDiagram } from '../../../fault-graph/algorithms/failure-diagram';
import { importances } from '../../../fault-graph/algorithms/importance';
import { orderOne } from '../../../fault-graph/algorithms/order-one';
import { PathSets } from '../../../fault-graph/algorithms/path-sets';
import { failureProbability } from '../../../fault-graph/algorithms/probability';
import { reduced } from '../../../fault-graph/algorithms/reduced';
import { Scenarios } from '../../../fault-graph/algorithms/scenarios';
import { singlePoints } from '../../../fault-graph/algorithms/single-points';
import { working } from '../../../fault-graph/algorithms/working';
import type { FaultGraph } from '../../../fault-graph/fault-graph';
import {
  failsByDefinition,
  graphOf,
  minimalCutsByDefinition,
  namesIn,
  type PlainGraph,
  plainGraphs,
  RUNS,
} from '../random-graphs';

/** Thousands of graphs, each with every subset of its elements. In milliseconds. */
const SLOW = 120_000;

const isIn =
  (mask: number) =>
  (element: number): boolean =>
    ((mask >> element) & 1) === 1;
const sorted = (sets: Iterable<readonly string[]>): string[] =>
  [...sets].map((set) => [...set].sort().join(' ')).sort();
const subsets = (plain: PlainGraph): number[] => Array.from({ length: 2 ** plain.elements }, (_, mask) => mask);

/** Masks of the elements whose loss makes a node fail; elements are the nodes from 0. */
function failingSubsets(plain: PlainGraph, graph: FaultGraph, node: number): number[] {
  return subsets(plain).filter((mask) => {
    return !working(graph, Array.from({ length: plain.elements }, (_, i) => i).filter(isIn(mask)))[node];
  });
}

function failingSubsetsByDefinition(plain: PlainGraph): number[] {
  return subsets(plain).filter((mask) => failsByDefinition(plain, isIn(mask)));
}

/** Every mask's probability, element i being down with probabilities[i]. */
function probabilityByDefinition(plain: PlainGraph, probabilities: readonly number[]): number {
  return subsets(plain)
    .filter((mask) => failsByDefinition(plain, isIn(mask)))
    .reduce((sum, mask) => {
      return (
        sum +
        probabilities.reduce(
          (product, p, i) => (i < plain.elements ? product * (isIn(mask)(i) ? p : 1 - p) : product),
          1,
        )
      );
    }, 0);
}

const probabilityLists = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 7, maxLength: 7 });
const asMap = (list: readonly number[]): Map<string, number> => new Map(list.map((p, i) => [`e${i}`, p]));

describe.each([{ cycles: false }, { cycles: true }])('against trying every subset, cycles: $cycles', ({ cycles }) => {
  const holds = (name: string, property: (plain: PlainGraph) => void): void => {
    it(name, () => fc.assert(fc.property(plainGraphs({ cycles }), property), { numRuns: RUNS }), SLOW);
  };

  holds('what works is the least fixed point', (plain) => {
    const graph = graphOf(plain);
    expect(failingSubsets(plain, graph, graph.goal('g'))).toEqual(failingSubsetsByDefinition(plain));
  });

  holds('32 scenarios at a time agree with one at a time', (plain) => {
    const graph = graphOf(plain);
    const scenarios = new Scenarios(graph, coneOf(graph, graph.goal('g')));
    const masks = subsets(plain).slice(-32);
    for (let element = 0; element < plain.elements; element++) {
      scenarios.words[element] = masks.reduce((word, mask, s) => word | ((isIn(mask)(element) ? 0 : 1) << s), 0);
    }
    const word = scenarios.evaluate();
    const failing = masks.filter((_, s) => !((word >>> s) & 1));
    expect(failing).toEqual(masks.filter((mask) => failsByDefinition(plain, isIn(mask))));
  });

  holds('order 1: the elements that fail the goal alone', (plain) => {
    const { failsFromStart, elements } = orderOne(graphOf(plain), 'g');
    const alone = failsByDefinition(plain, () => false)
      ? []
      : subsets(plain).filter((mask) => isPowerOfTwo(mask) && failsByDefinition(plain, isIn(mask)));
    expect(failsFromStart).toBe(failsByDefinition(plain, () => false));
    expect(elements).toEqual(alone.map((mask) => `e${Math.log2(mask)}`));
  });

  holds('a path set suffices, whatever the prices', (plain) => {
    const graph = graphOf(plain);
    const works = working(graph);
    if (!works[graph.goal('g')]) return;
    const sets = new PathSets(graph, coneOf(graph, graph.goal('g')), works);
    for (let round = 0; round < 4; round++) {
      sets.prices.set(sets.prices.map((_, node) => (node * 7 + round * 13) % 5));
      const taken = new Set(sets.find().filter((node) => graph.isElement(node)));
      expect(failsByDefinition(plain, (element) => !taken.has(element))).toBe(false);
    }
  });

  holds('single points among the gates: the goal fails when the gate alone is forced to', (plain) => {
    const graph = graphOf(plain);
    const works = working(graph);
    const goal = graph.goal('g');
    if (!works[goal]) return;
    const gates = singlePoints(graph, coneOf(graph, goal), works, 'elements and gates').filter(
      (n) => !graph.isElement(n),
    );
    plain.gates.forEach((_, i) => {
      const without = { ...plain, gates: plain.gates.map((gate, j) => (i === j ? { atLeast: 1, inputs: [] } : gate)) };
      expect(gates.includes(graph.node(`g${i}`))).toBe(failsByDefinition(without, () => false));
    });
  });

  holds('a reduced graph fails for the same subsets', (plain) => {
    const graph = graphOf(plain);
    const { graph: simpler, goal } = reduced(graph, graph.goal('g'));
    expect(failingSubsets(plain, simpler, goal)).toEqual(failingSubsetsByDefinition(plain));
  });

  holds('all minimal cut sets, and those up to each order', (plain) => {
    const graph = graphOf(plain);
    const masks = minimalCutsByDefinition(plain);
    const expected = masks.map((mask) => namesIn(mask, plain.elements));
    const all = minimalCutSets(graph, 'g');
    expect([all.total, ...sorted(all)]).toEqual([masks.length, ...sorted(expected)]);
    const numbers = [...all].map((set) => set.map((element) => graph.node(element)));
    expect(numbers).toEqual(numbers.map((set) => [...set].sort((a, b) => a - b)));
    const diagram = failureDiagram(graph, 'g');
    const orders = [0, 1, 2, 3, 4];
    const upTo = orders.map((order) => sorted(expected.filter((set) => set.length <= order)));
    expect(orders.map((maxOrder) => sorted(minimalCutSets(graph, 'g', { maxOrder })))).toEqual(upTo);
    expect(orders.map((order) => sorted(cutSetsOfDiagram(graph, diagram, order)))).toEqual(upTo);
    const counts = orders.map((order) => expected.filter((set) => set.length === order).length);
    expect(orders.map((order) => all.counts[order] ?? 0)).toEqual(counts);
  });

  it(
    'the exact probability, and each importance',
    () => {
      const property = fc.property(plainGraphs({ cycles }), probabilityLists, (plain, probabilities) => {
        const graph = graphOf(plain);
        const diagram = failureDiagram(graph, 'g');
        const top = probabilityByDefinition(plain, probabilities);
        expect(failureProbability(graph, diagram, asMap(probabilities))).toBeCloseTo(top, 12);
        for (const { element, birnbaum, criticality, diagnostic } of importances(
          graph,
          diagram,
          asMap(probabilities),
        )) {
          const index = Number(element.slice(1));
          const given = (p: number): number =>
            probabilityByDefinition(
              plain,
              probabilities.map((q, i) => (i === index ? p : q)),
            );
          expect(birnbaum).toBeCloseTo(given(1) - given(0), 10);
          if (top < 1e-6) continue;
          expect(criticality).toBeCloseTo((top - given(0)) / top, 6);
          expect(diagnostic).toBeCloseTo((probabilities[index]! * given(1)) / top, 6);
        }
      });
      fc.assert(property, { numRuns: RUNS });
    },
    SLOW,
  );

  holds('blast radius: exactly what fails in addition', (plain) => {
    const graph = graphOf(plain);
    for (let element = 0; element < plain.elements; element++) {
      const { gates, goals } = blastRadius(graph, [`e${element}`]);
      const lost = plain.gates.flatMap((_, i) => {
        const upTo = { ...plain, gates: [...plain.gates, { atLeast: 1, inputs: [`g${i}`] }] };
        return !failsByDefinition(upTo, () => false) && failsByDefinition(upTo, (e) => e === element) ? [`g${i}`] : [];
      });
      expect(gates).toEqual(lost);
      expect(goals).toEqual(lost.includes(`g${plain.gates.length - 1}`) ? ['g'] : []);
    }
  });

  holds(
    'explanation: from each element of a minimal cut set a chain of failed gates, each an input of the next',
    (plain) => {
      const graph = graphOf(plain);
      for (const mask of minimalCutsByDefinition(plain)) {
        const cut = namesIn(mask, plain.elements);
        const after = working(
          graph,
          cut.map((id) => graph.node(id)),
        );
        const chains = explanation(graph, 'g', cut);
        for (const id of cut) {
          const chain = chains.get(id)!;
          expect([chain[0], chain.at(-1)]).toEqual([id, `g${plain.gates.length - 1}`]);
          chain.slice(1).forEach((gate, i) => {
            expect(plain.gates[Number(gate.slice(1))]!.inputs).toContain(chain[i]);
            expect(after[graph.node(gate)]).toBe(0);
          });
        }
      }
    },
  );
});

function isPowerOfTwo(mask: number): boolean {
  return mask > 0 && (mask & (mask - 1)) === 0;
}
