import type { FaultGraph } from '../fault-graph';
import { componentsOf, coneOf } from './cone';
import { singlePoints } from './single-points';
import { working } from './working';

/** A graph, and the node in it that decides the question. */
export interface Reduced {
  readonly graph: FaultGraph;
  readonly goal: number;
}

/**
 * A graph that fails for exactly the same sets of elements, but is easier to take apart.
 *
 * Take all single points of the goal, gates included. The goal fails exactly if one of them fails by itself, while those
 * it depends on work: if any has failed, the lowest of them has. So each single point is looked at with the others below
 * it taken as working, and the goal becomes "all of these". What a thousand services share is then seen once, instead of
 * in each. (In a cycle "lowest" means nothing: there single points keep their inputs.) Inputs that never work are dropped.
 * O(`singlePoints` + inputs).
 */
export function reduced(graph: FaultGraph, goal: number): Reduced {
  const works = working(graph);
  if (graph.isElement(goal) || !works[goal]) return { graph, goal };
  const cone = coneOf(graph, goal);
  const points = singlePoints(graph, cone, works, 'elements and gates');
  const isPoint = new Uint8Array(graph.nodeCount);
  for (const point of points) isPoint[point] = 1;
  const components = componentsOf(graph, cone);
  const thresholds = new Int32Array(graph.gateCount + 1);
  const starts = new Int32Array(graph.gateCount + 2);
  const items: number[] = [];
  for (let gate = 0; gate < graph.gateCount; gate++) {
    const node = graph.elementCount + gate;
    let needed = graph.thresholds[gate]!;
    for (let i = graph.inputs.starts[gate]!; i < graph.inputs.starts[gate + 1]!; i++) {
      const input = graph.inputs.items[i]!;
      if (!works[input]) continue;
      if (isPoint[input] && components[input] !== components[node]) needed--;
      else items.push(input);
    }
    thresholds[gate] = Math.max(0, needed);
    starts[gate + 1] = items.length;
  }
  for (const point of points) items.push(point);
  thresholds[graph.gateCount] = points.length;
  starts[graph.gateCount + 1] = items.length;
  const inputs = { starts, items: Int32Array.from(items) };
  return { graph: graph.rewired(thresholds, inputs), goal: graph.nodeCount };
}
