import { joined, type Links, links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { blocks } from '../../../terraform/values';
import type { InferenceContext } from '../context';
import { shortResourceName } from '../names';
import { GROUPS } from '../network-types';
import type { Place } from '../zone-families';
import { type MachineGroup, wayOut } from './group';

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
    [body.subnet_id, ...interfaces.map((one) => one.body.subnet_id)].map((id) => places.subnets(id)),
  );
  const tier = shortResourceName(address);
  const zone = zoneOf(resource, subnets, context);
  const volumes = attachedVolumes(resource, zone, tier, context);
  context.add(places.element(address, 'node', zone, { needs: volumes, tier }));
  if (zone.id === undefined) context.note('unknown-zone', address, { detail: zone.why });
  return {
    resource,
    tier,
    machines: [{ element: address, zone, wayOut: wayOut(subnets, address, context) }],
    subnets,
    securityGroups: joined([
      links(body.vpc_security_group_ids, GROUPS, stack),
      links(body.security_groups, GROUPS, stack),
      ...interfaces.map((one) => links(one.body.security_groups, GROUPS, stack)),
    ]),
  };
}

function zoneOf(resource: Resource, subnets: Links, { places }: InferenceContext): Place {
  const own = places.named(resource);
  if (own.id !== undefined) return own;
  if (subnets.possible.length === 0 && !subnets.open)
    return { id: undefined, why: 'it names neither a subnet nor a zone' };
  return places.ofSubnet(subnets);
}

/** The network interfaces that an instance is made with, or that are attached to it. */
export function networkInterfaces(instance: Resource, { stack }: Pick<InferenceContext, 'stack'>): readonly Resource[] {
  const { body } = instance;
  const ids = [...blocks(body.network_interface), ...blocks(body.primary_network_interface)].map(
    (one) => one.network_interface_id,
  );
  const attached = stack.links.to(instance, ['aws_network_interface_attachment'], 'instance_id').certain;
  const written = [...ids, ...attached.map((one) => one.body.network_interface_id)];
  const own = joined(written.map((id) => links(id, ['aws_network_interface'], stack))).certain;
  const inside = stack
    .ofType('aws_network_interface')
    .filter((one) =>
      blocks(one.body.attachment).some(({ instance: to }) =>
        links(to, [instance.type], stack).certain.includes(instance),
      ),
    );
  return [...new Set([...own, ...inside])];
}

function attachedVolumes(instance: Resource, zone: Place, tier: string, context: InferenceContext): readonly string[] {
  const { stack, places } = context;
  const attachments = stack.links.to(instance, ['aws_volume_attachment'], 'instance_id').certain;
  return attachments
    .flatMap(({ body }) => links(body.volume_id, ['aws_ebs_volume'], stack).certain)
    .map((volume) => {
      const own = places.named(volume);
      return context.add(places.element(volume.address, 'volume', own.id === undefined ? zone : own, { tier }));
    });
}
