import type { FaultGraph } from '../fault-graph';
import type { Cone } from './cone';
import { Losses } from './losses';
import { PathSets } from './path-sets';
import { SCENARIOS } from './scenarios';

/** More rounds of narrowing hardly pay: what is left then is decided 32 at a time. */
const ROUNDS = 12;

/** So few candidates are decided faster than narrowed. */
const FEW = 4096;

/** Which nodes to look at. */
export type Candidates = 'elements' | 'elements and gates';

/**
 * All nodes whose failure alone makes a goal fail, exactly, in ascending order; see `orderOne` for how.
 * @param works by node, whether it works while nothing has failed (`working`); the goal must
 */
export function singlePoints(graph: FaultGraph, cone: Cone, works: Uint8Array, candidates: Candidates): number[] {
  const points = new Uint8Array(graph.nodeCount);
  const spare = spareInputs(graph, cone, works);
  const confirmed = indispensable(graph, cone, works, spare, points);
  const end = candidates === 'elements' ? graph.elementCount : graph.nodeCount;
  const undecided = notHarmless(graph, cone, works, spare, points).filter((node) => node < end);
  const open = undecided.length > FEW ? narrow(new PathSets(graph, cone, works), undecided) : undecided;
  const found = confirmed.concat(open.length > 0 ? decide(new Losses(graph, cone, works), points, open) : []);
  return [...Int32Array.from(found.filter((node) => node < end)).sort()];
}

/** By gate of the cone: how many of its working inputs it can do without; below 0 where it doesn't work. */
function spareInputs(graph: FaultGraph, cone: Cone, works: Uint8Array): Int32Array {
  const { elementCount, inputs, thresholds } = graph;
  const spare = new Int32Array(graph.gateCount).fill(-1);
  for (const node of cone.gates) {
    const gate = node - elementCount;
    let usable = 0;
    for (let i = inputs.starts[gate]!; i < inputs.starts[gate + 1]!; i++) usable += works[inputs.items[i]!]!;
    spare[gate] = usable - thresholds[gate]!;
  }
  return spare;
}

/** Nodes that the goal cannot do without since every gate between needs all of its inputs that work at all; marks them. */
function indispensable(
  { elementCount, inputs }: FaultGraph,
  cone: Cone,
  works: Uint8Array,
  spare: Int32Array,
  points: Uint8Array,
): number[] {
  const found = [cone.goal];
  points[cone.goal] = 1;
  for (let next = 0; next < found.length; next++) {
    const gate = found[next]! - elementCount;
    if (gate < 0 || spare[gate] !== 0) continue;
    for (let i = inputs.starts[gate]!; i < inputs.starts[gate + 1]!; i++) {
      const input = inputs.items[i]!;
      if (!works[input] || points[input]) continue;
      points[input] = 1;
      found.push(input);
    }
  }
  return found;
}

/**
 * The working nodes of a cone that are neither marked points nor harmless at sight. A node is harmless where each gate that
 * uses it can spare it, for then no gate fails with it; and where one gate alone uses it that is harmless itself. (Not where
 * one of these gates is in a cycle: what it could fall back on may hang on the node as well.) O(inputs of the cone).
 */
function notHarmless(
  graph: FaultGraph,
  cone: Cone,
  works: Uint8Array,
  spare: Int32Array,
  points: Uint8Array,
): number[] {
  const { elementCount, consumers } = graph;
  const { starts, items } = consumers;
  const inCycle = new Uint8Array(graph.gateCount);
  for (let component = 0; component < cone.cyclic.length; component++) {
    if (!cone.cyclic[component]) continue;
    for (let i = cone.starts[component]!; i < cone.starts[component + 1]!; i++) {
      inCycle[cone.gates[i]! - elementCount] = 1;
    }
  }
  const harmless = new Uint8Array(graph.nodeCount);
  const isHarmless = (node: number): boolean => {
    let users = 0;
    let failing = -1;
    for (let i = starts[node]!; i < starts[node + 1]!; i++) {
      const gate = items[i]! - elementCount;
      // Outside of the cone, or not working anyway.
      if (spare[gate]! < 0) continue;
      if (inCycle[gate]) return false;
      users++;
      if (spare[gate]! > 0) continue;
      failing = items[i]!;
    }
    return failing < 0 || (users === 1 && harmless[failing] === 1);
  };
  const left: number[] = [];
  const look = (node: number): void => {
    if (points[node] || !works[node]) return;
    if (isHarmless(node)) harmless[node] = 1;
    else left.push(node);
  };
  // What uses a gate comes after it in the cone.
  for (let i = cone.gates.length - 1; i >= 0; i--) look(cone.gates[i]!);
  for (const element of cone.elements) look(element);
  return left;
}

/** Those of the candidates that a number of different path sets have in common. */
function narrow(sets: PathSets, candidates: readonly number[]): number[] {
  sets.find();
  let open = candidates.filter((node) => sets.has(node));
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
