import type { FaultGraph } from '../fault-graph';
import type { Cone } from './cone';
import { Losses } from './losses';
import { SCENARIOS } from './scenarios';
import { SuccessSets } from './success-sets';

/** More rounds of narrowing hardly pay: what is left then is decided 32 at a time. */
const ROUNDS = 12;

/** So few candidates are decided faster than narrowed. */
const FEW = 512;

/** Which nodes to look at. */
export type Candidates = 'elements' | 'elements and gates';

/**
 * All nodes whose failure alone makes a goal fail, exactly, in ascending order; see `orderOne` for how.
 * @param works by node, whether it works while nothing has failed (`working`); the goal must
 */
export function singlePoints(graph: FaultGraph, cone: Cone, works: Uint8Array, candidates: Candidates): number[] {
  const points = new Uint8Array(graph.nodeCount);
  const confirmed = indispensable(graph, cone, works, points);
  const open = narrow(
    new SuccessSets(graph, cone, works),
    points,
    candidates === 'elements' ? graph.elementCount : graph.nodeCount,
  );
  const found = confirmed.concat(decide(new Losses(graph, cone, works), points, open));
  const wanted = candidates === 'elements' ? found.filter((node) => node < graph.elementCount) : found;
  return [...Int32Array.from(wanted).sort()];
}

/** Nodes that the goal cannot do without since every gate between needs all of its inputs that work at all; marks them. */
function indispensable(graph: FaultGraph, cone: Cone, works: Uint8Array, points: Uint8Array): number[] {
  const { elementCount, inputs, thresholds } = graph;
  const found = [cone.goal];
  points[cone.goal] = 1;
  for (let next = 0; next < found.length; next++) {
    const gate = found[next]! - elementCount;
    if (gate < 0) continue;
    let usable = 0;
    for (let i = inputs.starts[gate]!; i < inputs.starts[gate + 1]!; i++) usable += works[inputs.items[i]!]!;
    if (usable !== thresholds[gate]) continue;
    for (let i = inputs.starts[gate]!; i < inputs.starts[gate + 1]!; i++) {
      const input = inputs.items[i]!;
      if (!works[input] || points[input]) continue;
      points[input] = 1;
      found.push(input);
    }
  }
  return found;
}

/** Nodes below `end`, besides those confirmed, that a number of different success sets have in common. */
function narrow(sets: SuccessSets, points: Uint8Array, end: number): number[] {
  let open = sets.find().filter((node) => node < end && !points[node]);
  sets.prices.fill(0);
  for (let round = 1; round < ROUNDS && open.length > FEW; round++) {
    for (const node of open) sets.prices[node] = 1;
    sets.find();
    for (const node of open) sets.prices[node] = 0;
    const left = open.filter((node) => sets.has(node));
    const shrunk = left.length < 0.5 * open.length;
    open = left;
    if (!shrunk) break;
  }
  return open;
}

/** Those of the candidates that fail the goal alone; marks them, too. */
function decide(losses: Losses, points: Uint8Array, candidates: readonly number[]): number[] {
  const found: number[] = [];
  for (let first = 0; first < candidates.length; first += SCENARIOS) {
    const batch = candidates.slice(first, first + SCENARIOS);
    const fatal = losses.fatal(batch, points);
    for (const [scenario, node] of batch.entries()) {
      if (!((fatal >>> scenario) & 1)) continue;
      found.push(node);
      points[node] = 1;
    }
  }
  return found;
}
