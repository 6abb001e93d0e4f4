import { joined, type Links, links } from '../../terraform/links';
import type { Resource } from '../../terraform/resource-index';
import { possibleBlocks } from '../../terraform/values';
import { UNKNOWN_ZONE } from '../elements';
import type { InferenceContext } from './context';
import { GROUPS } from './network-types';
import { anyOf, type Condition } from './site';

/** A function of Lambda, which calls others as machines do. */
export interface FunctionUnit {
  readonly resource: Resource;
  /** Id of its service. */
  readonly service: string;
  /** Whether it is joined to a network. */
  readonly joined: boolean;
  readonly subnets: Links;
  readonly securityGroups: Links;
  /** What it needs to run besides AWS: where it is joined to a network, the zone of one of its subnets. */
  readonly needs: readonly Condition[];
}

/** Every function of Lambda. What is joined to no network is run by AWS over the region. */
export function functionUnits(context: InferenceContext): readonly FunctionUnit[] {
  return context.stack.ofType('aws_lambda_function').map((resource) => {
    const networks = possibleBlocks(resource.body.vpc_config).filter(({ subnet_ids: ids }) => !isEmpty(ids));
    const subnets = joined(networks.map((one) => context.places.subnets(one.subnet_ids)));
    return {
      resource,
      service: context.names.service(resource.address, 'runs'),
      joined: networks.length > 0,
      subnets,
      securityGroups: joined(networks.map((one) => links(one.security_group_ids, GROUPS, context.stack))),
      needs: networks.length === 0 ? [] : [someZone(resource, subnets, context)],
    };
  });
}

function someZone({ address }: Resource, subnets: Links, context: InferenceContext): Condition {
  const { zones, whole } = context.places.ofSubnets(subnets);
  if (whole && zones.length > 0) return anyOf(zones.flatMap(({ id }) => (id === undefined ? [] : [{ up: id }])));
  context.note('unknown-zones', address, { others: subnets.possible.map((subnet) => subnet.address) });
  return { up: UNKNOWN_ZONE };
}

function isEmpty(ids: unknown): boolean {
  return ids === undefined || ids === null || (Array.isArray(ids) && ids.length === 0);
}

/** The function that an alias stands for; a function itself. */
export function functionOf(resource: Resource, { stack }: InferenceContext): Resource | undefined {
  if (resource.type !== 'aws_lambda_alias') return resource;
  return links(resource.body.function_name, ['aws_lambda_function'], stack).certain[0];
}
