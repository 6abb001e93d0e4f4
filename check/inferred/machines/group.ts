import { type Links, links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { blocks } from '../../../terraform/values';
import type { InferenceContext } from '../context';
import type { WayOut } from '../site';
import type { Place } from '../zone-families';

/** One machine, or one task that AWS runs like a machine. */
export interface InferredMachine {
  readonly element: string;
  readonly zone: Place;
  /** What it is rebuilt through, where it has that. */
  readonly wayOut: WayOut | undefined;
}

/** Machines that are built alike: an instance, an autoscaling group, a service of ECS. */
export interface MachineGroup {
  readonly resource: Resource;
  readonly tier: string;
  readonly machines: readonly InferredMachine[];
  readonly subnets: Links;
  readonly securityGroups: Links;
}

/** The NAT gateways on the way to the internet of the subnets that something may stand in; what is not known of it is noted. */
export function wayOut(subnets: Links, owner: string, context: InferenceContext): WayOut | undefined {
  const [subnet] = subnets.certain;
  if (subnet && subnets.certain.length === 1 && !subnets.open) return wayOutOf(subnet, owner, context);
  const possible = [...new Set(subnets.possible.flatMap((one) => possibleGateways(one, context)))];
  return possiblyThrough(possible, owner, context);
}

/** The same of one subnet. */
export function wayOutOf(subnet: Resource, owner: string, context: InferenceContext): WayOut | undefined {
  const route = context.places.route(subnet);
  if (route.kind === 'internet') return undefined;
  if (route.kind === 'nat') return { gateways: [gateway(route.gateway, context)], certain: true };
  const through = certainGateway(subnet, context);
  if (through) return { gateways: [gateway(through.address, context)], certain: true };
  const possible = possibleGateways(subnet, context);
  if (possible.length > 0) return possiblyThrough(possible, owner, context);
  context.note('unknown-way-out', owner, { detail: route.why.replace(subnet.address, 'its subnet') });
  return undefined;
}

function possiblyThrough(found: readonly Resource[], owner: string, context: InferenceContext): WayOut | undefined {
  if (found.length === 0) return undefined;
  if (found.length > 1) {
    // Of several, nothing says that it is one for all.
    const options = found.map(({ address }) => address).join(', ');
    context.note('unknown-way-out', owner, { detail: `through one of ${options}, and not known which` });
    return undefined;
  }
  const gateways = found.map(({ address }) => gateway(address, context));
  context.note('possible-way-out', owner, { others: gateways });
  return { gateways, certain: false };
}

/** The NAT gateway that a subnet's routes lead to, whether or not it is known how that one reaches the internet. */
function certainGateway(subnet: Resource, { stack }: InferenceContext): Resource | undefined {
  const associations = stack.links.to(subnet, ['aws_route_table_association'], 'subnet_id').certain;
  const [table] = associations.flatMap(({ body }) => links(body.route_table_id, ['aws_route_table'], stack).certain);
  if (!table) return undefined;
  const routes = [
    ...blocks(table.body.route),
    ...stack.links.to(table, ['aws_route'], 'route_table_id').certain.map(({ body }) => body),
  ];
  return routes
    .filter((route) => [route.cidr_block, route.destination_cidr_block].includes('0.0.0.0/0'))
    .flatMap((route) => links(route.nat_gateway_id, ['aws_nat_gateway'], stack).certain)[0];
}

/** NAT gateways that a subnet's routes may lead to, as far as what they refer to tells. */
function possibleGateways(subnet: Resource, { stack }: InferenceContext): readonly Resource[] {
  const associations = stack.links.to(subnet, ['aws_route_table_association'], 'subnet_id').possible;
  const tables = associations.flatMap(
    ({ body }) => links(body.route_table_id, ['aws_route_table', 'aws_default_route_table'], stack).possible,
  );
  const routes = tables.flatMap((table) => [
    ...blocks(table.body.route),
    ...stack.links.to(table, ['aws_route'], 'route_table_id').possible.map(({ body }) => body),
  ]);
  const found = routes.flatMap((route) => links(route.nat_gateway_id, ['aws_nat_gateway'], stack).possible);
  return [...new Set(found)];
}

/** The element of a NAT gateway. */
function gateway(address: string, context: InferenceContext): string {
  const nat = context.stack.get(address);
  if (!nat || context.elements.has(address)) return address;
  const zone = context.places.ofSubnet(context.places.subnets(nat.body.subnet_id));
  return context.add(context.places.element(address, 'nat', zone));
}
