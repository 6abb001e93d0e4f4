import type { Resource } from '../../../terraform/resource-index';
import { UNKNOWN_ZONE } from '../../elements';
import type { InferenceContext } from '../context';
import type { InferredMachine, MachineGroup } from '../machines/group';
import { allOf, anyOf, type Condition, type InferredMember } from '../site';
import type { BalancedTargets, Balancer } from './balancer';
import { CLASSIC, classicCrossesZones } from './classic';
import { checksHealth } from './targets';

/** What stands behind load balancers, as far as they need it. */
export interface BehindBalancers {
  /** What is needed of a machine group's machine to do its work. */
  readonly needsOf: (group: MachineGroup, machine: InferredMachine) => readonly Condition[];
  /** What a target that is no machine needs to answer. */
  readonly answering: (resource: Resource) => Condition;
}

/** Make the services of a load balancer and its target groups. */
export function offerBalancer(balancer: Balancer, behind: BehindBalancers, context: InferenceContext): void {
  const { resource, service, targets } = balancer;
  const tier = service.slice(0, service.lastIndexOf('.'));
  for (const one of targets) offerTargets(one, behind, context);
  context.addManaged(resource.address, tier);
  const needs = [...targets.map((one) => throughZones(one, balancer, context)), ...zoneNeed(balancer, context)];
  if (balancer.unseen) needs.push(context.unseen(`${resource.address} unseen target`, tier));
  context.offer({ id: service, members: [{ element: resource.address, needs }], enough: 1 });
}

function offerTargets(
  { service, targets, machines, unclear }: BalancedTargets,
  { needsOf, answering }: BehindBalancers,
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
    members.push({ element: context.addManaged(other.address), needs: [answering(other)] });
  const none = targets.machines.length === 0 && targets.others.length === 0;
  if (none) {
    context.note('no-targets', group.address);
    members.push({ element: context.addUnseen(`${group.address} target`, tier), needs: context.needsOfUnseen() });
  } else if (targets.open) context.note('unclear-targets', group.address);
  const checked = checksHealth(group);
  if (!checked && members.length > 1) context.note('no-target-check', group.address);
  const enough = checked && !unclear ? 1 : Math.max(1, members.length);
  context.offer({ id: service, members, enough, ...(checked && unclear ? { leastEnough: 1 } : {}) });
}

/** A load balancer that stays in its zone works there only with a target in the same zone. */
function throughZones(
  { service, targets, machines }: BalancedTargets,
  { resource, zones }: Balancer,
  { places }: InferenceContext,
): Condition {
  const own = new Set(zones.flatMap(({ id }) => id ?? []));
  // Where it is not known which of its zones a target stands in, none can be said to be without one.
  const comparable = machines.every(
    ({ machine: { zone } }) =>
      zone.id === undefined || own.has(zone.id) || zones.every((one) => places.differ(one, zone)),
  );
  if (crossesZones(resource, targets.group) || own.size === 0 || !comparable) return { service };
  const here = (zone: string | undefined) =>
    machines
      .filter(({ machine }) => machine.zone.id === zone)
      .map(({ machine }): Condition => ({ service, member: machine.element }));
  const ways = [...own].map((id) => allOf([{ up: id }, anyOf(here(id))]));
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
function zoneNeed({ resource, zones, listed }: Balancer, context: InferenceContext): readonly Condition[] {
  if (zones.length > 0) return [anyOf(zones.flatMap(({ id }) => (id === undefined ? [] : [{ up: id }])))];
  const isApplication = resource.type !== CLASSIC && resource.body.load_balancer_type !== 'network';
  if (isApplication || listed > 1) {
    context.note('balancer-zones', resource.address);
    return [];
  }
  context.note('unknown-zones', resource.address);
  return [{ up: UNKNOWN_ZONE }];
}
