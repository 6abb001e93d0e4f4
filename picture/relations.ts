import type { SiteMeaning } from '../check/site-meaning';
import type { FaultGraph } from '../fault-graph/fault-graph';
import type { Group } from './groups';

/** That what one group does needs another. */
export interface Relation {
  /** Places of the groups in their list. */
  readonly from: number;
  readonly to: number;
  /** Whether it is only slower without. */
  readonly soft: boolean;
}

/**
 * Which group needs which, by place. From the gate of each service the fault graph is followed until it meets another service
 * or the element of another group.
 * @param soft the graph with what is only slower without it
 */
export function relationsOf(
  groups: readonly Group[],
  meaning: SiteMeaning,
  { graph, soft }: { readonly graph: FaultGraph; readonly soft: FaultGraph },
): readonly Relation[] {
  const places = new Map(
    groups.flatMap(({ elements, services }, index) => [...elements, ...services].map((one) => [one, index] as const)),
  );
  const hard = neededIn(graph, places, meaning);
  const all = neededIn(soft, places, meaning);
  return groups.flatMap((_, from) => {
    const needed = hard.get(from) ?? new Set();
    const others = [...(all.get(from) ?? [])].filter((to) => to !== from).sort((a, b) => a - b);
    return others.map((to) => ({ from, to, soft: !needed.has(to) }));
  });
}

function neededIn(
  graph: FaultGraph,
  places: ReadonlyMap<string, number>,
  meaning: SiteMeaning,
): ReadonlyMap<number, ReadonlySet<number>> {
  const needed = new Map<number, Set<number>>();
  const known = new Set(graph.ids);
  for (const service of meaning.services.keys()) {
    const from = places.get(service);
    if (from === undefined || !known.has(service)) continue;
    const found = needed.get(from) ?? new Set();
    needed.set(from, found);
    for (const thing of metFrom(graph, service, meaning)) {
      const to = places.get(thing);
      if (to !== undefined) found.add(to);
    }
  }
  return needed;
}

/** Services and elements that are met first on the way down from a service's gate. O(nodes below it) */
function metFrom(graph: FaultGraph, service: string, meaning: SiteMeaning): ReadonlySet<string> {
  const met = new Set<string>();
  const start = graph.node(service);
  const seen = new Set([start]);
  for (const node of seen) {
    if (graph.isElement(node)) {
      met.add(graph.id(node));
      continue;
    }
    const what = meaning.meanings.get(graph.id(node));
    const other =
      what?.kind === 'element'
        ? what.element
        : node !== start && what && 'service' in what && what.service !== service
          ? what.service
          : undefined;
    if (other !== undefined) {
      met.add(other);
      continue;
    }
    const gate = node - graph.elementCount;
    const { starts, items } = graph.inputs;
    for (const input of items.subarray(starts[gate], starts[gate + 1])) seen.add(input);
  }
  return met;
}

/**
 * How many steps each group is from the visitor, along the longest way that goes through no group twice: what is called comes
 * after all that call it, but where they call each other. What no way leads to comes last.
 * @param entrances places of the groups that visitors meet first
 */
export function depths(
  count: number,
  relations: readonly Relation[],
  entrances: ReadonlySet<number>,
): readonly number[] {
  const callees = Array.from({ length: count }, (_, from) =>
    relations.filter((one) => one.from === from).map(({ to }) => to),
  );
  const order = postorder(count, callees, entrances);
  const place = new Map(order.map((group, index) => [group, index]));
  const depth = new Array<number>(count).fill(-1);
  for (const group of entrances) depth[group] = 0;
  for (const group of [...order].reverse()) {
    for (const callee of callees[group] ?? []) {
      // A way back to whoever calls.
      if ((place.get(callee) ?? 0) >= (place.get(group) ?? 0)) continue;
      depth[callee] = Math.max(depth[callee] ?? 0, (depth[group] ?? 0) + 1);
    }
  }
  const last = Math.max(0, ...depth) + 1;
  return depth.map((one) => (one < 0 ? last : one));
}

/** The groups that can be reached, each after all that it calls. */
function postorder(
  count: number,
  callees: readonly (readonly number[])[],
  entrances: ReadonlySet<number>,
): readonly number[] {
  const done: number[] = [];
  const seen = new Uint8Array(count);
  for (const entrance of [...entrances].sort((a, b) => a - b)) {
    const stack: { group: number; next: number }[] = seen[entrance] ? [] : [{ group: entrance, next: 0 }];
    seen[entrance] = 1;
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const callee = (callees[top.group] ?? [])[top.next++];
      if (callee === undefined) {
        done.push(top.group);
        stack.pop();
      } else if (!seen[callee]) {
        seen[callee] = 1;
        stack.push({ group: callee, next: 0 });
      }
    }
  }
  return done;
}
