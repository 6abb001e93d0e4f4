import type { FaultGraph } from '../fault-graph';
import { Bdd } from './bdd';
import { type Cone, coneOf } from './cone';
import { failureOf } from './failure';
import { simplified } from './simplified';
import { inGoodOrder } from './variable-order';

/** How a goal fails, as a binary decision diagram: what exact probabilities and importances are read from. */
export interface FailureDiagram {
  readonly bdd: Bdd;
  /** The node that is the goal's failure. */
  readonly root: number;
  /** The elements that the goal depends on, as nodes of the graph, by level of the diagram. */
  readonly elements: readonly number[];
}

/** How large a diagram may become, and what isn't an element of its own. */
export interface DiagramOptions {
  /** Largest number of nodes, about 40 bytes each. @default 5 million */
  readonly nodeLimit?: number;
  /** Elements that have failed exactly while another one hasn't, and that other one, by identifier. @default none */
  readonly complements?: ReadonlyMap<string, string>;
}

/** @default of `DiagramOptions.nodeLimit` */
export const DIAGRAM_NODE_LIMIT = 5_000_000;

/**
 * The failure of a goal as a function of the elements. Its size is exponential in the number of elements at worst, and
 * near linear for most systems.
 * @throws DiagramTooLarge
 */
export function failureDiagram(graph: FaultGraph, goal: string, options: DiagramOptions = {}): FailureDiagram {
  const complements = options.complements ?? new Map<string, string>();
  const top = graph.goal(goal);
  // A complement's failure is another element's working: single points mean nothing then.
  const { graph: simpler, cone } = complements.size > 0 ? { graph, cone: coneOf(graph, top) } : simplified(graph, top);
  return inGoodOrder(simpler, cone, options.nodeLimit ?? DIAGRAM_NODE_LIMIT, (order, nodeLimit) => {
    return diagramOf(simpler, cone, new Variables(simpler, order, complements), new Bdd(nodeLimit));
  });
}

function diagramOf(graph: FaultGraph, cone: Cone, variables: Variables, bdd: Bdd): FailureDiagram {
  const root = failureOf(graph, cone, {
    never: Bdd.FALSE,
    always: Bdd.TRUE,
    element: (element) => {
      const level = variables.levels[element]!;
      return variables.inverted[element] ? bdd.node(level, Bdd.TRUE, Bdd.FALSE) : bdd.node(level, Bdd.FALSE, Bdd.TRUE);
    },
    or: (f, g) => bdd.or(f, g),
    and: (f, g) => bdd.and(f, g),
    level: (f) => bdd.table.levels[f]!,
  });
  return { bdd, root, elements: variables.elements };
}

/** The level of each element; an element and its complement share one. */
class Variables {
  readonly elements: number[] = [];
  readonly levels: Int32Array;
  readonly inverted: Uint8Array;

  constructor(graph: FaultGraph, order: readonly number[], complements: ReadonlyMap<string, string>) {
    this.levels = new Int32Array(graph.elementCount).fill(-1);
    this.inverted = new Uint8Array(graph.elementCount);
    for (const element of order) {
      const opposite = complements.size > 0 ? complements.get(graph.id(element)) : undefined;
      const owner = opposite === undefined ? element : graph.node(opposite);
      if (this.levels[owner] === -1) this.levels[owner] = this.elements.push(owner) - 1;
      this.levels[element] = this.levels[owner]!;
      this.inverted[element] = owner === element ? 0 : 1;
    }
  }
}
