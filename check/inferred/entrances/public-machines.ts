import { links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import type { InferenceContext } from '../context';
import type { MachineGroup } from '../machines/group';
import { openToVisitors } from '../reach';

/** Ports that web sites answer on. */
const WEB = [80, 443, 8080, 8443];

/** Whether visitors can come to an instance by itself: it has a public address, and a port of the web open to all. */
export function isPublicMachine(group: MachineGroup, context: InferenceContext): boolean {
  if (group.resource.type !== 'aws_instance' || !hasPublicAddress(group, context)) return false;
  if (openToVisitors(group.securityGroups, WEB, context)) return true;
  const { address } = group.resource;
  context.note(
    `whether visitors use ${address}: it has a public address, but none of the ports ${WEB.join(', ')} is open to all; taken as not`,
  );
  return false;
}

function hasPublicAddress({ resource, subnets }: MachineGroup, { stack }: InferenceContext): boolean {
  const { body } = resource;
  if (body.associate_public_ip_address === true) return true;
  if (
    body.associate_public_ip_address !== false &&
    subnets.certain.some((subnet) => subnet.body.map_public_ip_on_launch === true)
  )
    return true;
  const byAddress = stack.links.to(resource, ['aws_eip'], 'instance').possible;
  const apart = stack.links.to(resource, ['aws_eip_association'], 'instance_id').possible;
  return byAddress.length + apart.length > 0;
}

/** The instance that an Elastic IP belongs to. */
export function instanceOf(eip: Resource, { stack }: { stack: InferenceContext['stack'] }): Resource | undefined {
  const [own] = links(eip.body.instance, ['aws_instance'], stack).certain;
  if (own) return own;
  const [association] = stack.links.to(eip, ['aws_eip_association'], 'allocation_id').certain;
  return association && links(association.body.instance_id, ['aws_instance'], stack).certain[0];
}
