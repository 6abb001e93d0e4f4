import { FaultGraphBuilder } from '../builder';
import type { FaultGraph } from '../fault-graph';

/**
 * The same graph without at-least-k gates, for analysers that don't have them or get them wrong (SCRAM 0.16.2 does, where
 * two inputs of one turn out to be the same). A gate of n inputs, of which k suffice, becomes up to 2kn gates: "at least k
 * from input i on" is "input i and at least k − 1 of the rest, or at least k of the rest".
 */
export function andOrOnly(graph: FaultGraph): FaultGraph {
  const builder = new FaultGraphBuilder();
  for (let element = 0; element < graph.elementCount; element++) builder.element(graph.id(element));
  for (let gate = 0; gate < graph.gateCount; gate++) {
    const row = graph.inputs.items.subarray(graph.inputs.starts[gate]!, graph.inputs.starts[gate + 1]!);
    const inputs = Array.from(row, (input) => graph.id(input));
    expand(builder, graph.id(graph.elementCount + gate), graph.thresholds[gate]!, inputs);
  }
  for (const [name, node] of graph.goals) builder.goal(name, graph.id(node));
  return builder.build();
}

function expand(builder: FaultGraphBuilder, id: string, atLeast: number, inputs: readonly string[]): void {
  const made = new Set<string>();
  const define = (name: string, needed: number, from: number): string => {
    if (made.has(name)) return name;
    made.add(name);
    const left = inputs.length - from;
    if (needed <= 1 || needed >= left) {
      builder.gate(name, needed, inputs.slice(from));
      return name;
    }
    const rest = (count: number): string => define(`${id}/${count} from ${from + 2}`, count, from + 1);
    builder.all(`${name}/with`, [inputs[from]!, rest(needed - 1)]);
    builder.any(name, [`${name}/with`, rest(needed)]);
    return name;
  };
  define(id, atLeast, 0);
}
