import { joined, type Links, links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { possibleBlocks, strings } from '../../../terraform/values';
import type { InferenceContext } from '../context';
import { shortResourceName } from '../names';
import { GROUPS } from '../network-types';
import type { Place } from '../zone-families';
import type { MachineGroup } from './group';
import { keptInstances } from './size';
import { spread } from './spread';

/** Every autoscaling group: as many machines as it never falls below. */
export function autoscalingGroups(context: InferenceContext): readonly MachineGroup[] {
  return context.stack.ofType('aws_autoscaling_group').map((group) => {
    const { address, body } = group;
    const templates = templatesOf(group, context);
    const own = context.places.subnets(body.vpc_zone_identifier);
    const subnets = own.possible.length > 0 || own.open ? own : subnetsOf(templates, context);
    const tier = shortResourceName(address);
    const named = zonesOf(group, context);
    const count = keptInstances(group, context);
    return {
      resource: group,
      tier,
      machines: spread({ address, tier, count, subnets, named }, context),
      subnets,
      securityGroups: securityGroups(templates, context),
    };
  });
}

function zonesOf({ body }: Resource, { places }: InferenceContext): readonly Place[] {
  const names = strings(body.availability_zones);
  const zones = names.map((name) =>
    places.named({ address: name, type: 'zone', name, body: { availability_zone: name } }),
  );
  const known = new Map(zones.flatMap((zone) => (zone.id === undefined ? [] : [[zone.id, zone] as const])));
  return [...known].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, zone]) => zone);
}

/** The launch templates and configurations that a group makes its machines from. */
function templatesOf({ body }: Resource, { stack }: Pick<InferenceContext, 'stack'>): Links {
  const mixed = possibleBlocks(body.mixed_instances_policy).flatMap((policy) => possibleBlocks(policy.launch_template));
  const written = [
    ...possibleBlocks(body.launch_template).flatMap(({ id, name }) => [id, name]),
    ...mixed
      .flatMap((one) => possibleBlocks(one.launch_template_specification))
      .flatMap((one) => [one.launch_template_id, one.launch_template_name]),
    body.launch_configuration,
  ].filter((one) => one !== undefined && one !== null && one !== '');
  return joined(written.map((one) => links(one, ['aws_launch_template', 'aws_launch_configuration'], stack)));
}

function subnetsOf(templates: Links, { places }: InferenceContext): Links {
  return joined(
    templates.certain.flatMap(({ body }) =>
      possibleBlocks(body.network_interfaces).map((one) => places.subnets(one.subnet_id)),
    ),
  );
}

function securityGroups(templates: Links, { stack }: InferenceContext): Links {
  const found = joined(
    templates.possible.flatMap((template) => [
      links(template.body.vpc_security_group_ids, GROUPS, stack),
      links(template.body.security_groups, GROUPS, stack),
      ...possibleBlocks(template.body.network_interfaces).map((one) => links(one.security_groups, GROUPS, stack)),
    ]),
  );
  return { ...found, open: found.open || templates.certain.length === 0 };
}
