import type { FaultGraph } from '../fault-graph';
import type { Cone } from './cone';
import { DiagramTooLarge } from './node-table';
import { sortFew } from './sort-few';

/** So few nodes are made faster than a graph is judged by its looks. */
const TRIAL = 1024;

/** With more elements, a diagram breadth-first hardly ever stays within the trial, and the trial is time lost. */
export const FEW_ELEMENTS = 48;

/**
 * What `build` makes with an order of the cone's elements that keeps its diagram small. No order suits every graph: by
 * distance from the goal some diagrams are ten times smaller than depth-first, and others ten times larger. So where there
 * are few elements, the former is tried within a few nodes; the latter gets all of them.
 * @throws DiagramTooLarge where `build` does with the whole limit
 */
export function inGoodOrder<T>(
  graph: FaultGraph,
  cone: Cone,
  nodeLimit: number,
  build: (elements: readonly number[], nodeLimit: number) => T,
): T {
  if (cone.elements.length <= FEW_ELEMENTS) {
    try {
      return build(breadthFirst(graph, cone), Math.min(TRIAL, nodeLimit));
    } catch (error) {
      if (!(error instanceof DiagramTooLarge)) throw error;
    }
  }
  return build(depthFirst(graph, cone), nodeLimit);
}

/** The cone's elements by their distance from the goal, those of one gate together. O(inputs of the cone). */
function breadthFirst(graph: FaultGraph, cone: Cone): number[] {
  const { elementCount, inputs } = graph;
  const met = new Uint8Array(graph.nodeCount);
  const queue = [cone.goal];
  met[cone.goal] = 1;
  for (const node of queue) {
    if (node < elementCount) continue;
    const gate = node - elementCount;
    for (let i = inputs.starts[gate]!; i < inputs.starts[gate + 1]!; i++) {
      const input = inputs.items[i]!;
      if (met[input]) continue;
      met[input] = 1;
      queue.push(input);
    }
  }
  return queue.filter((node) => node < elementCount);
}

/**
 * An order of a cone's elements that tends to keep decision diagrams small: depth-first from the goal, at each gate the
 * inputs with the shallowest part below them first, and among those the ones that most gates share. Any order is right.
 * O(inputs of the cone · log of the inputs of a gate).
 */
function depthFirst(graph: FaultGraph, cone: Cone): number[] {
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
    const start = inputs.starts[node - elementCount]!;
    const row: number[] = [];
    // The last one pushed is visited first.
    for (let i = inputs.starts[node - elementCount + 1]! - 1; i >= start; i--) {
      if (!met[inputs.items[i]!]) row.push(inputs.items[i]!);
    }
    sortFew(row, (a, b) => depths[b]! - depths[a]! || uses[a]! - uses[b]!);
    for (let i = 0; i < row.length; i++) pending.push(row[i]!);
  }
  return order;
}
