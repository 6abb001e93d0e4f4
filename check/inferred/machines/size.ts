import { links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { type Fields, number, possibleBlocks } from '../../../terraform/values';
import type { InferenceContext } from '../context';

/**
 * How many instances an autoscaling group has at least, when anything in it is at work: `min_size` where something scales it in,
 * what a schedule lowers it to, and what it starts with where nothing changes that. A size of nothing is one that is meant.
 */
export function keptInstances(group: Resource, context: InferenceContext): number {
  const { address, body } = group;
  const least = number(body.min_size);
  if (least === undefined) {
    context.note('unknown-size', address);
    return 1;
  }
  const wanted = number(body.desired_capacity) ?? least;
  const most = number(body.max_size) ?? Number.POSITIVE_INFINITY;
  if (most < least) {
    context.note('above-largest', address, { detail: `${least} ${most}` });
    return most;
  }
  const shrinks = scalesIn(group, context);
  const start = Math.max(least, Math.min(wanted, most));
  const floor = shrinks ? least : start;
  const scheduled = schedules(group, context).map((one) => sizeBy(one, { floor, least, shrinks }));
  const sizes = [floor, ...scheduled].filter((one) => one > 0);
  if (sizes.length === 0 || floor === 0) context.note('may-fall-to-none', address);
  const kept = sizes.length === 0 ? (shrinks ? Math.min(1, start) : start) : Math.min(...sizes);
  // Where it may fall to nothing by its load, it may as well stand at one.
  const counted = floor === 0 && shrinks && start > 0 ? 1 : kept;
  if (counted < start) context.note('may-shrink', address, { detail: `${start} ${counted}` });
  else if (start > least) context.note('keeps-size', address, { detail: String(start) });
  return counted;
}

interface Sizes {
  readonly floor: number;
  readonly least: number;
  readonly shrinks: boolean;
}

/** The size that a schedule leaves a group with; -1 and what is missing stay as they are. */
function sizeBy({ body }: Resource, { floor, least, shrinks }: Sizes): number {
  const given = (value: unknown) => {
    const read = number(value);
    return read === undefined || read < 0 ? undefined : read;
  };
  const [low, high, wanted] = [given(body.min_size), given(body.max_size), given(body.desired_capacity)];
  if (shrinks) return Math.min(low ?? least, wanted ?? Number.POSITIVE_INFINITY, high ?? Number.POSITIVE_INFINITY);
  return wanted ?? Math.min(high ?? Number.POSITIVE_INFINITY, Math.max(low ?? 0, floor));
}

function schedules(group: Resource, { stack }: InferenceContext): readonly Resource[] {
  return stack.links.to(group, ['aws_autoscaling_schedule'], 'autoscaling_group_name').possible;
}

/** Whether something in the Terraform may take instances out of a group. */
function scalesIn(group: Resource, { stack }: InferenceContext): boolean {
  const policies = stack.links.to(group, ['aws_autoscaling_policy'], 'autoscaling_group_name').possible;
  const providers = stack
    .ofType('aws_ecs_capacity_provider')
    .flatMap(({ body }) => possibleBlocks(body.auto_scaling_group_provider))
    .filter((one) => {
      const { possible, open } = links(one.auto_scaling_group_arn, ['aws_autoscaling_group'], stack);
      return possible.includes(group) || (open && possible.length === 0);
    })
    .filter((one) => possibleBlocks(one.managed_scaling).some(({ status }) => status !== 'DISABLED'));
  return (
    policies.some(({ body }) => takesOut(body)) ||
    providers.length > 0 ||
    stack.ofType('aws_autoscalingplans_scaling_plan').length > 0 ||
    /cluster-autoscaler/.test(JSON.stringify(group.body.tag ?? group.body.tags ?? ''))
  );
}

/** A policy that only adds takes none out. */
function takesOut(body: Fields): boolean {
  const tracking = possibleBlocks(body.target_tracking_configuration);
  if (tracking.length > 0) return !tracking.every(({ disable_scale_in: off }) => off === true || off === 'true');
  const steps = possibleBlocks(body.step_adjustment).map(({ scaling_adjustment: by }) => number(by));
  const simple = body.scaling_adjustment === undefined ? [] : [number(body.scaling_adjustment)];
  const changes = [...steps, ...simple];
  if (changes.length === 0 || body.adjustment_type === 'ExactCapacity') return true;
  return changes.some((by) => by === undefined || by < 0);
}
