/** Where something stands, or of which zones it is in one. */
export type Place =
  | { readonly id: string; readonly by: 'name' | 'zone-id' | 'symbol' }
  | { readonly id: undefined; readonly why: string; readonly among?: readonly string[] };

/** A zone with the way that it is named by. Two zones that are named the same way and not alike are two. */
export interface NamedZone {
  readonly id: string;
  readonly by: 'name' | 'zone-id' | 'symbol';
  /** `name`, `zone-id`, the list that a symbol is taken from. */
  readonly family: string;
}

const SYMBOL =
  /^\$\{((?:module\.[\w-]+(?:\[[^\]]*\])?\.)*data\.aws_availability_zones\.[\w-]+(?:\[[^\]]*\])?)\.(names|zone_ids)\[(\d+)\]\}$/;

/**
 * The zone that a number of a list of zones stands for, whichever it is. Two numbers of one list are two zones, since AWS lists
 * each once; those of two lists of one region may be the same.
 */
export function zoneSymbol(text: string): NamedZone | undefined {
  const [, list, attribute] = SYMBOL.exec(text) ?? [];
  return list === undefined ? undefined : { id: text.slice(2, -1), by: 'symbol', family: `${list}.${attribute}` };
}

const NAME = /^([a-z]{2}(?:-[a-z]+)+-\d)(?:[a-z]|-.*)$/;

/** `eu-west-1` of `eu-west-1a`. */
export function regionOfZone(zone: string): string | undefined {
  return NAME.exec(zone)?.[1];
}

/** Each way of naming leaves open which zone of the ways before it is meant. */
const RANK = { name: 0, 'zone-id': 1, symbol: 2 } as const;

interface Known {
  readonly zone: NamedZone;
  readonly region: string | undefined;
  /** Zones that it is known not to be. */
  readonly others: ReadonlySet<string>;
}

/** Tells zones apart. What may be the same zone is said to be, and what cannot be is not. */
export class ZoneFamilies {
  readonly #zones = new Map<string, Known>();

  add(zone: NamedZone, region: string | undefined, others: readonly string[] = []): Place {
    const { id } = zone;
    if (!this.#zones.has(id)) this.#zones.set(id, { zone, region, others: new Set(others) });
    return { id, by: zone.by };
  }

  get ids(): readonly string[] {
    return [...this.#zones.keys()].sort();
  }

  regionOf(id: string): string | undefined {
    return this.#zones.get(id)?.region;
  }

  differ(one: string, other: string): boolean {
    return one !== other && !this.#mayBeSame(one, other);
  }

  /** Zones that are named another way, any of which this one may be. */
  sameAs(id: string): readonly string[] {
    return this.ids.filter(
      (other) => other !== id && this.#rank(other) <= this.#rank(id) && this.#mayBeSame(id, other),
    );
  }

  #rank(id: string): number {
    const known = this.#zones.get(id);
    return known ? RANK[known.zone.by] : 0;
  }

  #mayBeSame(one: string, other: string): boolean {
    const [a, b] = [this.#zones.get(one), this.#zones.get(other)];
    if (!a || !b || one === other) return true;
    if (a.region !== undefined && b.region !== undefined && a.region !== b.region) return false;
    if (a.others.has(other) || b.others.has(one)) return false;
    return a.zone.family !== b.zone.family;
  }
}
