import { inBlock, ipv4, overlap } from '../../terraform/ipv4';
import type { NodeFacts } from '../../terraform/nodes';
import type { ResourceIndex } from '../../terraform/resource-index';
import { strings } from '../../terraform/values';
import type { NodeGap, NodeRule } from './node-gap';

/** A private address can be given once, inside its subnet, and not where AWS has its own; subnets share none. */
export const addresses: NodeRule = (node, { stack }) => [
  ...ownAddresses(node).flatMap((address) => taken(address, node, stack)),
  ...ownAddresses(node).flatMap((address) => placed(address, node)),
  ...sharedBlocks(node, stack),
];

function ownAddresses({ privateIp, secondaryIps }: NodeFacts): readonly string[] {
  return [...(privateIp === undefined ? [] : [privateIp]), ...secondaryIps];
}

/** Whoever else has the address, in the same network. */
function taken(address: string, node: NodeFacts, stack: ResourceIndex): readonly NodeGap[] {
  const vpc = stack.addressOf(node.subnet?.body.vpc_id);
  const owners = (ownersOf(stack).get(address) ?? []).filter((one) => one.vpc === vpc && one.owner !== node.address);
  const twice = ownAddresses(node).filter((one) => one === address).length > 1;
  return [
    ...owners.map(({ owner }) => gap('address-taken', `the address ${address} for itself`, owner)),
    ...(twice ? [gap('address-taken', `the address ${address} once`, node.address)] : []),
  ];
}

interface Owner {
  readonly owner: string;
  readonly vpc: string | undefined;
}

const OWNERS = new WeakMap<ResourceIndex, ReadonlyMap<string, readonly Owner[]>>();

/** Who asks for which private address. O(resources), once a stack. */
function ownersOf(stack: ResourceIndex): ReadonlyMap<string, readonly Owner[]> {
  const known = OWNERS.get(stack);
  if (known) return known;
  const found = new Map<string, Owner[]>();
  for (const [type, keys] of ASKING) {
    for (const { address: owner, body } of stack.ofType(type)) {
      const vpc = stack.addressOf(stack.target(body.subnet_id)?.body.vpc_id);
      for (const address of new Set(keys.flatMap((key) => strings(body[key])))) {
        const others = found.get(address);
        if (others) others.push({ owner, vpc });
        else found.set(address, [{ owner, vpc }]);
      }
    }
  }
  OWNERS.set(stack, found);
  return found;
}

/** Types that can ask for private addresses, and the arguments in which they do. */
const ASKING: readonly (readonly [type: string, keys: readonly string[]])[] = [
  ['aws_instance', ['private_ip', 'secondary_private_ips']],
  ['aws_network_interface', ['private_ip', 'private_ips', 'private_ip_list']],
  ['aws_nat_gateway', ['private_ip', 'secondary_private_ip_addresses']],
];

/** VPC user guide, "Subnet CIDR blocks": the first four addresses and the last one of each subnet are AWS's own. */
function placed(address: string, { subnet }: NodeFacts): readonly NodeGap[] {
  const block = subnet?.body.cidr_block;
  if (subnet === undefined || typeof block !== 'string') return [];
  if (!inBlock(address, block))
    return [gap('address-outside-subnet', `the address ${address}`, `${subnet.address} (${block})`)];
  const [base = '', length] = block.split('/');
  const size = 2 ** (32 - Number(length));
  const at = (ipv4(address) ?? 0) - Math.floor((ipv4(base) ?? 0) / size) * size;
  if (at >= 4 && at < size - 1) return [];
  return [gap('address-outside-subnet', `an address other than ${address}, which is AWS's own`, subnet.address)];
}

function sharedBlocks({ subnet }: NodeFacts, stack: ResourceIndex): readonly NodeGap[] {
  const block = subnet?.body.cidr_block;
  if (subnet === undefined || typeof block !== 'string') return [];
  const vpc = stack.target(subnet.body.vpc_id);
  const range = vpc?.body.cidr_block;
  const sharing = (vpc === undefined ? [] : stack.referring('aws_subnet', 'vpc_id', vpc.address)).filter(
    ({ address, body }) =>
      address !== subnet.address && typeof body.cidr_block === 'string' && overlap(block, body.cidr_block),
  );
  const isInside = typeof range !== 'string' || isPart(block, range) || hasOtherRanges(vpc?.address, stack);
  return [
    ...sharing.map(({ address }) => gap('no-network', `a block of its own for ${subnet.address}`, address)),
    ...(isInside ? [] : [gap('no-network', `a block of ${vpc?.address} (${range})`, subnet.address)]),
  ];
}

function isPart(block: string, of: string): boolean {
  return overlap(block, of) && Number(block.split('/')[1]) >= Number(of.split('/')[1]);
}

function hasOtherRanges(vpc: string | undefined, stack: ResourceIndex): boolean {
  return stack.referring('aws_vpc_ipv4_cidr_block_association', 'vpc_id', vpc ?? '').length > 0;
}

function gap(code: NodeGap['code'], lookedFor: string, where: string): NodeGap {
  return { code, lookedFor, where };
}
