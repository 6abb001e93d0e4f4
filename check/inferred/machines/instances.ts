import { joined, type Links, links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { blocks } from '../../../terraform/values';
import type { Zone } from '../../../terraform/zones';
import type { InferenceContext } from '../context';
import { shortName } from '../names';
import { GROUPS, type MachineGroup, SUBNETS, wayOut } from './group';

/** Every instance that Terraform makes by itself. */
export function instances(context: InferenceContext): readonly MachineGroup[] {
  return ['aws_instance', 'aws_spot_instance_request']
    .flatMap((type) => context.stack.ofType(type))
    .map((one) => instance(one, context));
}

function instance(resource: Resource, context: InferenceContext): MachineGroup {
  const { stack, places } = context;
  const { address, body } = resource;
  const interfaces = networkInterfaces(resource, context);
  const subnets = joined(
    [body.subnet_id, ...interfaces.map((one) => one.body.subnet_id)].map((id) => links(id, SUBNETS, stack)),
  );
  const tier = shortName(address);
  const zone = zoneOf(resource, subnets, context);
  const volumes = attachedVolumes(resource, zone, tier, context);
  context.add(places.element(address, 'node', zone, { needs: volumes, tier }));
  if (zone.id === undefined) context.note(`the zone of ${address}: ${zone.why}`);
  const [subnet] = subnets.certain;
  return {
    resource,
    tier,
    machines: [{ element: address, zone, wayOut: wayOut(subnet, address, context) }],
    subnets,
    securityGroups: joined([
      links(body.vpc_security_group_ids, GROUPS, stack),
      links(body.security_groups, GROUPS, stack),
      ...interfaces.map((one) => links(one.body.security_groups, GROUPS, stack)),
    ]),
  };
}

function zoneOf(resource: Resource, subnets: Links, { places }: InferenceContext): Zone {
  const own = places.named(resource);
  if (own.id !== undefined) return own;
  if (subnets.possible.length === 0 && !subnets.open)
    return { id: undefined, why: 'it names neither a subnet nor a zone' };
  return places.ofSubnet(subnets);
}

function networkInterfaces({ body }: Resource, { stack }: InferenceContext): readonly Resource[] {
  const ids = blocks(body.network_interface).map((one) => one.network_interface_id);
  return joined(ids.map((id) => links(id, ['aws_network_interface'], stack))).certain;
}

function attachedVolumes(instance: Resource, zone: Zone, tier: string, context: InferenceContext): readonly string[] {
  const { stack, places } = context;
  const attachments = stack.links.to(instance, ['aws_volume_attachment'], 'instance_id').certain;
  return attachments
    .flatMap(({ body }) => links(body.volume_id, ['aws_ebs_volume'], stack).certain)
    .map((volume) => {
      const own = places.named(volume);
      return context.add(places.element(volume.address, 'volume', own.id === undefined ? zone : own, { tier }));
    });
}
