import type { ElementClass } from '../model/element-classes';
import type { Resource, ResourceIndex } from '../terraform/resource-index';
import { namedZone, type Zone } from '../terraform/zones';
import type { EvidenceContext } from './evidence/site';

export type { ElementClass };

/** A thing that can fail by itself, and what it cannot work without. */
export interface Element {
  /** Terraform address; of a zone or region its name. */
  readonly id: string;
  readonly class: ElementClass;
  /** Name of the zone that it stands in, where that is known. */
  readonly zone?: string;
  /** Other elements that it needs. */
  readonly needs: readonly string[];
  /** Others that it may need, and not known which: the zones of which it stands in one. @default - none */
  readonly possibleNeeds?: readonly string[];
  /** Whether it stands for something that is not in the Terraform, so that it is not known whether it can fail alone. */
  readonly assumed?: boolean;
  /** Whether there may be none of it, so that it stands in for nobody. @default false */
  readonly mayBeMissing?: boolean;
  /** The tier that it belongs to, where the Terraform says. */
  readonly tier?: string;
}

/** Stands for every zone that the Terraform does not name: two unknown zones may be one. */
export const UNKNOWN_ZONE = 'unknown zone';

/** Which element a resource is; one rule for each type. What has no rule is run by AWS. */
const RULES: Readonly<Record<string, (resource: Resource, site: EvidenceContext) => Element>> = {
  aws_instance: ({ address }, site) => {
    const node = site.nodes.get(address);
    const zone = node?.zone ?? { id: undefined, why: 'it is not in the Terraform' };
    const volumes = node?.volumes.map((volume) => volume.address) ?? [];
    return placed(address, 'node', zone, site, { needs: volumes, tier: node?.tier });
  },
  aws_ebs_volume: (volume, site) => {
    const user = [...site.nodes.values()].find(({ volumes }) =>
      volumes.some(({ address }) => address === volume.address),
    );
    return placed(volume.address, 'volume', namedZone(volume, site.stack), site, { tier: user?.tier });
  },
  aws_nat_gateway: (nat, site) => placed(nat.address, 'nat', natZone(nat, site.stack), site, {}),
  aws_cloudfront_distribution: ({ address }) => ({ id: address, class: 'managed', needs: [] }),
  aws_route53_record: ({ address }) => ({ id: address, class: 'managed', needs: [] }),
};

/** The element of a Terraform address. */
export function elementOf(resource: Resource, site: EvidenceContext): Element {
  const rule = RULES[resource.type];
  return rule ? rule(resource, site) : { id: resource.address, class: 'managed', needs: regionOf(site) };
}

/** Zones and region, which others need. */
export function surroundings(site: EvidenceContext): readonly Element[] {
  const zones = [...site.zones.ids, UNKNOWN_ZONE];
  return [
    ...zones.map((id): Element => ({ id, class: 'zone', needs: regionOf(site) })),
    ...regionOf(site).map((id): Element => ({ id, class: 'region', needs: [] })),
  ];
}

function placed(
  id: string,
  kind: ElementClass,
  zone: Zone,
  site: EvidenceContext,
  { needs = [], tier }: { readonly needs?: readonly string[]; readonly tier?: string | undefined },
): Element {
  const zones = [zone.id ?? UNKNOWN_ZONE, ...site.zones.possible(zone)];
  return {
    id,
    class: kind,
    ...(zone.id === undefined ? {} : { zone: zone.id }),
    needs: [...needs, ...new Set(zones)],
    ...(tier === undefined ? {} : { tier }),
  };
}

function natZone(nat: Resource, stack: ResourceIndex): Zone {
  const subnet = stack.target(nat.body.subnet_id);
  return subnet ? namedZone(subnet, stack) : { id: undefined, why: `${nat.address} has no known subnet` };
}

function regionOf({ stack }: EvidenceContext): readonly string[] {
  return stack.region === undefined ? [] : [stack.region];
}
