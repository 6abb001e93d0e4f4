import { joined, links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { blocks } from '../../../terraform/values';
import { UNKNOWN_ZONE } from '../../elements';
import type { InferenceContext } from '../context';
import { GROUPS, type Machine, type MachineGroup, SUBNETS } from '../machines/group';
import { allOf, anyOf, type Condition, type InferredMember } from '../site';
import type { BalancedTargets, Balancer } from './balancer';
import { CLASSIC, classicBalancers, classicCrossesZones } from './classic';
import { forwarding } from './forwarding';
import { counted } from './reached';
import { checksHealth, LOAD_BALANCERS, targetsOf } from './targets';

/** What is needed of a machine group's machine to do its work. */
export type NeedsOf = (group: MachineGroup, machine: Machine) => readonly Condition[];

/** Every load balancer with listeners. */
export function balancers(machineGroups: readonly MachineGroup[], context: InferenceContext): readonly Balancer[] {
  const newer = LOAD_BALANCERS.flatMap((type) => context.stack.ofType(type))
    .filter(({ body }) => body.load_balancer_type !== 'gateway')
    .map((resource) => balancer(resource, machineGroups, context));
  return [...newer, ...classicBalancers(machineGroups, context)];
}

function balancer(resource: Resource, machineGroups: readonly MachineGroup[], context: InferenceContext): Balancer {
  const { address, body } = resource;
  const { stack, places, names } = context;
  const service = names.service(address, 'entry');
  const subnets = joined(
    [body.subnets, ...blocks(body.subnet_mapping).map((one) => one.subnet_id)].map((one) => links(one, SUBNETS, stack)),
  );
  const { zones, whole } = places.ofSubnets(subnets);
  const securityGroups = links(body.security_groups, GROUPS, stack);
  const { listens, ports, targetGroups } = forwarding(resource, context);
  const known = whole && zones.length > 0 ? zones : [];
  const targets = targetGroups.possible.map((group) => {
    const found = targetsOf(group, machineGroups, context);
    const machines = counted(found, { resource, zones: known, securityGroups, subnets }, context);
    return { service: names.service(group.address, 'targets'), targets: found, machines };
  });
  const unseen = targetGroups.open || !listens;
  if (unseen) {
    const what = listens ? 'some of it is not in the Terraform, or not known' : 'no listener of it is in the Terraform';
    context.note(`all that ${address} forwards to: ${what}; taken as one machine in an unknown zone`);
  } else if (targets.length === 0) {
    context.note(`what ${address} answers: its listeners forward to nothing; taken as answering by itself`);
  }
  return {
    resource,
    service,
    internal: body.internal === true || body.internal === 'true',
    securityGroups,
    subnets,
    ports,
    targets,
    zones: known,
    unseen,
  };
}

/** Make the services of a load balancer and its target groups. */
export function offerBalancer(
  balancer: Balancer,
  needsOf: NeedsOf,
  others: (resource: Resource) => Condition,
  context: InferenceContext,
): void {
  const { resource, service, targets } = balancer;
  const tier = service.slice(0, service.lastIndexOf('.'));
  for (const one of targets) offerTargets(one, needsOf, others, context);
  context.addManaged(resource.address, tier);
  const needs = [...targets.map((one) => throughZones(one, balancer)), ...zoneNeed(balancer, context)];
  if (balancer.unseen) {
    const zone = { id: undefined, why: 'it is not in the Terraform' };
    needs.push({
      up: context.add(context.places.element(`${resource.address} unseen target`, 'node', zone, { tier })),
    });
  }
  context.offer({ id: service, members: [{ element: resource.address, needs }], enough: 1 });
}

function offerTargets(
  { service, targets, machines }: BalancedTargets,
  needsOf: NeedsOf,
  others: (resource: Resource) => Condition,
  context: InferenceContext,
): void {
  const { group } = targets;
  const tier = service.slice(0, service.lastIndexOf('.'));
  const members: InferredMember[] = machines.map(({ machine, of }) => {
    const known = context.elements.get(machine.element);
    if (known) context.add({ ...known, tier });
    return { element: machine.element, needs: needsOf(of, machine), wayOut: machine.wayOut };
  });
  for (const other of targets.others)
    members.push({ element: context.addManaged(other.address), needs: [others(other)] });
  const none = targets.machines.length === 0 && targets.others.length === 0;
  if (targets.open || none) {
    const why = none ? 'none is in the Terraform' : 'some are not known';
    context.note(
      `the targets of ${group.address}: ${why}; ${none ? 'taken as one machine in an unknown zone' : 'only those that are sure are counted'}`,
    );
  }
  if (none) {
    const zone = { id: undefined, why: 'it is not in the Terraform' };
    members.push({ element: context.add(context.places.element(`${group.address} target`, 'node', zone)), needs: [] });
  }
  const checked = checksHealth(group);
  if (!checked && members.length > 1)
    context.note(`whether a dead target of ${group.address} is left out: its health check is off; taken as not`);
  context.offer({ id: service, members, enough: checked ? 1 : Math.max(1, members.length) });
}

/** A load balancer that stays in its zone works there only with a target in the same zone. */
function throughZones({ service, targets, machines }: BalancedTargets, { resource, zones }: Balancer): Condition {
  if (crossesZones(resource, targets.group) || zones.length === 0) return { service };
  const here = (zone: string | undefined) =>
    machines
      .filter(({ machine }) => machine.zone.id === zone)
      .map(({ machine }): Condition => ({ service, member: machine.element }));
  const ways = zones.flatMap(({ id }) => (id === undefined ? [] : [allOf([{ up: id }, anyOf(here(id))])]));
  return targets.others.length > 0 ? { service } : allOf([{ service }, anyOf([...ways, ...here(undefined)])]);
}

function crossesZones({ type, body }: Resource, { body: group }: Resource): boolean {
  if (type === CLASSIC) return classicCrossesZones(body);
  const own = group.load_balancing_cross_zone_enabled;
  if (own === 'true' || own === true) return true;
  if (own === 'false' || own === false) return false;
  const isNetwork = body.load_balancer_type === 'network';
  return (
    !isNetwork || body.enable_cross_zone_load_balancing === true || body.enable_cross_zone_load_balancing === 'true'
  );
}

/** One zone of the load balancer has to be up. An application load balancer has two in any case, or AWS refuses it. */
function zoneNeed({ resource, zones }: Balancer, context: InferenceContext): readonly Condition[] {
  if (zones.length > 0) return [anyOf(zones.flatMap(({ id }) => (id === undefined ? [] : [{ up: id }])))];
  if (resource.type !== CLASSIC && resource.body.load_balancer_type !== 'network') {
    context.note(`the zones of ${resource.address}: not known; AWS asks for two at least`);
    return [];
  }
  context.note(`the zones of ${resource.address}: not known; taken as one unknown zone`);
  return [{ up: UNKNOWN_ZONE }];
}

/** Listeners of others that send to a load balancer name it. */
export function isTarget(balancer: Resource, { stack }: InferenceContext): boolean {
  return stack.links.to(balancer, ['aws_lb_target_group_attachment'], 'target_id').possible.length > 0;
}
