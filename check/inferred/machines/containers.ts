import { joined, links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { blocks, isUnknown, number, possibleBlocks } from '../../../terraform/values';
import type { InferenceContext } from '../context';
import { shortResourceName } from '../names';
import { GROUPS } from '../network-types';
import type { MachineGroup } from './group';
import { spread } from './spread';

/** Every service of ECS. On Fargate each task stands by itself; elsewhere the tasks may share one instance. */
export function containerServices(context: InferenceContext): readonly MachineGroup[] {
  return context.stack.ofType('aws_ecs_service').map((service) => {
    const { address, body } = service;
    const network = possibleBlocks(body.network_configuration);
    const subnets = joined(network.map((one) => context.places.subnets(one.subnets)));
    const count = taskCount(service, context);
    const fargate = isFargate(service);
    if (!fargate && count > 1) context.note('shared-instances', address);
    const machines = {
      address,
      tier: shortResourceName(address),
      count: fargate ? count : Math.min(count, 1),
      subnets,
    };
    return {
      resource: service,
      tier: shortResourceName(address),
      machines: spread({ ...machines, unit: 'task' }, context),
      subnets,
      securityGroups: joined(network.map((one) => links(one.security_groups, GROUPS, context.stack))),
    };
  });
}

/** As many tasks as the service starts with, or as few as its scaling may leave it with. */
function taskCount(service: Resource, context: InferenceContext): number {
  const { address, body } = service;
  const wanted = number(body.desired_count);
  const floors = scalableTargets(service, context).flatMap((target) => [
    number(target.body.min_capacity),
    ...context.stack.links
      .to(target, ['aws_appautoscaling_scheduled_action'], 'resource_id')
      .possible.flatMap((one) =>
        possibleBlocks(one.body.scalable_target_action).map(({ min_capacity: least }) => number(least)),
      ),
    ...scheduledBeside(target, context),
  ]);
  if (wanted === undefined && floors.length === 0) {
    context.note('unknown-tasks', address);
    return 1;
  }
  if (floors.includes(undefined)) {
    context.note('unknown-size', address);
    return 1;
  }
  const known = floors.flatMap((one) => one ?? []);
  if (known.length === 0) return wanted ?? 1;
  const least = Math.min(...known);
  const start = wanted ?? Math.max(...known);
  // A service that may scale down to nothing may as well stand at one task.
  const counted = Math.min(start, least === 0 ? 1 : least);
  if (least === 0) context.note('may-fall-to-none', address);
  if (counted < start) context.note('may-shrink', address, { detail: `${start} ${counted}` });
  return counted;
}

/** What Application Auto Scaling may do with the number of a service's tasks. */
function scalableTargets(service: Resource, { stack }: InferenceContext): readonly Resource[] {
  return stack.ofType('aws_appautoscaling_target').filter(({ body }) => {
    if (typeof body.service_namespace === 'string' && body.service_namespace !== 'ecs') return false;
    return means(body.resource_id, service, stack);
  });
}

/** `service/CLUSTER/SERVICE`, in which both may be references. */
function means(id: unknown, service: Resource, stack: InferenceContext['stack']): boolean {
  const text = stack.text(id);
  if (text === undefined) return true;
  const { possible } = links(text, ['aws_ecs_service'], stack);
  if (possible.length > 0) return possible.includes(service);
  const name = stack.text(service.body.name);
  const last = text.split('/').at(-1) ?? '';
  return last.includes('${') || name === undefined || name.includes('${') || last === name;
}

/** Schedules name the service again instead of the target. */
function scheduledBeside({ body }: Resource, { stack }: InferenceContext): readonly (number | undefined)[] {
  return stack
    .ofType('aws_appautoscaling_scheduled_action')
    .filter((one) => one.body.resource_id === body.resource_id)
    .flatMap(({ body: { scalable_target_action: action } }): readonly (number | undefined)[] =>
      isUnknown(action) ? [undefined] : blocks(action).flatMap(({ min_capacity: least }) => number(least) ?? []),
    );
}

/**
 * How tasks of a service are found by those that call them. `discovered`: ECS takes a task that does not answer out of the names
 * and proxies of service discovery, Service Connect and Lattice. `nowhere`: its tasks have no name, and addresses that change.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/interconnecting-services.html
 */
export function addressing(service: Resource, { stack }: InferenceContext): 'discovered' | 'nowhere' | 'not known' {
  const { body } = service;
  if (service.type !== 'aws_ecs_service') return 'not known';
  const {
    service_connect_configuration: connect,
    service_registries: registries,
    vpc_lattice_configurations: lattice,
  } = body;
  const isConnected = blocks(connect).some(
    (one) => one.enabled !== false && one.enabled !== 'false' && blocks(one.service).length > 0,
  );
  if (isConnected || blocks(registries).length > 0 || blocks(lattice).length > 0) return 'discovered';
  const written =
    [connect, registries, lattice].some(isUnknown) || blocks(connect).some((one) => isUnknown(one.service));
  const isBalanced = possibleBlocks(body.load_balancer).length > 0;
  const hasSets = stack.ofType('aws_ecs_task_set').length > 0;
  return written || isBalanced || hasSets || !isFargate(service) ? 'not known' : 'nowhere';
}

function isFargate({ body }: Resource): boolean {
  const providers = possibleBlocks(body.capacity_provider_strategy).map((one) => one.capacity_provider);
  if (providers.length > 0) return providers.every((one) => one === 'FARGATE' || one === 'FARGATE_SPOT');
  return body.launch_type === 'FARGATE';
}
