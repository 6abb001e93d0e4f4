import { BlastRadii } from '../fault-graph/algorithms/blast-radius';
import type { FaultGraph } from '../fault-graph/fault-graph';
import type { SiteMeaning } from './site-meaning';

/** What one element's loss takes with it. */
export interface ElementLoss {
  /** Goals that fail. */
  readonly goals: readonly string[];
  /** Services that fail. */
  readonly services: readonly string[];
  /** Services that go on with fewer members. */
  readonly degraded: readonly string[];
  /** Other elements that stop with it: the nodes of a zone. */
  readonly elements: readonly string[];
}

/** What the loss of each element takes with it; of all that any goal depends on. */
export function losses(site: SiteMeaning, graph: FaultGraph): readonly ({ readonly element: string } & ElementLoss)[] {
  const radii = new BlastRadii(graph);
  const used = usedElements(graph);
  return [...site.elements.keys()]
    .filter((id) => used.has(graph.node(id)))
    .map((element) => ({ element, ...lossOf(site, radii, element) }));
}

function lossOf(site: SiteMeaning, radii: BlastRadii, element: string): ElementLoss {
  const { gates, goals } = radii.of([element]);
  const meanings = gates.flatMap((id) => site.meanings.get(id) ?? []);
  const services = new Set(meanings.flatMap((one) => (one.kind === 'service' ? [one.service] : [])));
  const losing = new Set(meanings.flatMap((one) => (one.kind === 'member' ? [one.service] : [])));
  return {
    goals: [...goals].sort(),
    services: [...services].sort(),
    degraded: [...losing].filter((service) => !services.has(service)).sort(),
    elements: meanings
      .flatMap((one) => (one.kind === 'element' && one.element !== element ? [one.element] : []))
      .sort(),
  };
}

/** Elements that a goal depends on in any way. */
function usedElements(graph: FaultGraph): ReadonlySet<number> {
  const met = new Set(graph.goals.values());
  for (const node of met) {
    if (graph.isElement(node)) continue;
    const gate = node - graph.elementCount;
    const { starts, items } = graph.inputs;
    for (const input of items.subarray(starts[gate], starts[gate + 1])) met.add(input);
  }
  return met;
}
