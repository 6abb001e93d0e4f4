import { minimalCutSets } from '../fault-graph/algorithms/cut-sets';
import { DiagramTooLarge } from '../fault-graph/algorithms/node-table';
import type { FaultGraph } from '../fault-graph/fault-graph';
import type { GoalRedundancy, LostRedundancy } from '../model/redundancy';
import type { MachineReader } from '../terraform/machine/reader';
import { ResourceIndex } from '../terraform/resource-index';
import { readServiceGraph } from './claims/read-service-graph';
import { SiteGraph } from './claims/site-graph';
import { siteOf } from './evidence/site';

/**
 * Largest cut set that is looked at. A tier of more interchangeable nodes than this keeps some redundancy until nearly all of
 * it is gone, and each of its nodes has an alarm of its own.
 */
const MAX_ORDER = 4;

/**
 * For each goal, which nodes it can lose so that one more loss, of a node or a zone, ends it: every minimal cut set less one
 * of its elements. Sets of one element are none: there redundancy is not used up, there never was any.
 * @throws UnreadableTerraformError, UnreadableClaimsError, FaultGraphError
 */
export function redundancyOf(
  terraform: unknown,
  serviceGraph: unknown,
  reader?: MachineReader,
): readonly GoalRedundancy[] {
  const claims = readServiceGraph(serviceGraph);
  const site = new SiteGraph(siteOf(new ResourceIndex(terraform), claims, reader));
  const classOf = (id: string) => site.elements.get(id)?.class;
  const graph = site.graph({ soft: false, recovery: false });
  return claims.goals.map(({ name }) => ({ goal: name, usedUp: usedUp(cutSets(graph, name), classOf) }));
}

function cutSets(graph: FaultGraph, goal: string): readonly (readonly string[])[] {
  for (const maxOrder of [MAX_ORDER, 2]) {
    try {
      const sets = minimalCutSets(graph, goal, { maxOrder });
      return Array.from({ length: maxOrder - 1 }, (_, index) => sets.ofOrder(index + 2)).flat();
    } catch (error) {
      if (!(error instanceof DiagramTooLarge)) throw error;
    }
  }
  return [];
}

/** A volume or a NAT gateway is away with its nodes, and a zone with all of its own: sets with those say nothing more. */
function usedUp(
  sets: readonly (readonly string[])[],
  classOf: (id: string) => string | undefined,
): readonly LostRedundancy[] {
  const found = new Map<string, { readonly away: readonly string[]; readonly next: Set<string> }>();
  for (const set of sets) {
    if (!set.every((id) => classOf(id) === 'node' || classOf(id) === 'zone')) continue;
    for (const next of set) {
      const away = set.filter((id) => id !== next).sort();
      if (!away.every((id) => classOf(id) === 'node')) continue;
      const key = away.join(' ');
      const known = found.get(key) ?? { away, next: new Set<string>() };
      known.next.add(next);
      found.set(key, known);
    }
  }
  const all = [...found.values()];
  const minimal = all.filter(({ away }) => !all.some((other) => isProperPart(other.away, away)));
  return minimal
    .map(({ away, next }) => ({ away, next: [...next].sort() }))
    .sort((a, b) => a.away.length - b.away.length || (a.away.join() < b.away.join() ? -1 : 1));
}

function isProperPart(part: readonly string[], whole: readonly string[]): boolean {
  return part.length < whole.length && part.every((id) => whole.includes(id));
}
