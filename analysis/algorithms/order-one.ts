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
 * A single point of failure is in every set of elements that suffices for the goal. So: take a cheap success set, price
 * its elements up, take another, and keep what both contain, until that stops shrinking. What is left is confirmed where
 * every gate on a way to the goal needs all of its inputs, and otherwise by failing it, 32 elements in one evaluation.
 *
 * O(nodes + inputs) for each of at most 12 rounds, and O(inputs of the cone) for each 32 elements left to decide (with
 * cycles, see `Scenarios`).
 */
export function orderOne(graph: FaultGraph, goal: string): OrderOne {
  const cone = coneOf(graph, graph.goal(goal));
  const works = working(graph);
  if (!works[cone.goal]) return { failsFromStart: true, elements: [] };
  const elements = singlePoints(graph, cone, works, 'elements').map((element) => graph.id(element));
  return { failsFromStart: false, elements };
}
