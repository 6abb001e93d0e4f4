import { inBlock } from './ipv4';
import type { Resource, ResourceIndex } from './resource-index';
import { blocks, isUnknown } from './values';

/** How a subnet reaches the internet. */
export type Route =
  | { readonly kind: 'internet' }
  | { readonly kind: 'nat'; readonly gateway: string }
  | { readonly kind: 'none'; readonly why: string };

const EVERYWHERE = '0.0.0.0/0';

/**
 * Which parts of the internet may not be looked for elsewhere. `any`: none, of machines whose configuration is known to ask all over it.
 * `wide`: large ones, of machines that nospof did not generate: a route to a partner's or another site's addresses is ordinary beside the default one.
 */
export type Parts = 'any' | 'wide';

/** The default route of a subnet: its route table's association, then the table's route to everywhere. */
export function defaultRoute(subnet: string, stack: ResourceIndex, parts: Parts = 'any'): Route {
  const [association] = stack.referring('aws_route_table_association', 'subnet_id', subnet);
  const table = stack.target(association?.body.route_table_id);
  if (!table) return none(`no route table is associated with ${subnet}`);
  const inline = blocks(table.body.route).filter((route) => route.cidr_block === EVERYWHERE);
  const own = stack
    .referring('aws_route', 'route_table_id', table.address)
    .filter(({ body }) => body.destination_cidr_block === EVERYWHERE)
    .map(({ body }) => body);
  const [route] = [...own, ...inline];
  if (!route && isUnknown(table.body.route))
    return none(`the routes of ${table.address} are not known before the apply`);
  if (!route) return none(`${table.address} has no route to ${EVERYWHERE}`);
  const exact = moreExact(table, stack, parts);
  if (exact !== undefined) return none(`${table.address} has a more exact route, to ${exact}`);
  const nat = stack.addressOf(route.nat_gateway_id);
  if (nat !== undefined) return natRoute(nat, stack, parts);
  return internetRoute(stack.addressOf(route.gateway_id), table, stack);
}

/** Addresses that cannot be of the internet: what leads there takes nothing from the default route. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16'];

/** A length of an address block below which it is a large part of the internet, as the halves by which all of it is led elsewhere. */
const WIDE = 8;

/** A route of IPv4 by which a part of the internet is looked for elsewhere. */
function moreExact(table: Resource, stack: ResourceIndex, parts: Parts): string | undefined {
  const routes = [
    ...stack.referring('aws_route', 'route_table_id', table.address).map(({ body }) => body.destination_cidr_block),
    ...blocks(table.body.route).map((route) => route.cidr_block),
  ].filter((one) => typeof one === 'string');
  // A plan or a state writes routes of IPv6 and of prefix lists with an empty block.
  return routes.find(
    (block) =>
      block !== '' &&
      block !== EVERYWHERE &&
      (parts === 'any' || lengthOf(block) < WIDE) &&
      !PRIVATE.some((own) => inBlock(block.split('/')[0] ?? '', own) && lengthOf(block) >= lengthOf(own)),
  );
}

function lengthOf(block: string): number {
  return Number(block.split('/')[1] ?? 32);
}

function natRoute(address: string, stack: ResourceIndex, parts: Parts): Route {
  const nat = stack.get(address);
  if (!nat) return none(`${address} is not in the Terraform`);
  const subnet = stack.addressOf(nat.body.subnet_id);
  const outer = subnet === undefined ? none(`${address} has no subnet`) : publicRoute(subnet, stack, parts);
  if (outer.kind !== 'internet') return none(`${address} itself has no way to the internet`);
  const allocation = stack.addressOf(nat.body.allocation_id);
  if (allocation === undefined) return none(`${address} has no Elastic IP`);
  if (!stack.has(allocation)) return none(`the Elastic IP of ${address} is not in the Terraform`);
  const shared = addressShared(nat, allocation, stack);
  if (shared !== undefined) return none(`the Elastic IP of ${address} is also that of ${shared}`);
  return { kind: 'nat', gateway: address };
}

/** Who else has the Elastic IP of a NAT gateway, which can belong to one thing only. */
function addressShared({ address }: Resource, allocation: string, stack: ResourceIndex): string | undefined {
  const owners = ['aws_nat_gateway', 'aws_eip_association'].flatMap((type) =>
    stack.referring(type, 'allocation_id', allocation),
  );
  return owners.find((one) => one.address !== address)?.address;
}

/** A NAT gateway stands in a public subnet; through another NAT gateway it would reach nothing. */
function publicRoute(subnet: string, stack: ResourceIndex, parts: Parts): Route {
  const [association] = stack.referring('aws_route_table_association', 'subnet_id', subnet);
  const table = stack.addressOf(association?.body.route_table_id);
  const leadsOut = stack
    .referring('aws_route', 'route_table_id', table ?? '')
    .some(({ body }) => stack.addressOf(body.nat_gateway_id) !== undefined);
  return leadsOut ? none(`${subnet} leads through a NAT gateway`) : defaultRoute(subnet, stack, parts);
}

function internetRoute(address: string | undefined, table: Resource, stack: ResourceIndex): Route {
  const gateway = stack.get(address);
  if (gateway?.type !== 'aws_internet_gateway') return none(`${table.address} has a default route to no known gateway`);
  const vpc = stack.addressOf(table.body.vpc_id);
  const attached =
    stack.addressOf(gateway.body.vpc_id) === vpc ||
    stack
      .referring('aws_internet_gateway_attachment', 'internet_gateway_id', gateway.address)
      .some(({ body }) => stack.addressOf(body.vpc_id) === vpc);
  return attached ? { kind: 'internet' } : none(`${gateway.address} is not attached to ${vpc ?? 'the VPC'}`);
}

function none(why: string): Route {
  return { kind: 'none', why };
}
