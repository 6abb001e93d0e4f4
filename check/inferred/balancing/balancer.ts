import type { Links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import type { Place } from '../zone-families';
import type { Targets } from './targets';

/** A load balancer with what stands behind it. */
export interface Balancer {
  readonly resource: Resource;
  /** Id of its service. */
  readonly service: string;
  readonly internal: boolean;
  readonly securityGroups: Links;
  readonly subnets: Links;
  readonly ports: readonly number[];
  readonly targets: readonly BalancedTargets[];
  readonly zones: readonly Place[];
  /** How many subnets or zones it lists, known or not. */
  readonly listed: number;
  /** Whether it sends requests to something that is not seen here. */
  readonly unseen: boolean;
}

/** The targets of one target group that can be counted, as a service. */
export interface BalancedTargets {
  readonly service: string;
  readonly targets: Targets;
  readonly machines: Targets['machines'];
  /** Whether it is known of none of the machines that it is a target. */
  readonly unclear: boolean;
}
