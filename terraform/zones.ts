import type { Resource, ResourceIndex } from './resource-index';

/** Where something stands. */
export type Zone =
  /** `name`: as `eu-central-1a`; `zone-id`: as `euc1-az2`; `symbol`: an expression that names one zone, whichever it is. */
  | { readonly id: string; readonly by: 'name' | 'zone-id' | 'symbol' }
  /** The Terraform does not say. */
  | { readonly id: undefined; readonly why: string };

/** The zone that a resource's own arguments name. */
export function namedZone(resource: Resource, stack: ResourceIndex): Zone {
  const name = stack.text(resource.body.availability_zone);
  const same = sameZoneAs(name, stack);
  if (same) return same;
  if (name !== undefined) return { id: name, by: name.includes('${') ? 'symbol' : 'name' };
  const id = stack.text(resource.body.availability_zone_id);
  if (id !== undefined) return { id, by: id.includes('${') ? 'symbol' : 'zone-id' };
  return { id: undefined, why: `${resource.address} names no availability zone` };
}

/** The zone of a subnet or instance whose own zone an argument takes over, as `${aws_subnet.private_a.availability_zone}`. */
function sameZoneAs(value: string | undefined, stack: ResourceIndex): Zone | undefined {
  const [, address] = /^\$\{(aws_(?:subnet|instance)\.[\w-]+)\.availability_zone\}$/.exec(value ?? '') ?? [];
  const other = stack.get(address);
  if (!other) return undefined;
  const subnet = other.type === 'aws_instance' ? stack.target(other.body.subnet_id) : other;
  // A subnet that takes its zone from another resource is no source of one.
  return subnet?.type === 'aws_subnet' && !String(subnet.body.availability_zone).includes('availability_zone}')
    ? namedZone(subnet, stack)
    : undefined;
}

/**
 * Tells zones apart. A name and an id may mean the same zone (their mapping differs from account to account), and so may
 * an expression and anything else; what may be the same is taken for the same.
 */
export class Zones {
  readonly #zones: readonly (Zone & { readonly id: string })[];

  constructor(zones: Iterable<Zone>) {
    const known = new Map<string, Zone & { readonly id: string }>();
    for (const zone of zones) if (zone.id !== undefined) known.set(zone.id, zone);
    this.#zones = [...known.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  get ids(): readonly string[] {
    return this.#zones.map(({ id }) => id);
  }

  /** Zones of another kind of name, any of which this one may be. */
  possible(zone: Zone): readonly string[] {
    if (zone.id === undefined) return this.ids;
    const rank = RANK[zone.by];
    return this.#zones.filter((other) => RANK[other.by] < rank).map(({ id }) => id);
  }
}

/** Each kind of name leaves open which zone of the kinds before it is meant. */
const RANK = { name: 0, 'zone-id': 1, symbol: 2 } as const;
