import { joined, links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { blocks, possibleBlocks } from '../../../terraform/values';
import type { InferenceContext } from '../context';
import type { MachineGroup } from '../machines/group';
import { GROUPS } from '../network-types';
import type { BalancedTargets, Balancer } from './balancer';
import { classicBalancers } from './classic';
import { type Forwarding, forwarding } from './forwarding';
import { counted } from './reached';
import { LOAD_BALANCERS, TARGET_GROUPS, type Targets, targetsOf } from './targets';

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
  const listed = [body.subnets, ...possibleBlocks(body.subnet_mapping).map((one) => one.subnet_id)];
  const subnets = joined(listed.map((one) => places.subnets(one)));
  const { zones, whole } = places.ofSubnets(subnets);
  const securityGroups = links(body.security_groups, GROUPS, stack);
  const found = forwarding(resource, context);
  const known = whole && zones.length > 0 ? zones : [];
  const front = { resource, zones: known, securityGroups, subnets };
  const targets = answeringGroups(found, machineGroups, context).map((one): BalancedTargets => {
    const machines = counted(one, front, context);
    return { service: names.service(one.group.address, 'targets'), targets: one, machines, unclear: one.unclear };
  });
  const unseen = found.targetGroups.open || targets.length === 0;
  if (unseen) context.note(found.targetGroups.open ? 'forwards-elsewhere' : 'forwards-nowhere', address);
  return {
    resource,
    service: names.service(address, 'entry'),
    internal: body.internal === true || body.internal === 'true',
    securityGroups,
    subnets,
    ports: found.ports,
    targets,
    zones: known,
    listed: listed.reduce<number>((sum, one) => sum + itemsIn(stack.value(one)), 0),
    unseen,
  };
}

/** How many there are in a list, or the one; none where it is an expression. */
function itemsIn(value: unknown): number {
  if (Array.isArray(value)) return new Set(value.map((one) => JSON.stringify(one))).size;
  return typeof value === 'string' && !value.includes('unknown(') ? 1 : 0;
}

/**
 * The target groups that visitors are answered by. A default one without targets answers nobody where rules lead to others:
 * it is what a listener has to have.
 */
function answeringGroups(
  { targetGroups, byRules }: Forwarding,
  machineGroups: readonly MachineGroup[],
  context: InferenceContext,
): readonly Targets[] {
  const found = targetGroups.possible.map((group) => targetsOf(group, machineGroups, context));
  const isEmpty = (one: Targets) => one.machines.length === 0 && one.others.length === 0 && !one.open;
  const turns = new Set(
    takingTurns(
      found.filter((one) => !isEmpty(one)).map(({ group }) => group),
      context,
    ),
  );
  const all = found.filter((one) => {
    const waits = isEmpty(one) && turns.has(one.group);
    if (waits) context.note('waiting-group', one.group.address);
    return !waits;
  });
  const led = all.some((one) => byRules.possible.includes(one.group) && !isEmpty(one));
  return all.filter((one) => {
    const idle = led && isEmpty(one) && !byRules.possible.includes(one.group);
    if (idle) context.note('empty-default-group', one.group.address);
    return !idle;
  });
}

/**
 * Target groups that take turns with others, one deployment after the other: one of each pair is empty between two of them.
 * @param used groups with targets
 */
function takingTurns(used: readonly Resource[], { stack }: InferenceContext): readonly Resource[] {
  const one = (value: unknown) => links(value, TARGET_GROUPS, stack).certain;
  const byCodeDeploy = stack
    .ofType('aws_codedeploy_deployment_group')
    .flatMap(({ body }) => blocks(body.load_balancer_info))
    .flatMap((info) => blocks(info.target_group_pair_info))
    .map((pair) => blocks(pair.target_group).flatMap(({ name }) => one(name)));
  const byService = stack
    .ofType('aws_ecs_service')
    .flatMap(({ body }) => blocks(body.load_balancer))
    .map((balanced) => [
      ...one(balanced.target_group_arn),
      ...blocks(balanced.advanced_configuration).flatMap((more) => one(more.alternate_target_group_arn)),
    ]);
  return [...byCodeDeploy, ...byService].filter((pair) => pair.some((group) => used.includes(group))).flat();
}

/** Listeners of others that send to a load balancer name it. */
export function isTarget(balancer: Resource, { stack }: InferenceContext): boolean {
  return stack.links.to(balancer, ['aws_lb_target_group_attachment'], 'target_id').possible.length > 0;
}
