import type { Takeover } from '../../model/service-graph';
import type { Endpoint } from '../user-data/machine';
import type { FirewallPort, TierFirewall } from './security';

/** The tier behind a service, as far as a caller needs it. */
export interface ServiceTier {
  readonly tierName: string;
  readonly firewall: TierFirewall;
}

/**
 * What a tier of nodes offers to another: `db.write`, `web.serve`. A service is an object that relations pass around;
 * its endpoints are the only way by which an address reaches another node's configuration.
 */
export interface Service {
  readonly tier: ServiceTier;
  /** Name inside the tier: `serve`, `write`, `read`, `mount`, `cache`. */
  readonly name: string;
  readonly ports: readonly FirewallPort[];
  /** Where the members answer, in the order of their numbers. */
  readonly endpoints: readonly Endpoint[];
  /** How many members suffice. */
  readonly enough: number;
  readonly takeover: Takeover;
}

/** `tier.service`, as claims and reports name it. */
export function serviceId(service: Service): string {
  return `${service.tier.tierName}.${service.name}`;
}
