import type { Links } from '../../terraform/links';
import type { Resource, ResourceIndex } from '../../terraform/resource-index';
import { defaultRoute, type Route } from '../../terraform/routes';
import { namedZone, type Zone, Zones } from '../../terraform/zones';
import { type Element, type ElementClass, UNKNOWN_ZONE } from '../elements';

const SYMBOL = /^\$\{(data\.aws_availability_zones\.[\w-]+\.(?:names|zone_ids))\[\d+\]\}$/;

/** Where things stand, and how they reach the internet. */
export class Places {
  readonly zones: Zones;
  /** The one list that zones are taken from by number, where there is no other. */
  readonly #list: string | undefined;
  readonly #routes = new Map<string, Route>();

  constructor(readonly stack: ResourceIndex) {
    const placed = [...stack.all].filter(({ type }) => PLACED.has(type)).map((resource) => namedZone(resource, stack));
    const lists = new Set(placed.flatMap(({ id }) => SYMBOL.exec(id ?? '')?.[1] ?? []));
    this.#list = lists.size === 1 ? [...lists][0] : undefined;
    this.zones = new Zones(placed.map((zone) => this.#distinct(zone)).filter(({ id }) => id !== undefined));
  }

  /** The zone that a resource names itself. */
  named(resource: Resource): Zone {
    return this.#distinct(namedZone(resource, this.stack));
  }

  /** The zone of the one subnet that a resource stands in, known also where it may be any of several in one zone. */
  ofSubnet({ certain, possible, open }: Links): Zone {
    const [subnet] = certain;
    if (subnet && certain.length === 1 && !open) return this.named(subnet);
    const zones = possible.map((one) => this.named(one));
    const [only] = zones;
    if (only?.id !== undefined && zones.every(({ id }) => id === only.id)) return only;
    const options = possible.map(({ address }) => address).join(', ');
    const why =
      options === '' ? 'its subnet is not in the Terraform' : `its subnet is one of ${options}, and not known which`;
    return { id: undefined, why };
  }

  /** The different zones of subnets; `whole` where these are all that there are. */
  ofSubnets({ certain, open }: Links): { readonly zones: readonly Zone[]; readonly whole: boolean } {
    const zones = certain.map((subnet) => this.named(subnet));
    const known = new Map(zones.flatMap((zone) => (zone.id === undefined ? [] : [[zone.id, zone] as const])));
    const sorted = [...known].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, zone]) => zone);
    return { zones: sorted, whole: !open && zones.every(({ id }) => id !== undefined) };
  }

  /** An element that stands in a zone. */
  element(
    id: string,
    kind: ElementClass,
    zone: Zone,
    rest: Pick<Element, 'tier'> & { needs?: readonly string[] } = {},
  ): Element {
    const { needs = [], tier } = rest;
    return {
      id,
      class: kind,
      ...(zone.id === undefined ? {} : { zone: zone.id }),
      needs: [...needs, ...new Set([zone.id ?? UNKNOWN_ZONE, ...this.zones.perhaps(zone)])],
      ...(tier === undefined ? {} : { tier }),
    };
  }

  /** How the machines of a subnet reach the internet. */
  route(subnet: Resource): Route {
    const route = this.#routes.get(subnet.address) ?? defaultRoute(subnet.address, this.stack);
    this.#routes.set(subnet.address, route);
    return route;
  }

  /**
   * Two numbers of one list of zones are two zones, since AWS lists each once. Any other expression, or a second list
   * beside the first, may mean the same zone as another.
   */
  #distinct(zone: Zone): Zone {
    if (zone.id === undefined || !zone.id.includes('${')) return zone;
    const list = SYMBOL.exec(zone.id)?.[1];
    if (list !== undefined && list === this.#list) return { id: zone.id, by: 'symbol' };
    return { id: undefined, why: `its zone is ${zone.id}` };
  }
}

/** Types whose own arguments name a zone. */
const PLACED: ReadonlySet<string> = new Set([
  'aws_subnet',
  'aws_default_subnet',
  'aws_instance',
  'aws_ebs_volume',
  'aws_db_instance',
  'aws_rds_cluster_instance',
]);
