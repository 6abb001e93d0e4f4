import { joined, links } from '../../terraform/links';
import type { Resource } from '../../terraform/resource-index';
import { blocks } from '../../terraform/values';
import { UNKNOWN_ZONE } from '../elements';
import type { Callee } from './callee';
import type { InferenceContext } from './context';
import { GROUPS, SUBNETS } from './machines/group';
import { reach } from './reach';
import { anyOf, type Condition } from './site';

/**
 * What a function of Lambda needs: where it is joined to a network, the zone of one of its subnets, and what its security
 * groups let it call. Elsewhere AWS runs it over the region.
 */
export function functionNeeds(lambda: Resource, stores: readonly Callee[], context: InferenceContext): FunctionNeeds {
  const networks = blocks(lambda.body.vpc_config);
  if (networks.length === 0) return { needs: [], called: [] };
  const { stack, places } = context;
  const subnets = joined(networks.map((one) => links(one.subnet_ids, SUBNETS, stack)));
  const securityGroups = joined(networks.map((one) => links(one.security_group_ids, GROUPS, stack)));
  const { zones, whole } = places.ofSubnets(subnets);
  const known = whole && zones.length > 0 ? zones.flatMap(({ id }) => id ?? []) : [UNKNOWN_ZONE];
  if (known[0] === UNKNOWN_ZONE)
    context.note(`the zones of ${lambda.address}: its subnets are not known; taken as one unknown zone`);
  const called = stores.filter((store) => reach({ securityGroups, subnets }, store, context) !== 'no');
  for (const { resource } of called)
    context.note(
      `whether ${lambda.address} can do without ${resource.address}: its security groups may let it call that, and Terraform does not tell more; taken as not`,
    );
  return { needs: [anyOf(known.map((up) => ({ up }))), ...called.map(({ service }) => ({ service }))], called };
}

/** What a function of Lambda needs besides AWS. */
export interface FunctionNeeds {
  readonly needs: readonly Condition[];
  readonly called: readonly Callee[];
}

/** The function that an alias stands for; a function itself. */
export function functionOf(resource: Resource, { stack }: InferenceContext): Resource | undefined {
  if (resource.type !== 'aws_lambda_alias') return resource;
  return links(resource.body.function_name, ['aws_lambda_function'], stack).certain[0];
}
