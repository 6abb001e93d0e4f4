import type { FaultGraph } from '../fault-graph';
import { coneOf } from './cone';
import { singlePoints } from './single-points';
import { working } from './working';

/** What the loss of one element does to a goal. */
export interface OrderOne {
  /** The goal fails with every element up: something in the graph can't start. There are no single points then. */
  readonly failsFromStart: boolean;
  /** The single points of failure: every element that fails the goal alone, in the order of the graph's elements. */
  readonly elements: readonly string[];
}

/**
 * All single points of failure of a goal, exactly.
 *
 * What every gate on a way to the goal needs is confirmed, and what each gate that uses it can spare is set aside. Of what is
 * left, a single point is in every set of elements that suffices for the goal: where much is left, what a few cheap
 * path sets have in common is kept. The rest is failed for certain, 32 at a time.
 *
 * O(nodes + inputs) for each of at most 12 path sets, and for each 32 nodes left O(what their loss reaches) (with
 * cycles, see `Scenarios`).
 */
export function orderOne(graph: FaultGraph, goal: string): OrderOne {
  const cone = coneOf(graph, graph.goal(goal));
  const works = working(graph);
  if (!works[cone.goal]) return { failsFromStart: true, elements: [] };
  const elements = singlePoints(graph, cone, works, 'elements').map((element) => graph.id(element));
  return { failsFromStart: false, elements };
}
