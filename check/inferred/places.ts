import type { Links } from '../../terraform/links';
import type { Resource, ResourceIndex } from '../../terraform/resource-index';
import { defaultRoute, type Route } from '../../terraform/routes';
import { possibleBlocks } from '../../terraform/values';
import { namedZone } from '../../terraform/zones';
import { type Element, type ElementClass, UNKNOWN_ZONE } from '../elements';
import { foreignSubnets } from './subnets';
import { type Place, regionOfZone, ZoneFamilies, zoneSymbol } from './zone-families';

/** Types whose own arguments name a zone. */
const PLACED: ReadonlySet<string> = new Set([
  'aws_subnet',
  'aws_default_subnet',
  'aws_instance',
  'aws_ebs_volume',
  'aws_db_instance',
  'aws_rds_cluster_instance',
]);

const BALANCERS = ['aws_lb', 'aws_alb', 'aws_elb'] as const;

/** Where things stand, and how they reach the internet. */
export class Places {
  readonly #families = new ZoneFamilies();
  /** The lists that zones are taken from by number, by region. */
  readonly #lists = new Map<string, Set<string>>();
  readonly #routes = new Map<string, Route>();
  readonly #foreign = new Map<string, Resource>();
  /** The zone of each subnet that is known by its id alone. */
  readonly #foreignZones = new Map<string, Place>();

  constructor(readonly stack: ResourceIndex) {
    for (const type of PLACED) for (const one of stack.ofType(type)) this.#meetList(one);
    for (const type of PLACED) for (const one of stack.ofType(type)) this.named(one);
    for (const balancer of BALANCERS.flatMap((type) => stack.ofType(type))) this.#together(balancer);
  }

  /** The zone that a resource names itself. */
  named(resource: Resource): Place {
    const foreign = this.#foreignZones.get(resource.address);
    if (foreign) return foreign;
    const zone = namedZone(resource, this.stack);
    if (zone.id === undefined) return zone;
    const region = this.#stated(resource) ?? this.stack.region;
    if (!zone.id.includes('${'))
      return this.#families.add({ id: zone.id, by: zone.by === 'symbol' ? 'name' : zone.by, family: zone.by }, region);
    const symbol = zoneSymbol(zone.id);
    return symbol && this.#isOnlyList(symbol.family, region)
      ? this.#families.add(symbol, region)
      : { id: undefined, why: `its zone is ${zone.id}` };
  }

  /** A zone by its plain name. */
  byName(name: string): Place {
    return this.#families.add({ id: name, by: 'name', family: 'name' }, regionOfZone(name));
  }

  /** The region that a resource is in, by its provider, its own argument or its zone. */
  regionOf(resource: Resource | undefined): string | undefined {
    return (resource && this.#stated(resource)) ?? this.stack.region;
  }

  /** The region of a zone. */
  regionOfZone(zone: string): string | undefined {
    return this.#families.regionOf(zone) ?? regionOfZone(zone) ?? this.stack.region;
  }

  /** Whether it is certain that two zones are not the same. */
  differ(one: Place, other: Place): boolean {
    return one.id !== undefined && other.id !== undefined && this.#families.differ(one.id, other.id);
  }

  /** The subnets that an argument means: those of this Terraform, and those that it names by their id. */
  subnets(value: unknown): Links {
    return foreignSubnets(value, this.stack, this.#foreign);
  }

  /** The zone of the one subnet that a resource stands in, known also where it may be any of several in one zone. */
  ofSubnet({ certain, possible, open }: Links): Place {
    const [subnet] = certain;
    if (subnet && certain.length === 1 && !open) return this.#ofOne(subnet);
    const zones = possible.map((one) => this.named(one));
    const [only] = zones;
    if (only?.id !== undefined && zones.every(({ id }) => id === only.id)) return only;
    const known = zones.flatMap(({ id }) => id ?? []);
    if (!open && known.length > 0 && known.length === zones.length)
      return { id: undefined, why: `it is one of ${known.join(', ')}`, among: [...new Set(known)].sort() };
    const options = possible.map(({ address }) => address).join(', ');
    const why =
      options === '' ? 'its subnet is not in the Terraform' : `its subnet is one of ${options}, and not known which`;
    return { id: undefined, why };
  }

  #ofOne(subnet: Resource): Place {
    const zone = this.named(subnet);
    return zone.id === undefined && this.#foreign.has(subnet.address)
      ? { id: undefined, why: `the zone of ${subnet.address} is not in the Terraform` }
      : zone;
  }

  /** The zone of what AWS places in one of several subnets. */
  chosen(subnets: Links): Place {
    const { zones, whole } = this.ofSubnets(subnets);
    const [only] = zones;
    if (!whole || only === undefined) return { id: undefined, why: 'its subnets are not known' };
    if (zones.length === 1) return only;
    return { id: undefined, why: 'AWS chooses it', among: zones.flatMap(({ id }) => id ?? []) };
  }

  /** The different zones of subnets; `whole` where these are all that there are. */
  ofSubnets({ certain, open }: Links): { readonly zones: readonly Place[]; readonly whole: boolean } {
    const zones = certain.map((subnet) => this.named(subnet));
    const known = new Map(zones.flatMap((zone) => (zone.id === undefined ? [] : [[zone.id, zone] as const])));
    const sorted = [...known].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, zone]) => zone);
    return { zones: sorted, whole: !open && zones.every(({ id }) => id !== undefined) };
  }

  /** An element that stands in a zone, or in one of several. */
  element(
    id: string,
    kind: ElementClass,
    zone: Place,
    rest: Pick<Element, 'tier'> & { needs?: readonly string[] } = {},
  ): Element {
    const { needs = [], tier } = rest;
    const certain = zone.id === undefined ? [] : [zone.id];
    const possible = this.#possible(zone).filter((one) => !certain.includes(one));
    return {
      id,
      class: kind,
      ...(zone.id === undefined ? {} : { zone: zone.id }),
      needs: [...needs, ...certain],
      ...(possible.length === 0 ? {} : { possibleNeeds: [...new Set(possible)] }),
      ...(tier === undefined ? {} : { tier }),
    };
  }

  /** How the machines of a subnet reach the internet. */
  route(subnet: Resource): Route {
    const route = this.#routes.get(subnet.address) ?? defaultRoute(subnet.address, this.stack, 'wide');
    this.#routes.set(subnet.address, route);
    return route;
  }

  /** Zones that something may stand in besides the one that it is known to stand in. */
  #possible(zone: Place): readonly string[] {
    if (zone.id !== undefined) return this.#families.sameAs(zone.id);
    if (zone.among) return zone.among.flatMap((one) => [one, ...this.#families.sameAs(one)]);
    return [UNKNOWN_ZONE, ...this.#families.ids];
  }

  #meetList(resource: Resource): void {
    const symbol = zoneSymbol(namedZone(resource, this.stack).id ?? '');
    if (!symbol) return;
    const region = this.#stated(resource) ?? this.stack.region ?? '';
    this.#lists.set(region, (this.#lists.get(region) ?? new Set()).add(symbol.family));
  }

  /** Whether zones of a region are taken from one list alone: of two, the numbers say nothing of each other. */
  #isOnlyList(list: string, region: string | undefined): boolean {
    const lists = this.#lists.get(region ?? '');
    return lists === undefined || (lists.size === 1 && lists.has(list));
  }

  /** A load balancer takes one subnet of a zone: of two that it has, the zones differ. */
  #together({ address, body }: Resource): void {
    const listed = [body.subnets, ...possibleBlocks(body.subnet_mapping).map((one) => one.subnet_id)];
    const subnets = listed.flatMap((one) => this.subnets(one).certain);
    if (subnets.length < 2) return;
    for (const subnet of subnets) {
      if (!this.#foreign.has(subnet.address) || this.#foreignZones.has(subnet.address)) continue;
      const zone = { id: `zone of ${subnet.address}`, by: 'symbol' as const, family: `subnets of ${address}` };
      const others = subnets.flatMap((one) => (one === subnet ? [] : (this.named(one).id ?? [])));
      this.#foreignZones.set(subnet.address, this.#families.add(zone, this.stack.region, others));
    }
  }

  #stated({ body, region, ...resource }: Resource): string | undefined {
    if (typeof body.region === 'string' && !body.region.includes('${')) return body.region;
    if (region !== undefined) return region;
    const zone = PLACED.has(resource.type) ? this.stack.text(body.availability_zone) : undefined;
    return zone === undefined ? undefined : regionOfZone(zone);
  }
}
