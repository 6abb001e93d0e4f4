import type { FaultGraph } from '../fault-graph';
import type { Cone } from './cone';
import { CutSets } from './cut-set-family';
import { failureOf } from './failure';
import { DIAGRAM_NODE_LIMIT, type FailureDiagram, failureDiagram } from './failure-diagram';
import { minimalSolutions } from './minimal-solutions';
import { simplified } from './simplified';
import { inGoodOrder } from './variable-order';
import { UNLIMITED, Zbdd } from './zbdd';

/** Which cut sets to find. */
export interface CutSetOptions {
  /** Largest number of elements in a set, 0 or more. @default minimal cut sets of every size */
  readonly maxOrder?: number;
  /** Largest number of nodes of the decision diagram, about 40 bytes each. @default 5 million */
  readonly nodeLimit?: number;
}

/**
 * The minimal cut sets of a goal, exactly: each smallest set of elements whose joint loss makes the goal fail. A goal that
 * fails with every element up has one, the empty set.
 *
 * With a largest order, families of minimal sets are combined from the elements up (Minato 1993) and never hold a larger
 * set: at most O(elements ^ maxOrder) sets at each gate, shared in one diagram. Without, they are taken from the diagram of
 * the whole failure (Rauzy 1993), which is exponential at worst.
 * @throws DiagramTooLarge
 */
export function minimalCutSets(graph: FaultGraph, goal: string, options: CutSetOptions = {}): CutSets {
  if (options.maxOrder === undefined) return cutSetsOfDiagram(graph, failureDiagram(graph, goal, options));
  const limit = options.maxOrder;
  const { graph: simpler, cone } = simplified(graph, graph.goal(goal));
  return inGoodOrder(simpler, cone, options.nodeLimit ?? DIAGRAM_NODE_LIMIT, (elements, nodeLimit) => {
    const zbdd = new Zbdd(nodeLimit);
    return new CutSets(graph, zbdd, familyOf(simpler, cone, elements, zbdd, limit), elements);
  });
}

/** The minimal sets of at most `limit` elements in a diagram with this order of elements. */
function familyOf(graph: FaultGraph, cone: Cone, elements: readonly number[], zbdd: Zbdd, limit: number): number {
  const levels = new Int32Array(graph.elementCount);
  for (const [level, element] of elements.entries()) levels[element] = level;
  return failureOf(graph, cone, {
    never: Zbdd.NEVER,
    always: Zbdd.ALWAYS,
    element: (element) => (limit > 0 ? zbdd.node(levels[element]!, Zbdd.NEVER, Zbdd.ALWAYS) : Zbdd.NEVER),
    or: (f, g) => zbdd.union(f, g),
    and: (f, g) => zbdd.product(f, g, limit),
    level: (f) => zbdd.table.levels[f]!,
  });
}

/**
 * The minimal cut sets of a goal whose failure diagram is at hand. Where a failure can also prevent the goal's failure
 * (complements), these are the minimal sets of failures that suffice while all other elements work.
 */
export function cutSetsOfDiagram(graph: FaultGraph, diagram: FailureDiagram, maxOrder = UNLIMITED): CutSets {
  const zbdd = new Zbdd(DIAGRAM_NODE_LIMIT);
  const root = minimalSolutions(diagram.bdd, zbdd, diagram.root, maxOrder);
  return new CutSets(graph, zbdd, root, diagram.elements);
}
