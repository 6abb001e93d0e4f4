import type { FaultGraph } from '../fault-graph';
import { working } from './working';

/**
 * Why a goal fails when the elements of a cut set are lost: for each of them the shortest chain of gates that carries the
 * loss to the goal, from the element to the goal's gate; every gate in it has failed. An element whose loss takes no part
 * in it (the cut set is not minimal) has an empty chain; so have all where the goal doesn't fail.
 * O(nodes + inputs).
 */
export function explanation(
  graph: FaultGraph,
  goal: string,
  cutSet: Iterable<string>,
): ReadonlyMap<string, readonly string[]> {
  const elements = [...cutSet].map((id) => graph.element(id));
  const works = working(graph, elements);
  const top = graph.goal(goal);
  // Breadth-first from the goal towards the elements, through what has failed.
  const towards = new Int32Array(graph.nodeCount).fill(-1);
  const queue = works[top] ? [] : [top];
  if (queue.length > 0) towards[top] = top;
  for (let next = 0; next < queue.length; next++) {
    const gate = queue[next]! - graph.elementCount;
    if (gate < 0) continue;
    for (let i = graph.inputs.starts[gate]!; i < graph.inputs.starts[gate + 1]!; i++) {
      const input = graph.inputs.items[i]!;
      if (works[input] || towards[input] !== -1) continue;
      towards[input] = queue[next]!;
      queue.push(input);
    }
  }
  return new Map(elements.map((element) => [graph.id(element), chain(graph, towards, element)]));
}

function chain(graph: FaultGraph, towards: Int32Array, element: number): string[] {
  if (towards[element] === -1) return [];
  const ids = [graph.id(element)];
  for (let node = element; towards[node] !== node; node = towards[node]!) ids.push(graph.id(towards[node]!));
  return ids;
}
