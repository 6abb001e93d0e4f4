import { links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import type { InferenceContext } from '../context';
import type { MachineGroup } from '../machines/group';
import { networkInterfaces } from '../machines/instances';
import { GROUPS } from '../network-types';
import { openToVisitors } from '../reach';

/** Ports that web sites answer on. */
const WEB = [80, 443, 8080, 8443];

/** Whether visitors can come to an instance by itself: it has a public address, and a port of the web open to all. */
export function isPublicMachine(group: MachineGroup, context: InferenceContext): boolean {
  if (group.resource.type !== 'aws_instance' || !hasPublicAddress(group, context)) return false;
  if (openToVisitors(group.securityGroups, WEB, context)) return true;
  context.note('no-web-port', group.resource.address, { detail: WEB.join(', ') });
  return false;
}

/** Whether the internet knows an instance by an address. One without a subnet is in the default network, which gives it one. */
export function hasPublicAddress({ resource, subnets }: MachineGroup, context: InferenceContext): boolean {
  const { stack } = context;
  const { body, type } = resource;
  if (type !== 'aws_instance') return false;
  const given = body.associate_public_ip_address;
  if (given === true || given === 'true') return true;
  const interfaces = networkInterfaces(resource, context);
  if (given !== false && given !== 'false') {
    if (subnets.certain.some((one) => one.type === 'aws_default_subnet' || isTrue(one.body.map_public_ip_on_launch)))
      return true;
    if (isPlacedNowhere(resource) && interfaces.length === 0) {
      context.note('default-network', resource.address);
      return true;
    }
  }
  const isNamed = (one: Resource, own: string, apart: string) =>
    stack.links.to(one, ['aws_eip'], own).possible.length > 0 ||
    stack.links.to(one, ['aws_eip_association'], apart).possible.length > 0;
  return (
    isNamed(resource, 'instance', 'instance_id') ||
    interfaces.some((one) => isNamed(one, 'network_interface', 'network_interface_id'))
  );
}

/** Whether an instance says nothing of its network. */
function isPlacedNowhere({ body }: Resource): boolean {
  const written = [body.subnet_id, body.network_interface, body.primary_network_interface, body.launch_template];
  return written.every((one) => one === undefined || one === null || (Array.isArray(one) && one.length === 0));
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

/** The instance that an Elastic IP belongs to, by itself or by its network interface. */
export function instanceOf(eip: Resource, { stack }: Pick<InferenceContext, 'stack'>): Resource | undefined {
  const [own] = links(eip.body.instance, ['aws_instance'], stack).certain;
  if (own) return own;
  const [association] = stack.links.to(eip, ['aws_eip_association'], 'allocation_id').certain;
  const [named] = association ? links(association.body.instance_id, ['aws_instance'], stack).certain : [];
  if (named) return named;
  const written = [eip.body.network_interface, association?.body.network_interface_id];
  const interfaces = written.flatMap((one) => links(one, ['aws_network_interface'], stack).certain);
  return stack
    .ofType('aws_instance')
    .find((one) => networkInterfaces(one, { stack }).some((found) => interfaces.includes(found)));
}

/** Elastic IPs of interfaces that are open to visitors, and of which it is not known which machine has them. */
export function ownerless(context: InferenceContext): readonly Resource[] {
  const { stack } = context;
  return stack.ofType('aws_eip').filter((eip) => {
    const apart = stack.links.to(eip, ['aws_eip_association'], 'allocation_id').possible;
    const written = [eip.body.network_interface, ...apart.map(({ body }) => body.network_interface_id)];
    const interfaces = written.flatMap((one) => links(one, ['aws_network_interface'], stack).certain);
    return interfaces.some(
      (one) =>
        openToVisitors(links(one.body.security_groups, GROUPS, stack), WEB, context) && !instanceOf(eip, { stack }),
    );
  });
}
