import { links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { blocks, number, possibleBlocks } from '../../../terraform/values';
import type { InferenceContext } from '../context';
import type { InferredMachine, MachineGroup } from '../machines/group';

export const TARGET_GROUPS = ['aws_lb_target_group', 'aws_alb_target_group'] as const;
export const LOAD_BALANCERS = ['aws_lb', 'aws_alb'] as const;

/** What a target group sends requests to. */
export interface Targets {
  readonly group: Resource;
  /** Machines with the group that they belong to, in the order of the Terraform. */
  readonly machines: readonly { readonly machine: InferredMachine; readonly of: MachineGroup }[];
  /** Functions and other load balancers. */
  readonly others: readonly Resource[];
  /** Whether there are targets that cannot be told. */
  readonly open: boolean;
  /** Whether the machines are those that may be targets, since none is known to be. */
  readonly unclear: boolean;
  /** Ports of the targets, where they are known. */
  readonly ports: readonly number[] | undefined;
}

/** The targets of a group: attached one by one, and those that autoscaling groups and services register. */
export function targetsOf(group: Resource, machineGroups: readonly MachineGroup[], context: InferenceContext): Targets {
  const attached = attachments(group, context);
  const registered = machineGroups.map((of) => ({ of, ...registers(of.resource, group, context) }));
  const single = machineGroups.filter(({ resource }) => attached.targets.includes(resource));
  const ports = [number(group.body.port), ...attached.ports].flatMap((port) => port ?? []);
  const known = [...single, ...registered.filter(({ certain }) => certain).map(({ of }) => of)];
  const maybe = [
    ...machineGroups.filter(({ resource }) => attached.possible.includes(resource)),
    ...registered.filter(({ possible }) => possible).map(({ of }) => of),
  ];
  const unclear = known.length === 0 && attached.targets.length === 0 && maybe.length > 0;
  const all = unclear ? maybe : known;
  return {
    group,
    machines: [...new Set(all)].flatMap((of) => of.machines.map((machine) => ({ machine, of }))),
    others: [...new Set(attached.targets)].filter(({ type }) => OTHERS.includes(type)),
    unclear,
    open: attached.open || registered.some(({ certain, possible }) => possible && !certain),
    ports: ports.length === 0 ? undefined : ports,
  };
}

const OTHERS: readonly string[] = ['aws_lambda_function', 'aws_lambda_alias', ...LOAD_BALANCERS];
const ATTACHED = ['aws_instance', 'aws_spot_instance_request', ...OTHERS];

function attachments(group: Resource, { stack }: InferenceContext) {
  const types = ['aws_lb_target_group_attachment', 'aws_alb_target_group_attachment'];
  const { certain, possible } = stack.links.to(group, types, 'target_group_arn');
  const to = certain.map(({ body }) => links(body.target_id, ATTACHED, stack));
  const maybe = possible.map(({ body }) => links(body.target_id, ATTACHED, stack));
  return {
    targets: to.flatMap((one) => one.certain),
    possible: maybe.flatMap((one) => one.possible),
    ports: certain.flatMap(({ body }) => number(body.port) ?? []),
    open: possible.length > certain.length || to.some(({ open }) => open),
  };
}

/** Whether an autoscaling group or a service registers its machines with a target group. */
function registers(
  owner: Resource,
  group: Resource,
  { stack }: InferenceContext,
): { readonly certain: boolean; readonly possible: boolean } {
  const { body } = owner;
  const to = (value: unknown) => links(value, TARGET_GROUPS, stack);
  const own = [
    to(body.target_group_arns),
    ...possibleBlocks(body.traffic_source).map(({ identifier }) => to(identifier)),
    ...possibleBlocks(body.load_balancer).map(({ target_group_arn }) => to(target_group_arn)),
  ];
  const types = ['aws_autoscaling_attachment', 'aws_autoscaling_traffic_source_attachment'];
  const apart = stack.links
    .to(owner, types, 'autoscaling_group_name')
    .certain.flatMap(({ body: one }) => [
      to(one.lb_target_group_arn),
      to(one.alb_target_group_arn),
      ...possibleBlocks(one.traffic_source).map(({ identifier }) => to(identifier)),
    ]);
  const all = [...own, ...apart];
  return {
    certain: all.some(({ certain }) => certain.includes(group)),
    possible: all.some(({ possible, open }) => possible.includes(group) || (open && possible.length === 0)),
  };
}

/** Whether dead targets are left out. Load balancers look after them unless that is turned off. */
export function checksHealth({ body }: Resource): boolean {
  return !blocks(body.health_check).some(({ enabled }) => enabled === false || enabled === 'false');
}
