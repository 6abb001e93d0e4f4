import type { ElementFacts } from '../check/findings';
import type { SiteMeaning } from '../check/site-meaning';

/** Elements that work for the same services: a tier, or what Terraform shows to be one. */
export interface Group {
  /** Name of the tier; of what has none, the common beginning of its services. */
  readonly id: string;
  readonly elements: readonly string[];
  readonly services: readonly string[];
}

/** The egress of private subnets, which no service names. */
const EGRESS = 'internet egress';

/**
 * The groups of a site, by name. Zones and regions are in none; what works for no service itself (a volume, a gateway) goes
 * with its tier, with the node that needs it, or to egress. O(elements + members of services)
 */
export function groupsOf(meaning: SiteMeaning, elements: readonly ElementFacts[]): readonly Group[] {
  const sets = new Sets();
  const used = new Set(elements.map(({ element }) => element));
  const services = [...meaning.services].filter(([, { members }]) => members.some((one) => used.has(one)));
  for (const [service, { members }] of services) for (const member of members) sets.join(`service ${service}`, member);
  // What AWS runs stands by itself: a balancer is not one of the machines behind it, though they share a name.
  for (const { element, class: kind, tier } of elements) {
    if (tier !== undefined && kind !== 'managed') sets.join(`tier ${tier}`, element);
  }
  for (const { element, class: kind } of elements) {
    if (kind === 'nat') sets.join(`tier ${EGRESS}`, element);
    if (kind !== 'node') continue;
    for (const need of meaning.elements.get(element)?.needs ?? []) {
      if (meaning.elements.get(need)?.class === 'volume') sets.join(need, element);
    }
  }
  const found = new Map<string, { tiers: string[]; elements: string[]; services: string[] }>();
  const of = (thing: string) => {
    const root = sets.root(thing);
    const group = found.get(root) ?? { tiers: [], elements: [], services: [] };
    found.set(root, group);
    return group;
  };
  for (const { element, class: kind, tier } of elements) {
    if (kind === 'zone' || kind === 'region') continue;
    const group = of(element);
    group.elements.push(element);
    if (tier !== undefined && kind !== 'managed') group.tiers.push(tier);
    if (kind === 'nat') group.tiers.push(EGRESS);
  }
  for (const [service] of services) of(`service ${service}`).services.push(service);
  const named = [...found.values()].map((group) => ({
    id: nameOf(group),
    elements: [...new Set(group.elements)].sort(inOrder),
    services: group.services.sort(),
  }));
  return distinct(named.sort((a, b) => inOrder(a.id, b.id) || inOrder(a.elements[0] ?? '', b.elements[0] ?? '')));
}

/** Numbers in names by their value: `web_2` before `web_10`. The same on every machine, whatever its language. */
export function inOrder(a: string, b: string): number {
  const key = (text: string) => text.replace(/\d+/g, (digits) => digits.padStart(8, '0'));
  return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
}

function nameOf({ tiers, elements, services }: { tiers: string[]; elements: string[]; services: string[] }): string {
  const [tier] = [...new Set(tiers)].sort();
  if (tier !== undefined) return tier;
  const [service] = services.map((one) => one.slice(0, one.lastIndexOf('.'))).sort(byLength);
  return service ?? elements[0] ?? '';
}

function byLength(a: string, b: string): number {
  return a.length - b.length || inOrder(a, b);
}

/** Of groups with one name, the others are called after what they do as well; whatever is still the same gets a number. */
function distinct(groups: readonly Group[]): readonly Group[] {
  const seen = new Set<string>();
  return groups.map((group) => {
    const [service = ''] = group.services;
    const names = [group.id, `${group.id} ${service.slice(service.lastIndexOf('.') + 1)}`.trim()];
    let id = names.find((name) => !seen.has(name));
    for (let number = 2; id === undefined; number++) {
      if (!seen.has(`${group.id} (${number})`)) id = `${group.id} (${number})`;
    }
    seen.add(id);
    return { ...group, id };
  });
}

/** Sets that are joined by their members. */
class Sets {
  readonly #parents = new Map<string, string>();

  root(thing: string): string {
    let root = thing;
    for (let next = this.#parents.get(root); next !== undefined; next = this.#parents.get(root)) root = next;
    // Whoever was passed on the way points there at once from now on.
    for (let at = thing; at !== root; ) {
      const next = this.#parents.get(at) ?? root;
      this.#parents.set(at, root);
      at = next;
    }
    return root;
  }

  join(one: string, other: string): void {
    const [a, b] = [this.root(one), this.root(other)];
    if (a !== b) this.#parents.set(a, b);
  }
}
