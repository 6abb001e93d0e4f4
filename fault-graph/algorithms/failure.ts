import type { FaultGraph } from '../fault-graph';
import type { Cone } from './cone';
import { sortFew } from './sort-few';

/** Functions of which elements have failed, by number: equal functions have equal numbers. */
export interface FailureAlgebra {
  readonly never: number;
  readonly always: number;
  /** Fails when this element (a node of the graph) has failed. */
  element(element: number): number;
  or(f: number, g: number): number;
  and(f: number, g: number): number;
  /** Place in the variable order of the first element that a function looks at; a large number where there is none. */
  level(f: number): number;
}

/**
 * How the goal of a cone fails, in the given algebra. A gate with n inputs, of which k suffice, fails when at least
 * n − k + 1 of them do. Within a cycle all gates are failed to begin with and are worked out again until nothing changes:
 * the least fixed point of working.
 */
export function failureOf(graph: FaultGraph, cone: Cone, algebra: FailureAlgebra): number {
  const functions = new Int32Array(graph.nodeCount).fill(-1);
  const { elements, gates, starts, cyclic } = cone;
  for (let i = 0; i < elements.length; i++) functions[elements[i]!] = algebra.element(elements[i]!);
  for (let component = 0; component < cyclic.length; component++) {
    const start = starts[component]!;
    const end = starts[component + 1]!;
    for (let i = start; i < end; i++) functions[gates[i]!] = algebra.always;
    let changed = true;
    while (changed) {
      changed = false;
      for (let i = start; i < end; i++) {
        const gate = gates[i]!;
        const failure = gateFailure(graph, gate, functions, algebra);
        changed ||= failure !== functions[gate];
        functions[gate] = failure;
      }
      if (!cyclic[component]) break;
    }
  }
  return functions[cone.goal]!;
}

function gateFailure(graph: FaultGraph, node: number, functions: Int32Array, algebra: FailureAlgebra): number {
  const gate = node - graph.elementCount;
  const { starts, items } = graph.inputs;
  const start = starts[gate]!;
  const count = starts[gate + 1]! - start;
  const failures = count - graph.thresholds[gate]! + 1;
  if (failures <= 0) return algebra.always;
  if (failures > count) return algebra.never;
  const operands = new Array<number>(count);
  for (let i = 0; i < count; i++) operands[i] = functions[items[start + i]!]!;
  // By place in the variable order: what is joined first then lies close together.
  sortFew(operands, (f, g) => algebra.level(g) - algebra.level(f));
  if (failures === 1) return joined(operands, algebra.never, algebra.or);
  if (failures === operands.length) return joined(operands, algebra.always, algebra.and);
  return atLeast(operands, failures, algebra);
}

/**
 * Joins neighbours, then the results, and so on: a large one is not walked through again for each small one. Uses the list
 * of operands for the results.
 */
function joined(operands: number[], none: number, join: (f: number, g: number) => number): number {
  let count = operands.length;
  while (count > 1) {
    let pairs = 0;
    for (let i = 0; i + 1 < count; i += 2) operands[pairs++] = join(operands[i]!, operands[i + 1]!);
    if (count % 2 === 1) operands[pairs++] = operands[count - 1]!;
    count = pairs;
  }
  return operands[0] ?? none;
}

/** At least `count` of the operands: counts[c] is "at least c of those seen so far". */
function atLeast(operands: readonly number[], count: number, algebra: FailureAlgebra): number {
  const counts = [algebra.always, ...Array.from({ length: count }, () => algebra.never)];
  operands.forEach((operand, seen) => {
    // Fewer than count − (operands to come) can't lead to the result any more.
    for (let c = Math.min(count, seen + 1); c >= Math.max(1, count - (operands.length - seen - 1)); c--) {
      counts[c] = algebra.or(counts[c]!, algebra.and(counts[c - 1]!, operand));
    }
  });
  return counts[count]!;
}
