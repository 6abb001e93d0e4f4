import type { FaultGraph } from '../fault-graph';

/**
 * Which nodes work when the given elements have failed: 1 by node where it works. The least fixed point: working spreads
 * from the elements, and a gate joins as soon as enough of its inputs have.
 *
 * O(nodes + inputs).
 * @param failed elements, as nodes of the graph
 */
export function working(graph: FaultGraph, failed: Iterable<number> = []): Uint8Array {
  const { elementCount, nodeCount, thresholds, consumers } = graph;
  const works = new Uint8Array(nodeCount);
  works.fill(1, 0, elementCount);
  for (const element of failed) works[element] = 0;
  const missing = thresholds.slice();
  const queue = new Int32Array(nodeCount);
  let queued = 0;
  for (let element = 0; element < elementCount; element++) if (works[element]) queue[queued++] = element;
  for (let gate = 0; gate < missing.length; gate++) {
    if (missing[gate] !== 0) continue;
    works[elementCount + gate] = 1;
    queue[queued++] = elementCount + gate;
  }
  for (let next = 0; next < queued; next++) {
    const node = queue[next]!;
    for (let i = consumers.starts[node]!; i < consumers.starts[node + 1]!; i++) {
      const consumer = consumers.items[i]!;
      if (--missing[consumer - elementCount]! !== 0) continue;
      works[consumer] = 1;
      queue[queued++] = consumer;
    }
  }
  return works;
}
