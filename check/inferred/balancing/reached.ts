import type { Links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import type { Zone } from '../../../terraform/zones';
import type { InferenceContext } from '../context';
import { ANYWHERE, type Reach, reach } from '../reach';
import type { Targets } from './targets';

/** A load balancer, as far as it matters to whom it reaches. */
export interface Front {
  readonly resource: Resource;
  readonly zones: readonly Zone[];
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
      context.note(
        `whether ${address} reaches ${element}: not all of their security groups can be read; ${some ? 'not counted' : 'taken as reaching it'}`,
      );
    if (found === 'no')
      context.note(
        `how ${address} reaches ${element}: no security group lets port ${targets.ports?.join(' or ') ?? 'any'} of ${targets.group.address} out of the one and into the other; not counted`,
      );
    // Where it is open for all alike, what is not known does not make one of them more redundant than it is.
    return found === 'yes' || (found === 'possible' && !some) ? [one] : [];
  });
}

function standsBefore(
  { machine }: Targets['machines'][number],
  { resource, zones }: Front,
  context: InferenceContext,
): boolean {
  if (machine.zone.id === undefined || zones.length === 0 || zones.some(({ id }) => id === machine.zone.id))
    return true;
  context.note(
    `why ${machine.element} is a target of ${resource.address}: that has no subnet in ${machine.zone.id} and sends nothing there; not counted`,
  );
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
