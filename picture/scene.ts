import { UNKNOWN_ZONE } from '../check/elements';
import type { ElementFacts, SinglePoint } from '../check/findings';
import type { Examined } from '../check/verdict';
import { type Group, groupsOf, inOrder } from './groups';
import { depths, type Relation, relationsOf } from './relations';

/** Equal nodes of one tier in one zone, from which on they are drawn as one with a count. */
const FOLDED_FROM = 5;

/** How bad it is to lose a thing: the goals that fail with it, or can no longer recover. */
export interface Mark {
  readonly effect: SinglePoint['effect'];
  readonly goals: readonly string[];
  /** Whether it is a single point only by what was assumed. */
  readonly assumed: boolean;
}

/** A thing in the picture: an element, or many equal ones. */
export interface Item {
  /** Its elements; many where equal ones were folded. */
  readonly elements: readonly string[];
  readonly class: ElementFacts['class'];
  /** @default - its loss alone ends nothing */
  readonly mark?: Mark;
  /** Volumes that it keeps its data on: of many, those of the first. */
  readonly volumes: readonly { readonly element: string; readonly mark?: Mark }[];
}

export interface Column {
  readonly id: string;
  /** Goals that visitors begin here. */
  readonly goals: readonly string[];
  /** By place of the band. */
  readonly cells: readonly (readonly Item[])[];
}

/** A zone, or where whatever stands in none is drawn. */
export interface Band {
  /** Name of the zone. */
  readonly id: string;
  readonly kind: 'zone' | 'unknown' | 'region';
  readonly mark?: Mark;
}

/** What is to be drawn, without places. */
export interface Scene {
  readonly columns: readonly Column[];
  readonly bands: readonly Band[];
  /** Places of columns. */
  readonly relations: readonly Relation[];
}

/** The scene of a site. O(elements · log elements + graph) */
export function sceneOf({
  verdict,
  graph,
  soft,
  meaning,
}: Pick<Examined, 'verdict' | 'graph' | 'soft' | 'meaning'>): Scene {
  const elements = shownOf({ verdict, soft, meaning });
  const groups = groupsOf(meaning, elements);
  const relations = relationsOf(groups, meaning, { graph, soft });
  const entries = verdict.goals.map(({ goal, service }) => ({
    goal,
    at: groups.findIndex(({ services }) => services.includes(service)),
  }));
  const depth = depths(groups.length, relations, new Set(entries.flatMap(({ at }) => (at < 0 ? [] : [at]))));
  const order = groups.map((_, index) => index).sort((a, b) => (depth[a] ?? 0) - (depth[b] ?? 0) || a - b);
  const marks = marksOf(verdict.goals);
  const bands = bandsOf(elements, marks);
  const facts = new Map(elements.map((one) => [one.element, one]));
  const place = new Map(order.map((group, index) => [group, index]));
  return {
    columns: order.flatMap((index) => {
      const group = groups[index];
      if (!group) return [];
      const goals = entries.filter(({ at }) => at === index).map(({ goal }) => goal);
      return [{ id: group.id, goals, cells: cellsOf(group, bands, { facts, marks, meaning }) }];
    }),
    bands,
    relations: relations.map(({ from, to, soft: isSoft }) => ({
      from: place.get(from) ?? 0,
      to: place.get(to) ?? 0,
      soft: isSoft,
    })),
  };
}

/** What a goal depends on, what it is only slower without, and the gateways that only recovery depends on. */
function shownOf({ verdict, soft, meaning }: Pick<Examined, 'verdict' | 'soft' | 'meaning'>): readonly ElementFacts[] {
  const { elements, goals } = verdict;
  const known = new Set(elements.map(({ element }) => element));
  const inSoft = new Set(soft.ids);
  const also = [...meaning.elements.values()].filter((one) => one.class === 'nat' || inSoft.has(one.id));
  const shown = also
    .filter(({ id }) => !known.has(id))
    .map(({ id, class: kind, zone }) => ({ element: id, class: kind, ...(zone !== undefined && { zone }) }));
  const others = goals
    .flatMap(({ singlePoints }) => singlePoints)
    .filter(({ element }) => !known.has(element) && !shown.some((one) => one.element === element));
  const once = new Map([...elements, ...shown, ...others].map((one) => [one.element, one]));
  return [...once.values()];
}

function marksOf(goals: Examined['verdict']['goals']): ReadonlyMap<string, Mark> {
  const marks = new Map<string, Mark>();
  for (const { goal, singlePoints } of goals) {
    for (const { element, effect, assumed = false } of singlePoints) {
      const known = marks.get(element);
      const worse = known === undefined || (known.effect === 'recovery' && effect === 'outage');
      marks.set(element, {
        effect: worse ? effect : known.effect,
        goals: [...(known?.goals ?? []), goal],
        assumed: assumed && (known?.assumed ?? true),
      });
    }
  }
  return marks;
}

function bandsOf(elements: readonly ElementFacts[], marks: ReadonlyMap<string, Mark>): readonly Band[] {
  const standing = elements.filter(({ class: kind }) => kind !== 'zone' && kind !== 'region');
  const named = [...new Set(standing.flatMap(({ zone }) => zone ?? []))].sort(inOrder);
  const mark = (id: string) => marked(marks.get(id));
  return [
    ...named.map((id): Band => ({ id, kind: 'zone', ...mark(id) })),
    ...(standing.some((one) => bandOf(one) === UNKNOWN_ZONE)
      ? [{ id: UNKNOWN_ZONE, kind: 'unknown', ...mark(UNKNOWN_ZONE) } as const]
      : []),
    ...(standing.some((one) => bandOf(one) === REGION) ? [{ id: REGION, kind: 'region' } as const] : []),
  ];
}

/** The band of what AWS runs over all zones. */
const REGION = 'region';

function bandOf({ class: kind, zone }: ElementFacts): string {
  return zone ?? (kind === 'managed' ? REGION : UNKNOWN_ZONE);
}

interface Known {
  readonly facts: ReadonlyMap<string, ElementFacts>;
  readonly marks: ReadonlyMap<string, Mark>;
  readonly meaning: Examined['meaning'];
}

function cellsOf(group: Group, bands: readonly Band[], { facts, marks, meaning }: Known): readonly (readonly Item[])[] {
  const volumesOf = (element: string) =>
    (meaning.elements.get(element)?.needs ?? []).filter((need) => facts.get(need)?.class === 'volume').sort(inOrder);
  const held = new Set(group.elements.flatMap(volumesOf));
  const items = group.elements
    .filter((element) => !held.has(element))
    .flatMap((element) => {
      const fact = facts.get(element);
      if (!fact) return [];
      const volumes = volumesOf(element).map((one) => ({ element: one, ...marked(marks.get(one)) }));
      return [
        {
          band: bandOf(fact),
          item: { elements: [element], class: fact.class, volumes, ...marked(marks.get(element)) },
        },
      ];
    });
  return bands.map(({ id }) => folded(items.filter(({ band }) => band === id).map(({ item }) => item)));
}

function marked(mark: Mark | undefined): { readonly mark?: Mark } {
  return mark === undefined ? {} : { mark };
}

/** Items with many equal ones as one. */
function folded(items: readonly Item[]): readonly Item[] {
  const alike = new Map<string, Item[]>();
  for (const item of items) {
    const key = JSON.stringify([item.class, item.mark, item.volumes.map(({ mark }) => mark ?? null)]);
    alike.set(key, [...(alike.get(key) ?? []), item]);
  }
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (!first || same.length < FOLDED_FROM) return same;
    return [{ ...first, elements: same.flatMap(({ elements }) => elements) }];
  });
}
