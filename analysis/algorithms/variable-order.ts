import type { FaultGraph } from '../fault-graph';
import type { Cone } from './cone';

/**
 * An order of a cone's elements that tends to keep decision diagrams small: depth-first from the goal, at each gate the
 * inputs with the shallowest part below them first, and among those the ones that most gates share. Any order is right.
 * O(inputs of the cone · log of the inputs of a gate).
 */
export function variableOrder(graph: FaultGraph, cone: Cone): number[] {
  const { elementCount, inputs } = graph;
  const depths = new Int32Array(graph.nodeCount);
  const uses = new Int32Array(graph.nodeCount);
  for (const node of cone.gates) {
    const gate = node - elementCount;
    for (let i = inputs.starts[gate]!; i < inputs.starts[gate + 1]!; i++) {
      const input = inputs.items[i]!;
      uses[input]!++;
      if (depths[input]! >= depths[node]!) depths[node] = depths[input]! + 1;
    }
  }
  const order: number[] = [];
  const met = new Uint8Array(graph.nodeCount);
  const pending = [cone.goal];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (met[node]) continue;
    met[node] = 1;
    if (node < elementCount) {
      order.push(node);
      continue;
    }
    const row = inputs.items.slice(inputs.starts[node - elementCount]!, inputs.starts[node - elementCount + 1]!);
    // The last one pushed is visited first.
    row.reverse().sort((a, b) => depths[b]! - depths[a]! || uses[a]! - uses[b]!);
    for (const input of row) if (!met[input]) pending.push(input);
  }
  return order;
}
