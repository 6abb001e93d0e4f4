import { joined, links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { blocks, type Fields, number } from '../../../terraform/values';
import type { InferenceContext } from '../context';
import type { MachineGroup } from '../machines/group';
import { GROUPS } from '../network-types';
import type { Place } from '../zone-families';
import type { Balancer } from './balancer';
import { counted } from './reached';
import type { Targets } from './targets';

/** The classic load balancer, which has neither listeners nor target groups apart from itself. */
export const CLASSIC = 'aws_elb';

const INSTANCES = ['aws_instance', 'aws_spot_instance_request'] as const;

/** Every classic load balancer. It always checks the health of its instances. */
export function classicBalancers(
  machineGroups: readonly MachineGroup[],
  context: InferenceContext,
): readonly Balancer[] {
  return context.stack.ofType(CLASSIC).map((resource) => {
    const { address, body } = resource;
    const { stack, names } = context;
    const subnets = context.places.subnets(body.subnets);
    const securityGroups = links(body.security_groups, GROUPS, stack);
    const zones = zonesOf(resource, context);
    const found = targetsOf(resource, machineGroups, context);
    const machines = counted(found, { resource, zones, securityGroups, subnets }, context);
    if (!isKnown(body.cross_zone_load_balancing))
      context.note('unknown-cross-zone', address, { detail: String(body.cross_zone_load_balancing) });
    return {
      resource,
      service: names.service(address, 'entry'),
      internal: body.internal === true || body.internal === 'true',
      securityGroups,
      subnets,
      ports: blocks(body.listener).flatMap((one) => number(one.lb_port) ?? []),
      targets: [{ service: names.service(address, 'targets'), targets: found, machines, unclear: found.unclear }],
      zones,
      listed: Math.max(listedIn(stack.value(body.subnets)), listedIn(stack.value(body.availability_zones))),
      unseen: false,
    };
  });
}

/** Terraform turns it on unless it is told not to. */
export function classicCrossesZones({ cross_zone_load_balancing: crosses }: Fields): boolean {
  return crosses === undefined || crosses === null || crosses === true || crosses === 'true';
}

function listedIn(value: unknown): number {
  return Array.isArray(value) ? new Set(value.map((one) => JSON.stringify(one))).size : 0;
}

function isKnown(crosses: unknown): boolean {
  return typeof crosses !== 'string' || crosses === 'true' || crosses === 'false';
}

/** Its subnets' zones, or those that it names itself; none where not all are known. */
function zonesOf(resource: Resource, { places, stack }: InferenceContext): readonly Place[] {
  const { body } = resource;
  const { zones, whole } = places.ofSubnets(places.subnets(body.subnets));
  if (zones.length > 0 || !whole) return whole ? zones : [];
  const listed = stack.value(body.availability_zones);
  const names: readonly unknown[] = Array.isArray(listed) ? listed : [];
  const named = names.map((name) => places.named({ ...resource, body: { availability_zone: name } }));
  return named.every(({ id }) => id !== undefined) ? named : [];
}

/** Instances that it names, that are attached to it, and that autoscaling groups and services register with it. */
function targetsOf(resource: Resource, machineGroups: readonly MachineGroup[], { stack }: InferenceContext): Targets {
  const attached = stack.links.to(resource, ['aws_elb_attachment'], 'elb');
  const single = joined(
    [resource.body.instances, ...attached.possible.map(({ body }) => body.instance)].map((one) =>
      links(one, INSTANCES, stack),
    ),
  );
  const registered = machineGroups.map((of) => ({ of, ...registers(of.resource, resource, stack) }));
  const known = [
    ...machineGroups.filter((group) => single.certain.includes(group.resource)),
    ...registered.filter(({ certain }) => certain).map(({ of }) => of),
  ];
  const maybe = [
    ...machineGroups.filter((group) => single.possible.includes(group.resource)),
    ...registered.filter(({ possible }) => possible).map(({ of }) => of),
  ];
  const unclear = known.length === 0 && maybe.length > 0;
  const all = unclear ? maybe : known;
  const ports = blocks(resource.body.listener).map((one) => number(one.instance_port));
  return {
    group: resource,
    machines: [...new Set(all)].flatMap((of) => of.machines.map((machine) => ({ machine, of }))),
    others: [],
    unclear,
    open:
      single.open ||
      attached.possible.length > attached.certain.length ||
      registered.some(({ certain, possible }) => possible && !certain),
    ports: ports.length === 0 || ports.includes(undefined) ? undefined : ports.flatMap((port) => port ?? []),
  };
}

const ATTACHMENTS = ['aws_autoscaling_attachment', 'aws_autoscaling_traffic_source_attachment'];

function registers(owner: Resource, balancer: Resource, stack: InferenceContext['stack']) {
  const apart = stack.links.to(owner, ATTACHMENTS, 'autoscaling_group_name').certain.map(({ body }) => body);
  const written = [
    owner.body.load_balancers,
    ...blocks(owner.body.load_balancer).map((one) => one.elb_name),
    ...apart.map(({ elb }) => elb),
    ...[owner.body, ...apart].flatMap((body) => blocks(body.traffic_source)).map(({ identifier }) => identifier),
  ];
  const { certain, possible } = joined(written.map((one) => links(one, [CLASSIC], stack)));
  return { certain: certain.includes(balancer), possible: possible.includes(balancer) };
}
