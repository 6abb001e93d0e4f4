import { joined, type Links, links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { blocks, number, strings } from '../../../terraform/values';
import type { Zone } from '../../../terraform/zones';
import type { InferenceContext } from '../context';
import { shortName } from '../names';
import { GROUPS, type Machine, type MachineGroup, SUBNETS, wayOut } from './group';

/** Every autoscaling group: as many machines as it never falls below. */
export function autoscalingGroups(context: InferenceContext): readonly MachineGroup[] {
  return context.stack.ofType('aws_autoscaling_group').map((group) => {
    const { address, body } = group;
    const subnets = links(body.vpc_zone_identifier, SUBNETS, context.stack);
    const tier = shortName(address);
    return {
      resource: group,
      tier,
      machines: spread({ address, tier, count: leastCount(group, context), subnets, named: zonesOf(group) }, context),
      subnets,
      securityGroups: securityGroups(group, context),
    };
  });
}

/** Machines that AWS spreads evenly over subnets. */
export interface Spread {
  readonly address: string;
  readonly tier: string;
  readonly count: number;
  readonly subnets: Links;
  /** Zones that are named instead of subnets. */
  readonly named?: readonly Zone[];
  /** @default 'instance' */
  readonly unit?: string;
}

/** The machines of a group, one zone after the other, as AWS places them. */
export function spread(
  { address, tier, count, subnets, named = [], unit = 'instance' }: Spread,
  context: InferenceContext,
): readonly Machine[] {
  const { places } = context;
  const { zones: told, whole } = places.ofSubnets(subnets);
  const zones = told.length > 0 ? told : named;
  const known = zones.length > 0 && (whole || told.length === 0);
  if (!known) {
    const options = subnets.possible.map((subnet) => subnet.address).join(', ');
    context.note(
      `the zones of ${address}: ${options === '' ? 'its subnets are not in the Terraform' : `its subnets are some of ${options}, or their zones are not known`}; taken as one unknown zone`,
    );
  } else if (zones.length > 1 && count === 1) {
    return [either({ address, tier, unit }, zones, context)];
  } else if (zones.length > 1 && count > 1) {
    context.note(
      `which ${unit} of ${address} stands in which zone: AWS spreads them evenly, so they are taken as one zone after the other`,
    );
  }
  return Array.from({ length: count }, (_, index): Machine => {
    const zone: Zone = known ? (zones[index % zones.length] ?? UNTOLD) : UNTOLD;
    const element = context.add(places.element(`${address} ${unit} ${index + 1}`, 'node', zone, { tier }));
    const here = subnets.certain.filter((one) => places.named(one).id === zone.id);
    const subnet = here[Math.floor(index / Math.max(1, zones.length)) % Math.max(1, here.length)];
    return { element, zone, wayOut: wayOut(subnet, address, context) };
  });
}

/** The only machine of a group over several zones stands in whichever AWS chooses. */
function either(
  { address, tier, unit }: Pick<Spread, 'address' | 'tier' | 'unit'>,
  zones: readonly Zone[],
  context: InferenceContext,
): Machine {
  const id = `${address} ${unit} 1`;
  const among = zones.flatMap((zone) => zone.id ?? []);
  context.note(`which zone ${id} stands in: AWS chooses one of ${among.join(', ')}; taken as hanging on each of them`);
  const needs = zones.flatMap((zone) => context.places.element(id, 'node', zone).needs);
  context.add({ id, class: 'node', needs: [...new Set(needs)], tier });
  return { element: id, zone: { id: undefined, why: 'AWS chooses it' }, among, wayOut: undefined };
}

const UNTOLD: Zone = { id: undefined, why: 'the Terraform does not tell' };

/** What the group never falls below. One that may fall to nothing is taken as large as it starts. */
function leastCount({ address, body }: Resource, context: InferenceContext): number {
  const least = number(body.min_size);
  const wanted = number(body.desired_capacity);
  if (least === undefined) {
    context.note(`how many instances ${address} keeps: its min_size is not known; taken as one`);
    return 1;
  }
  if (least > 0) {
    if (wanted !== undefined && wanted > least)
      context.note(
        `how many instances ${address} has at a moment: it starts with ${wanted} and may fall to ${least}, which are counted`,
      );
    const most = number(body.max_size);
    if (most === undefined || most >= least) return least;
    context.note(
      `how many instances ${address} keeps: its min_size ${least} is above its max_size ${most}, which AWS refuses; ${most} is counted`,
    );
    return most;
  }
  const taken = wanted ?? 0;
  context.note(`how many instances ${address} keeps: it may fall to none; ${taken} are counted, its desired_capacity`);
  return taken;
}

function zonesOf({ body }: Resource): readonly Zone[] {
  const names = strings(body.availability_zones).filter((name) => !name.includes('${'));
  return [...new Set(names)].sort().map((id): Zone => ({ id, by: 'name' }));
}

function securityGroups({ body }: Resource, { stack }: InferenceContext): Links {
  const mixed = blocks(body.mixed_instances_policy).flatMap((policy) => blocks(policy.launch_template));
  const written = [
    ...blocks(body.launch_template).flatMap(({ id, name }) => [id, name]),
    ...mixed
      .flatMap((one) => blocks(one.launch_template_specification))
      .flatMap((one) => [one.launch_template_id, one.launch_template_name]),
    body.launch_configuration,
  ].filter((one) => one !== undefined && one !== null && one !== '');
  const templates = joined(
    written.map((one) => links(one, ['aws_launch_template', 'aws_launch_configuration'], stack)),
  );
  const found = joined(
    templates.possible.flatMap((template) => [
      links(template.body.vpc_security_group_ids, GROUPS, stack),
      links(template.body.security_groups, GROUPS, stack),
      ...blocks(template.body.network_interfaces).map((one) => links(one.security_groups, GROUPS, stack)),
    ]),
  );
  return { ...found, open: found.open || templates.certain.length === 0 };
}
