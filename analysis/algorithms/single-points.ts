// biome-ignore-all lint/style/noNonNullAssertion: indices are within their arrays by construction
import type { FaultGraph } from '../fault-graph';
import type { Cone } from './cone';
import { SCENARIOS, Scenarios } from './scenarios';
import { SuccessSets } from './success-sets';

/** More rounds of narrowing hardly pay: what is left then is decided 32 at a time. */
const ROUNDS = 12;

/** Which nodes to look at. */
export type Candidates = 'elements' | 'elements and gates';

/**
 * All nodes whose failure alone makes a goal fail, exactly, in ascending order; see `orderOne` for how.
 * @param works by node, whether it works while nothing has failed (`working`); the goal must
 */
export function singlePoints(graph: FaultGraph, cone: Cone, works: Uint8Array, candidates: Candidates): number[] {
  const confirmed = indispensable(graph, cone, works);
  const sets = new SuccessSets(graph, cone, works);
  const open = narrow(sets, confirmed, candidates === 'elements' ? graph.elementCount : graph.nodeCount);
  const found = [...confirmed, ...decide(graph, cone, open)];
  return (candidates === 'elements' ? found.filter((node) => node < graph.elementCount) : found).sort((a, b) => a - b);
}

/** Nodes that the goal cannot do without since every gate between needs all of its inputs that work at all. */
function indispensable(graph: FaultGraph, cone: Cone, works: Uint8Array): Set<number> {
  const { elementCount, inputs, thresholds } = graph;
  const found = new Set([cone.goal]);
  // A set iterates over what is added meanwhile, too.
  for (const node of found) {
    if (node < elementCount) continue;
    const gate = node - elementCount;
    let usable = 0;
    for (let i = inputs.starts[gate]!; i < inputs.starts[gate + 1]!; i++) usable += works[inputs.items[i]!]!;
    if (usable !== thresholds[gate]) continue;
    for (let i = inputs.starts[gate]!; i < inputs.starts[gate + 1]!; i++) {
      if (works[inputs.items[i]!]) found.add(inputs.items[i]!);
    }
  }
  return found;
}

/** Nodes below `end`, besides those confirmed, that a number of different success sets have in common. */
function narrow(sets: SuccessSets, confirmed: ReadonlySet<number>, end: number): number[] {
  let open = sets.find().filter((node) => node < end && !confirmed.has(node));
  sets.prices.fill(0);
  for (let round = 1; round < ROUNDS && open.length > SCENARIOS; round++) {
    for (const node of open) sets.prices[node] = 1;
    const other = new Set(sets.find());
    for (const node of open) sets.prices[node] = 0;
    const left = open.filter((node) => other.has(node));
    const shrunk = left.length < 0.9 * open.length;
    open = left;
    if (!shrunk) break;
  }
  return open;
}

/** Those of the candidates that fail the goal alone. */
function decide(graph: FaultGraph, cone: Cone, candidates: readonly number[]): number[] {
  if (candidates.length === 0) return [];
  const scenarios = new Scenarios(graph, cone);
  const found: number[] = [];
  for (let first = 0; first < candidates.length; first += SCENARIOS) {
    const batch = candidates.slice(first, first + SCENARIOS);
    for (const [scenario, node] of batch.entries()) fail(scenarios, node, 1 << scenario);
    const word = scenarios.evaluate();
    for (const [scenario, node] of batch.entries()) {
      if (!((word >>> scenario) & 1)) found.push(node);
      fail(scenarios, node, 0);
    }
  }
  return found;
}

function fail(scenarios: Scenarios, node: number, mask: number): void {
  if (scenarios.graph.isElement(node)) scenarios.words[node] = ~mask;
  else scenarios.forced[node] = mask;
}
