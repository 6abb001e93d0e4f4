import { explanation } from '../../fault-graph/algorithms/explanation';
import { working } from '../../fault-graph/algorithms/working';
import type { FaultGraph } from '../../fault-graph/fault-graph';
import { shownElements } from '../shown-elements';
import type { SiteMeaning } from '../site-meaning';

/**
 * The way by which an element's loss reaches a goal, in words: `db_1`, `web needs db.write`, `write`. It is a shortest
 * chain of gates that fail with the element. What takes others with it (a zone) is explained by one of them that suffices
 * alone, where there is one. O(nodes + inputs).
 * @param alone all elements whose loss alone makes the goal fail
 */
export function explain(
  site: SiteMeaning,
  graph: FaultGraph,
  element: string,
  goal: string,
  alone: ReadonlySet<string>,
): readonly string[] {
  const after = working(graph, [graph.node(element)]);
  const enough = [...site.elements.keys()].find(
    (id) => id !== element && alone.has(id) && after[graph.node(`up ${id}`)] === 0,
  );
  const shown = shownElements(site.elements);
  if (enough !== undefined) return [shown(element), ...explain(site, graph, enough, goal, alone)];
  return [shown(element), ...waypoints(site, graph, [element], element, goal), goal];
}

/**
 * The same for one of several that are lost together; empty where its loss takes no part in it. O(nodes + inputs)
 * @param lost all that are lost, this one among them
 */
export function explainTogether(
  site: SiteMeaning,
  graph: FaultGraph,
  lost: readonly string[],
  element: string,
  goal: string,
): readonly string[] {
  if ((explanation(graph, goal, lost).get(element) ?? []).length === 0) return [];
  return [shownElements(site.elements)(element), ...waypoints(site, graph, lost, element, goal), goal];
}

function waypoints(
  site: SiteMeaning,
  graph: FaultGraph,
  lost: readonly string[],
  element: string,
  goal: string,
): readonly string[] {
  const steps: string[] = [];
  const after = working(
    graph,
    lost.map((one) => graph.node(one)),
  );
  let service: string | undefined;
  for (const id of explanation(graph, goal, lost).get(element) ?? []) {
    const meaning = site.meanings.get(id);
    if (meaning?.kind === 'member' && service === undefined && meaning.member !== element) {
      const members = site.services.get(meaning.service)?.members ?? [];
      const stopped = members.filter((member) => after[graph.node(`${meaning.service} by ${member}`)] === 0);
      steps.push(stopped.map(shownElements(site.elements)).join(' and '));
    }
    if (meaning?.kind !== 'service') continue;
    if (service !== undefined) steps.push(`${tierOf(meaning.service)} needs ${service}`);
    service = meaning.service;
  }
  return steps;
}

function tierOf(service: string): string {
  return service.slice(0, service.lastIndexOf('.'));
}
