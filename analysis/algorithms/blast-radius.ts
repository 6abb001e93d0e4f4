import type { FaultGraph } from '../fault-graph';
import { working } from './working';

/** What no longer works after a loss. */
export interface BlastRadius {
  /** Gates (nodes, services) that worked before and don't any more, in the order of the graph. */
  readonly gates: readonly string[];
  /** Goals that worked before and don't any more, in the order of the graph. */
  readonly goals: readonly string[];
}

/** What the loss of elements takes along. O(nodes + inputs). @param before what works while nothing has failed (`working`) */
export function blastRadius(graph: FaultGraph, lost: Iterable<string>, before = working(graph)): BlastRadius {
  const after = working(
    graph,
    [...lost].map((id) => graph.element(id)),
  );
  const gates: string[] = [];
  for (let node = graph.elementCount; node < graph.nodeCount; node++) {
    if (before[node] && !after[node]) gates.push(graph.id(node));
  }
  const goals = [...graph.goals].filter(([, node]) => before[node] && !after[node]).map(([name]) => name);
  return { gates, goals };
}
