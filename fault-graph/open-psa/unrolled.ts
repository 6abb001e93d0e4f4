import { type Cone, coneOf } from '../algorithms/cone';
import type { FaultGraph } from '../fault-graph';

/** A gate without cycles below it: it fails when at least `failures` of its inputs have failed. */
export interface UnrolledGate {
  /** The gate of the graph, as a node. */
  readonly node: number;
  /** 0 for the gate itself; in a cycle, how many rounds before the end this copy of it stands for. */
  readonly round: number;
  readonly failures: number;
  readonly inputs: readonly UnrolledInput[];
}

/** An element (round 0) or a gate's copy. */
export interface UnrolledInput {
  readonly node: number;
  readonly round: number;
}

/**
 * The gates of a cone with cycles unrolled, for formats that have none; inputs come first. In a cycle of n gates all start
 * as failed, and n rounds of working them out again reach the least fixed point; a gate of round r uses those of round
 * r + 1. Gates that have failed for certain in the first rounds are left out.
 * O(inputs), times the gates of a cycle within it.
 */
export function unrolled(graph: FaultGraph, goal: number): UnrolledGate[] {
  const cone = coneOf(graph, goal);
  const gates: UnrolledGate[] = [];
  for (let component = 0; component < cone.cyclic.length; component++) {
    if (cone.cyclic[component]) unrollCycle(graph, cone, component, gates);
    else gates.push(gateOf(graph, cone.gates[cone.starts[component]!]!, 0, (input) => ({ node: input, round: 0 })));
  }
  return gates;
}

/** How an input of a gate is written; undefined where it has failed for certain. */
type Resolve = (input: number) => UnrolledInput | undefined;

function gateOf(graph: FaultGraph, node: number, round: number, resolve: Resolve): UnrolledGate {
  const gate = node - graph.elementCount;
  const row = graph.inputs.items.subarray(graph.inputs.starts[gate]!, graph.inputs.starts[gate + 1]!);
  const inputs = Array.from(row, resolve).filter((input) => input !== undefined);
  const lost = row.length - inputs.length;
  return { node, round, inputs, failures: row.length - graph.thresholds[gate]! + 1 - lost };
}

function unrollCycle(graph: FaultGraph, cone: Cone, component: number, gates: UnrolledGate[]): void {
  const members = cone.gates.subarray(cone.starts[component]!, cone.starts[component + 1]!);
  const inside = new Set(members);
  let standing = new Set<number>();
  for (let round = members.length - 1; round >= 0; round--) {
    const next = new Set<number>();
    const before = standing;
    for (const node of members) {
      const gate = gateOf(graph, node, round, (input) => {
        if (!inside.has(input)) return { node: input, round: 0 };
        return before.has(input) ? { node: input, round: round + 1 } : undefined;
      });
      if (gate.failures > 0 || round === 0) gates.push(gate);
      if (gate.failures > 0) next.add(node);
    }
    standing = next;
  }
}
