import type { FaultGraph } from '../fault-graph';
import { type Cone, coneOf } from './cone';
import { SCENARIOS, Scenarios } from './scenarios';
import { SuccessSets } from './success-sets';
import { working } from './working';

/** More rounds of narrowing hardly pay: what is left then is decided 32 at a time. */
const ROUNDS = 12;

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
  const needed = indispensable(graph, cone, works);
  const confirmed = needed.filter((node) => node < graph.elementCount);
  const open = narrow(graph, cone, works, new Set(confirmed));
  const elements = [...confirmed, ...decide(graph, cone, open)].sort((a, b) => a - b);
  return { failsFromStart: false, elements: elements.map((element) => graph.id(element)) };
}

/** Nodes that the goal cannot do without since every gate between needs all of its inputs that work at all. */
function indispensable(graph: FaultGraph, cone: Cone, works: Uint8Array): number[] {
  const { elementCount, inputs, thresholds } = graph;
  const found = [cone.goal];
  const met = new Set(found);
  for (let next = 0; next < found.length; next++) {
    const gate = found[next]! - elementCount;
    if (gate < 0) continue;
    const usable = inputs.items.subarray(inputs.starts[gate]!, inputs.starts[gate + 1]!).filter((i) => works[i]);
    if (usable.length !== thresholds[gate]) continue;
    for (const input of usable) {
      if (!met.has(input)) found.push(input);
      met.add(input);
    }
  }
  return found;
}

/** Candidates besides those confirmed: the elements that a number of different success sets have in common. */
function narrow(graph: FaultGraph, cone: Cone, works: Uint8Array, confirmed: ReadonlySet<number>): number[] {
  const sets = new SuccessSets(graph, cone, works);
  let open = sets.find().filter((element) => !confirmed.has(element));
  sets.prices.fill(0);
  for (let round = 1; round < ROUNDS && open.length > SCENARIOS; round++) {
    for (const element of open) sets.prices[element] = 1;
    const other = new Set(sets.find());
    const left = open.filter((element) => other.has(element));
    for (const element of open) sets.prices[element] = 0;
    const shrunk = left.length < 0.9 * open.length;
    open = left;
    if (!shrunk) break;
  }
  return open;
}

/** Those of the candidates that fail the goal alone. */
function decide(graph: FaultGraph, cone: Cone, candidates: readonly number[]): number[] {
  const scenarios = new Scenarios(graph, cone);
  const found: number[] = [];
  for (let first = 0; first < candidates.length; first += SCENARIOS) {
    const batch = candidates.slice(first, first + SCENARIOS);
    batch.forEach((element, scenario) => (scenarios.words[element] = ~(1 << scenario)));
    const word = scenarios.evaluate();
    batch.forEach((element, scenario) => {
      if (!((word >>> scenario) & 1)) found.push(element);
      scenarios.words[element] = -1;
    });
  }
  return found;
}
