import { addressOf } from './references';
import type { Resource, ResourceIndex } from './resource-index';
import { blocks } from './values';

/** How a subnet reaches the internet. */
export type Route =
  | { readonly kind: 'internet' }
  | { readonly kind: 'nat'; readonly gateway: string }
  | { readonly kind: 'none'; readonly why: string };

const EVERYWHERE = '0.0.0.0/0';

/** The default route of a subnet: its route table's association, then the table's route to everywhere. */
export function defaultRoute(subnet: string, stack: ResourceIndex): Route {
  const association = stack
    .ofType('aws_route_table_association')
    .find(({ body }) => addressOf(body.subnet_id) === subnet);
  const table = stack.get(addressOf(association?.body.route_table_id));
  if (!table) return none(`no route table is associated with ${subnet}`);
  const inline = blocks(table.body.route).filter((route) => route.cidr_block === EVERYWHERE);
  const own = stack
    .ofType('aws_route')
    .filter(({ body }) => addressOf(body.route_table_id) === table.address)
    .filter(({ body }) => body.destination_cidr_block === EVERYWHERE)
    .map(({ body }) => body);
  const [route] = [...own, ...inline];
  if (!route) return none(`${table.address} has no route to ${EVERYWHERE}`);
  const nat = addressOf(route.nat_gateway_id);
  if (nat !== undefined) return natRoute(nat, stack);
  return internetRoute(addressOf(route.gateway_id), table, stack);
}

function natRoute(address: string, stack: ResourceIndex): Route {
  const nat = stack.get(address);
  if (!nat) return none(`${address} is not in the Terraform`);
  const subnet = addressOf(nat.body.subnet_id);
  const outer = subnet === undefined ? none(`${address} has no subnet`) : publicRoute(subnet, stack);
  if (outer.kind !== 'internet') return none(`${address} itself has no way to the internet`);
  if (addressOf(nat.body.allocation_id) === undefined) return none(`${address} has no Elastic IP`);
  if (!stack.has(addressOf(nat.body.allocation_id) ?? ''))
    return none(`the Elastic IP of ${address} is not in the Terraform`);
  const shared = addressShared(nat, stack);
  if (shared !== undefined) return none(`the Elastic IP of ${address} is also that of ${shared}`);
  return { kind: 'nat', gateway: address };
}

/** Who else has the Elastic IP of a NAT gateway, which can belong to one thing only. */
function addressShared({ address, body }: Resource, stack: ResourceIndex): string | undefined {
  const allocation = addressOf(body.allocation_id);
  const owners = ['aws_nat_gateway', 'aws_eip_association'].flatMap((type) => stack.ofType(type));
  return owners.find((one) => one.address !== address && addressOf(one.body.allocation_id) === allocation)?.address;
}

/** A NAT gateway stands in a public subnet; through another NAT gateway it would reach nothing. */
function publicRoute(subnet: string, stack: ResourceIndex): Route {
  const association = stack
    .ofType('aws_route_table_association')
    .find(({ body }) => addressOf(body.subnet_id) === subnet);
  const table = addressOf(association?.body.route_table_id);
  const leadsOut = stack
    .ofType('aws_route')
    .some(({ body }) => addressOf(body.route_table_id) === table && addressOf(body.nat_gateway_id) !== undefined);
  return leadsOut ? none(`${subnet} leads through a NAT gateway`) : defaultRoute(subnet, stack);
}

function internetRoute(address: string | undefined, table: Resource, stack: ResourceIndex): Route {
  const gateway = stack.get(address);
  if (gateway?.type !== 'aws_internet_gateway') return none(`${table.address} has a default route to no known gateway`);
  const vpc = addressOf(table.body.vpc_id);
  const attached =
    addressOf(gateway.body.vpc_id) === vpc ||
    stack
      .ofType('aws_internet_gateway_attachment')
      .some(({ body }) => addressOf(body.internet_gateway_id) === gateway.address && addressOf(body.vpc_id) === vpc);
  return attached ? { kind: 'internet' } : none(`${gateway.address} is not attached to ${vpc ?? 'the VPC'}`);
}

function none(why: string): Route {
  return { kind: 'none', why };
}
