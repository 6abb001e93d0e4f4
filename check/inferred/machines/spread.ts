import type { Links } from '../../../terraform/links';
import type { InferenceContext } from '../context';
import type { Place } from '../zone-families';
import { type InferredMachine, wayOut, wayOutOf } from './group';

/** Machines that AWS spreads evenly over subnets. */
export interface Spread {
  readonly address: string;
  readonly tier: string;
  readonly count: number;
  readonly subnets: Links;
  /** Zones that are named instead of subnets. */
  readonly named?: readonly Place[];
  /** @default 'instance' */
  readonly unit?: string;
}

/** The machines of a group, one zone after the other, as AWS places them. */
export function spread(
  { address, tier, count, subnets, named = [], unit = 'instance' }: Spread,
  context: InferenceContext,
): readonly InferredMachine[] {
  const { places } = context;
  const { zones: found, whole } = places.ofSubnets(subnets);
  const zones = found.length > 0 ? found : named;
  const known = zones.length > 0 && (whole || found.length === 0);
  if (!known) context.note('unknown-zones', address, { others: subnets.possible.map((subnet) => subnet.address) });
  else if (zones.length > 1 && count === 1) return [either({ address, tier, unit, subnets }, zones, context)];
  else if (zones.length > 1 && count > 1) context.note('spread-evenly', address, { detail: unit });
  return Array.from({ length: count }, (_, index): InferredMachine => {
    const zone: Place = known ? (zones[index % zones.length] ?? UNKNOWN) : UNKNOWN;
    const element = context.add(places.element(`${address} ${unit} ${index + 1}`, 'node', zone, { tier }));
    const here = subnets.certain.filter((one) => places.named(one).id === zone.id);
    const subnet = here[Math.floor(index / Math.max(1, zones.length)) % Math.max(1, here.length)];
    const way = subnet ? wayOutOf(subnet, address, context) : wayOut(subnets, address, context);
    return { element, zone, wayOut: way };
  });
}

/** The only machine of a group over several zones stands in whichever AWS chooses. */
function either(
  { address, tier, unit }: Pick<Spread, 'address' | 'tier' | 'unit' | 'subnets'>,
  zones: readonly Place[],
  context: InferenceContext,
): InferredMachine {
  const id = `${address} ${unit} 1`;
  const among = zones.flatMap((zone) => zone.id ?? []);
  context.note('one-of-zones', id, { others: among });
  const zone: Place = { id: undefined, why: 'AWS chooses it', among };
  context.add(context.places.element(id, 'node', zone, { tier }));
  return { element: id, zone, wayOut: undefined };
}

const UNKNOWN: Place = { id: undefined, why: 'the Terraform does not say' };
