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
 * Largest cut sets that are looked at, in turn: where there are more sets of every size than this, those of four, and then
 * pairs. Only nodes and zones fail here, so even a tier of a hundred nodes has few.
 */
const ORDERS = [undefined, 4, 2] as const;
const MOST_SETS = 2000;

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
  // A volume or a NAT gateway is away with its nodes: what is lost with those says nothing more.
  const graph = site.graph({
    soft: false,
    recovery: false,
    fails: (one) => one.class === 'node' || one.class === 'zone',
  });
  const isNode = (id: string) => site.elements.get(id)?.class === 'node';
  return claims.goals.map(({ name }) => ({ goal: name, usedUp: usedUp(cutSets(graph, name), isNode) }));
}

function cutSets(graph: FaultGraph, goal: string): readonly (readonly string[])[] {
  for (const maxOrder of ORDERS) {
    try {
      const sets = minimalCutSets(graph, goal, { maxOrder });
      if (sets.total > MOST_SETS) continue;
      return [...sets].filter((set) => set.length > 1);
    } catch (error) {
      if (!(error instanceof DiagramTooLarge)) throw error;
    }
  }
  return [];
}

/** A zone is away with all of its nodes: sets with one away say nothing more. */
function usedUp(sets: readonly (readonly string[])[], isNode: (id: string) => boolean): readonly LostRedundancy[] {
  const found = new Map<string, { readonly away: readonly string[]; readonly next: Set<string> }>();
  for (const set of sets) {
    for (const next of set) {
      const away = set.filter((id) => id !== next).sort();
      if (!away.every(isNode)) continue;
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
