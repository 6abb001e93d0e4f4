import { working } from '../../fault-graph/algorithms/working';
import type { SideFacts } from '../upgrade';
import type { Downtime, Duration } from './step';

/**
 * The goals that fail while these elements are away together, by the fault graph; undefined where it is unknown. An element
 * that the graph does not have is one that no goal depends on.
 * O(nodes + inputs of the graph).
 */
export function goalsWithout({ graph }: SideFacts, elements: readonly string[]): readonly string[] | undefined {
  if (!graph) return undefined;
  const wanted = new Set(elements);
  const lost: number[] = [];
  for (let node = 0; node < graph.elementCount; node++) if (wanted.has(graph.id(node))) lost.push(node);
  if (lost.length === 0) return [];
  const [before, after] = [working(graph), working(graph, lost)];
  return [...graph.goals].flatMap(([name, node]) => (before[node] && !after[node] ? [name] : [])).sort();
}

/** What is down while elements are away together, for as long as `event` takes; nothing where the others carry on. */
export function outage(
  side: SideFacts,
  elements: readonly string[],
  event: { readonly duration: Duration; readonly about: string },
  what: string,
): readonly Downtime[] {
  const goals = goalsWithout(side, elements);
  if (goals === undefined) {
    return [
      { goals: [], duration: 'unknown', because: `${what}, and the claims that would tell what needs it are missing` },
    ];
  }
  return goals.length === 0 ? [] : [{ goals, duration: event.duration, because: `${what}: ${event.about}` }];
}

/** The goals that fail when any single one of these elements is away, by the verdict; undefined where it is unknown. */
export function goalsWithoutEach({ verdict }: SideFacts, elements: readonly string[]): readonly string[] | undefined {
  if (!verdict) return undefined;
  const wanted = new Set(elements);
  const lost = verdict.elements.filter(({ element }) => wanted.has(element)).flatMap(({ goals }) => goals);
  return [...new Set(lost)].sort();
}
