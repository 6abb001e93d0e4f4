import type { FaultGraph } from '../fault-graph';
import type { FailureDiagram } from './failure-diagram';
import { type Unavailabilities, unavailabilitiesOf } from './unavailability';

/**
 * The exact probability that the goal fails, when the elements fail independently of each other. What several parts share
 * (a zone) is counted once. O(nodes of the diagram); sums of positive terms only, so that small results keep their digits.
 */
export function failureProbability(graph: FaultGraph, diagram: FailureDiagram, given: Unavailabilities): number {
  return nodeProbabilities(diagram, unavailabilitiesOf(graph, diagram.elements, given))[diagram.root]!;
}

/** By node of the diagram: the probability that its function is true. @param unavailabilities by level */
export function nodeProbabilities({ bdd, root }: FailureDiagram, unavailabilities: Float64Array): Float64Array {
  const { levels, lows, highs } = bdd.table;
  const probabilities = new Float64Array(Math.max(2, root + 1));
  probabilities[1] = 1;
  for (let node = 2; node <= root; node++) {
    const down = unavailabilities[levels[node]!]!;
    probabilities[node] = down * probabilities[highs[node]!]! + (1 - down) * probabilities[lows[node]!]!;
  }
  return probabilities;
}
