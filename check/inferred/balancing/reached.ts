import type { Links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import type { InferenceContext } from '../context';
import { ANYWHERE, type Reach, reach } from '../reach';
import type { Place } from '../zone-families';
import type { Targets } from './targets';

/** A load balancer, as far as it matters to whom it reaches. */
export interface Front {
  readonly resource: Resource;
  readonly zones: readonly Place[];
  readonly securityGroups: Links;
  readonly subnets: Links;
}

/** The targets that get requests: in a zone of the load balancer, and where the firewalls of both let it through. */
export function counted(targets: Targets, front: Front, context: InferenceContext): Targets['machines'] {
  const here = targets.machines.filter((one) => standsBefore(one, front, context));
  const reached = here.map((one) => ({ one, found: reachOf(one, targets, front, context) }));
  const some = reached.some(({ found }) => found === 'yes');
  const { address } = front.resource;
  return reached.flatMap(({ one, found }) => {
    const { element } = one.machine;
    if (found === 'possible')
      context.note(some ? 'unreadable-target-rules' : 'possible-target', element, { others: [address] });
    if (found === 'no')
      context.note('closed-target', element, { others: [address], detail: targets.ports?.join(' or ') ?? 'any' });
    // Where it is open for all alike, what is not known does not make one of them more redundant than it is.
    return found === 'yes' || (found === 'possible' && !some) ? [one] : [];
  });
}

function standsBefore(
  { machine }: Targets['machines'][number],
  { resource, zones }: Front,
  context: InferenceContext,
): boolean {
  const { zone, element } = machine;
  if (zone.id === undefined || zones.length === 0 || !zones.every((one) => context.places.differ(one, zone)))
    return true;
  context.note('target-outside-zones', element, { others: [resource.address], detail: zone.id });
  return false;
}

function reachOf(
  { of }: Targets['machines'][number],
  { ports }: Targets,
  { resource, securityGroups, subnets }: Front,
  context: InferenceContext,
): Reach {
  // A task of ECS answers at its container's port, whatever the target group says.
  const called = {
    securityGroups: of.securityGroups,
    subnets: of.subnets,
    ports: of.resource.type === 'aws_ecs_service' ? undefined : ports,
  };
  // A network load balancer without security groups passes on the visitor's address, which is anyone's.
  const grouped = securityGroups.possible.length > 0 || securityGroups.open;
  const from = resource.body.load_balancer_type === 'network' && !grouped ? ANYWHERE : subnets;
  return reach({ securityGroups, subnets: from }, called, context);
}
