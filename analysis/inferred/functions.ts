import { UNKNOWN_ZONE } from '../claims/elements';
import type { Resource } from '../terraform/stack';
import { blocks } from '../terraform/values';
import type { Callee } from './callee';
import { joined, links } from './links';
import { GROUPS, SUBNETS } from './machines/group';
import { reach } from './reach';
import type { Reading } from './reading';
import { allOf, anyOf, type Condition } from './site';

/**
 * What a function of Lambda needs: where it is joined to a network, the zone of one of its subnets, and what its security
 * groups let it call. Elsewhere AWS runs it over the region.
 */
export function functionNeeds(
  lambda: Resource,
  stores: readonly Callee[],
  reading: Reading,
): { readonly needs: readonly Condition[]; readonly called: readonly Callee[] } {
  const networks = blocks(lambda.body.vpc_config);
  if (networks.length === 0) return { needs: [], called: [] };
  const { stack, places } = reading;
  const subnets = joined(networks.map((one) => links(one.subnet_ids, SUBNETS, stack)));
  const securityGroups = joined(networks.map((one) => links(one.security_group_ids, GROUPS, stack)));
  const { zones, whole } = places.ofSubnets(subnets);
  const known = whole && zones.length > 0 ? zones.flatMap(({ id }) => id ?? []) : [UNKNOWN_ZONE];
  if (known[0] === UNKNOWN_ZONE)
    reading.note(`the zones of ${lambda.address}: its subnets are not known; taken as one unknown zone`);
  const called = stores.filter((store) => reach({ securityGroups, subnets }, store, reading) !== 'no');
  for (const { resource } of called)
    reading.note(
      `whether ${lambda.address} can do without ${resource.address}: its security groups may let it call that, and Terraform does not tell more; taken as not`,
    );
  return { needs: [anyOf(known.map((up) => ({ up }))), ...called.map(({ service }) => ({ service }))], called };
}

/** A condition with what a function of Lambda needs besides. */
export function withNeeds(condition: Condition, needs: readonly Condition[]): Condition {
  return needs.length === 0 ? condition : allOf([condition, ...needs]);
}
