import type { Machine } from './machine/machine';
import { MachineReader } from './machine/reader';
import type { Resource, ResourceIndex } from './resource-index';
import { defaultRoute, type Route } from './routes';
import { type Fields, fields } from './values';
import { namedZone, type Zone } from './zones';

/** A volume that a node has attached. */
export interface AttachedVolume {
  readonly address: string;
  readonly zone: Zone;
}

/** What the Terraform says of one machine. */
export interface NodeFacts {
  /** `aws_instance.web_1` */
  readonly address: string;
  readonly resource: Resource;
  /** From the tag `nospof:tier`. */
  readonly tier: string | undefined;
  readonly zone: Zone;
  readonly subnet: Resource | undefined;
  /** Private IPv4 address. */
  readonly privateIp: string | undefined;
  readonly secondaryIps: readonly string[];
  /** Security groups. */
  readonly groups: readonly string[];
  readonly volumes: readonly AttachedVolume[];
  readonly machine: Machine;
  readonly route: Route;
  readonly tags: Fields;
}

/** Every instance of a stack, by address. */
export function nodesOf(stack: ResourceIndex, reader = new MachineReader()): ReadonlyMap<string, NodeFacts> {
  return new Map(
    stack.ofType('aws_instance').map((instance) => [instance.address, nodeFacts(instance, stack, reader)]),
  );
}

function nodeFacts(resource: Resource, stack: ResourceIndex, reader: MachineReader): NodeFacts {
  const { address, body } = resource;
  const subnet = stack.target(body.subnet_id);
  const tags = fields(stack.value(body.tags));
  const tier = tags['nospof:tier'];
  return {
    address,
    resource,
    tier: typeof tier === 'string' ? tier : undefined,
    zone: subnet ? namedZone(subnet, stack) : namedZone(resource, stack),
    subnet,
    privateIp: stack.text(body.private_ip),
    secondaryIps: stack.texts(body.secondary_private_ips),
    groups: stack.texts(body.vpc_security_group_ids).flatMap((group) => stack.addressOf(group) ?? []),
    volumes: stack.referring('aws_volume_attachment', 'instance_id', address).flatMap(({ body }) => {
      const volume = stack.target(body.volume_id);
      return volume ? [{ address: volume.address, zone: namedZone(volume, stack) }] : [];
    }),
    machine: reader.machine(resource, stack),
    route: egress(resource, subnet, stack),
    tags,
  };
}

/** Through an internet gateway only a machine with a public address gets out. */
function egress(instance: Resource, subnet: Resource | undefined, stack: ResourceIndex): Route {
  if (!subnet) return { kind: 'none', why: `the subnet of ${instance.address} is not in the Terraform` };
  const route = defaultRoute(subnet.address, stack);
  if (route.kind !== 'internet' || hasPublicAddress(instance, subnet, stack)) return route;
  return { kind: 'none', why: `${instance.address} has no public address in the public subnet ${subnet.address}` };
}

function hasPublicAddress({ address, body }: Resource, subnet: Resource, stack: ResourceIndex): boolean {
  return (
    body.associate_public_ip_address === true ||
    (body.associate_public_ip_address === undefined && subnet.body.map_public_ip_on_launch === true) ||
    associatedAddress(address, stack) !== undefined
  );
}

/** The Elastic IP that Terraform associates with an instance. */
export function associatedAddress(instance: string, stack: ResourceIndex): string | undefined {
  const association = stack
    .referring('aws_eip_association', 'instance_id', instance)
    .find(({ body }) => stack.target(body.allocation_id));
  if (association) return stack.addressOf(association.body.allocation_id);
  return stack.referring('aws_eip', 'instance', instance)[0]?.address;
}

/**
 * The Elastic IP that Terraform keeps at an instance's primary private address and nowhere else, so that no stop takes it. A
 * public address that EC2 draws by itself is none: it goes with a stop, and does not come again where a secondary private
 * address holds an Elastic IP (EC2 user guide, "Amazon EC2 instance IP addressing").
 */
export function keptAddress({ address, privateIp }: NodeFacts, stack: ResourceIndex): string | undefined {
  return stack
    .referring('aws_eip_association', 'instance_id', address)
    .filter(({ body }) => body.private_ip_address === undefined || stack.text(body.private_ip_address) === privateIp)
    .flatMap(({ body }) => stack.target(body.allocation_id)?.address ?? [])
    .find((one) => ownersOf(one, stack) === 1);
}

/** How many an Elastic IP is given to: a second one takes it away from the first. */
function ownersOf(address: string, stack: ResourceIndex): number {
  const associated = ['aws_nat_gateway', 'aws_eip_association'].flatMap((type) =>
    stack.referring(type, 'allocation_id', address),
  );
  return associated.length + (stack.get(address)?.body.instance === undefined ? 0 : 1);
}

/** Tags that Terraform gives an instance's primary network interface. */
export function interfaceTags({ address }: NodeFacts, stack: ResourceIndex): Fields {
  const tags = stack
    .ofType('aws_ec2_tag')
    .filter(({ body }) => body.resource_id === `\${${address}.primary_network_interface_id}`);
  return Object.fromEntries(tags.map(({ body }) => [String(body.key), body.value]));
}
