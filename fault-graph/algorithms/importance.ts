import type { FaultGraph } from '../fault-graph';
import type { FailureDiagram } from './failure-diagram';
import { nodeProbabilities } from './probability';
import { type Unavailabilities, unavailabilitiesOf } from './unavailability';

/** How much an element matters for the probability that a goal fails. */
export interface Importance {
  readonly element: string;
  /** Birnbaum's (marginal) importance: P(goal fails | element down) − P(goal fails | element up). */
  readonly birnbaum: number;
  /** Share of the goal's failure probability that would go if the element never failed (criticality; 0 to 1). */
  readonly criticality: number;
  /** P(element down | goal failed): Fussell and Vesely's diagnostic importance. */
  readonly diagnostic: number;
}

/**
 * The importance of every element that the goal depends on, in the order of the graph's elements. Of a goal that can't fail, all are 0.
 * O(nodes of the diagram) for all together: each node passes on the probability with which it is reached.
 */
export function importances(graph: FaultGraph, diagram: FailureDiagram, given: Unavailabilities): Importance[] {
  const unavailabilities = unavailabilitiesOf(graph, diagram.elements, given);
  const failing = nodeProbabilities(diagram, unavailabilities);
  const { levels, lows, highs } = diagram.bdd.table;
  const birnbaum = new Float64Array(diagram.elements.length);
  const reached = new Float64Array(failing.length);
  reached[diagram.root] = 1;
  for (let node = diagram.root; node > 1; node--) {
    const share = reached[node]!;
    if (share === 0) continue;
    const level = levels[node]!;
    const down = unavailabilities[level]!;
    birnbaum[level]! += share * (failing[highs[node]!]! - failing[lows[node]!]!);
    reached[highs[node]!]! += share * down;
    reached[lows[node]!]! += share * (1 - down);
  }
  const top = failing[diagram.root]!;
  return diagram.elements
    .map((element, level) => ({ element, level }))
    .sort((a, b) => a.element - b.element)
    .map(({ element, level }) => {
      const down = unavailabilities[level]!;
      const whenDown = top + (1 - down) * birnbaum[level]!;
      return {
        element: graph.id(element),
        birnbaum: birnbaum[level]!,
        criticality: top === 0 ? 0 : (down * birnbaum[level]!) / top,
        diagnostic: top === 0 ? 0 : (down * whenDown) / top,
      };
    });
}
