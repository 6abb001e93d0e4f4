import { type Links, links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import type { Zone } from '../../../terraform/zones';
import type { InferenceContext } from '../context';

export const SUBNETS = ['aws_subnet', 'aws_default_subnet'] as const;
export const GROUPS = ['aws_security_group', 'aws_default_security_group'] as const;

/** One machine, or one task that AWS runs like a machine. */
export interface Machine {
  readonly element: string;
  readonly zone: Zone;
  /** The zones of which it stands in one, and not known which. @default - in `zone` */
  readonly among?: readonly string[];
  /** NAT gateway that it is rebuilt through, where it has one. */
  readonly wayOut: string | undefined;
}

/** Machines that are built alike: an instance, an autoscaling group, a service of ECS. */
export interface MachineGroup {
  readonly resource: Resource;
  readonly tier: string;
  readonly machines: readonly Machine[];
  readonly subnets: Links;
  readonly securityGroups: Links;
}

/** The NAT gateway on a subnet's way to the internet; what is not known of it is noted. */
export function wayOut(subnet: Resource | undefined, owner: string, context: InferenceContext): string | undefined {
  if (!subnet) return undefined;
  const route = context.places.route(subnet);
  if (route.kind === 'none') {
    context.note(`how ${owner} reaches the internet (${route.why}): a way out is not counted as needed to rebuild it`);
  }
  if (route.kind !== 'nat') return undefined;
  const nat = context.stack.get(route.gateway);
  if (!nat || context.elements.has(route.gateway)) return route.gateway;
  const { body, address } = nat;
  const zone = context.places.ofSubnet(links(body.subnet_id, SUBNETS, context.stack));
  return context.add(context.places.element(address, 'nat', zone));
}
