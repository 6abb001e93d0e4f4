import type { FaultGraph } from '../fault-graph';
import { type Cone, coneOf } from './cone';

/** With fewer gates, a cone is taken apart faster than it is made simpler. */
const FEW_GATES = 256;

/** A graph that fails for the same sets of elements, and the cone that decides. */
export interface Simplified {
  readonly graph: FaultGraph;
  readonly cone: Cone;
}

/** The cone of a goal, made simpler where that pays (`reduced`). */
export function simplified(graph: FaultGraph, goal: number): Simplified {
  const cone = coneOf(graph, goal);
  if (cone.gates.length < FEW_GATES) return { graph, cone };
  // Loaded here, not above: it brings half of the algorithms along, and small models start faster without.
  const { reduced }: typeof import('./reduced') = require('./reduced');
  const simpler = reduced(graph, goal);
  return { graph: simpler.graph, cone: coneOf(simpler.graph, simpler.goal) };
}
