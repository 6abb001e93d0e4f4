import fc from 'fast-check';
import { coneOf } from '../../../fault-graph/algorithms/cone';
import { graphOf, plainGraphs } from '../random-graphs';

/** Gates that each gate reaches through its inputs. */
function reachable(gates: readonly { readonly inputs: readonly string[] }[]): Set<string>[] {
  return gates.map((gate) => {
    const met = new Set(gate.inputs);
    for (const id of met)
      if (id.startsWith('g')) for (const input of gates[Number(id.slice(1))]!.inputs) met.add(input);
    return met;
  });
}

it('holds what the goal depends on, inputs first, and gates together exactly if they depend on each other', () => {
  const property = fc.property(plainGraphs({ cycles: true }), (plain) => {
    const graph = graphOf(plain);
    const goal = `g${plain.gates.length - 1}`;
    const below = reachable(plain.gates);
    const cone = coneOf(graph, graph.goal('g'));
    const needed = [goal, ...below.at(-1)!];
    const inCone = [...cone.elements, ...cone.gates].map((node) => graph.id(node));
    expect(inCone.sort()).toEqual([...new Set(needed)].sort());
    const components = Array.from(cone.cyclic, (_, c) => {
      return [...cone.gates.subarray(cone.starts[c]!, cone.starts[c + 1]!)].map((node) => graph.id(node));
    });
    const of = (id: string): Set<string> => below[Number(id.slice(1))]!;
    components.forEach((component, c) => {
      expect(cone.cyclic[c]).toBe(component.some((id) => of(id).has(id)) ? 1 : 0);
      for (const one of component) {
        for (const other of component) if (one !== other) expect(of(one).has(other) && of(other).has(one)).toBe(true);
        for (const later of components.slice(c + 1).flat()) expect(of(one).has(later)).toBe(false);
      }
    });
  });
  fc.assert(property, { numRuns: 1000 });
});
