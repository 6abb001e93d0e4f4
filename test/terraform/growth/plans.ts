import { diffStacks } from '../../../upgrade/diff/diff-stacks';
import type { ResourceChange, Upgrade } from '../../../upgrade/upgrade';
import { MOTO_NEVER_CLEAN, type PlannedChange, plannedChanges } from '../../helpers/plan-changes';
import type { Stack } from '../../helpers/stacks';
import type { Plan } from '../../helpers/terraform';

/** What loses data when destroyed, or what others know a site by. */
const STATEFUL = new Set([
  ...['aws_ebs_volume', 'aws_s3_bucket', 'aws_db_instance', 'aws_efs_file_system'],
  ...['aws_eip', 'aws_route53_zone', 'aws_cloudfront_distribution'],
]);

/** Resources with data or an identity that a plan would destroy, also where something new takes their place. */
export function lost(plan: Plan): string[] {
  return plannedChanges(plan)
    .filter(({ type, action }) => STATEFUL.has(type) && (action === 'destroy' || action === 'replace'))
    .map(({ address }) => address)
    .sort();
}

/** What a plan does with resources of some types that are there already, if it does anything. */
export function touched(plan: Plan, types: readonly string[]): string[] {
  return plannedChanges(plan)
    .filter(({ type, action }) => types.includes(type) && action !== 'none' && action !== 'create')
    .map(line)
    .sort();
}

/** A plan as a reviewer reads it: each replacement and destruction with its reasons, the rest counted. */
export function summary(plan: Plan): string[] {
  const counts = new Map<string, number>();
  const lines = plannedChanges(plan, MOTO_NEVER_CLEAN).flatMap((one) => {
    if (one.action === 'none') return [];
    if (one.action !== 'create' && one.action !== 'update') return [line(one)];
    const key = one.action === 'create' ? `create ${one.type}` : `update ${one.type} (${one.attributes.join(', ')})`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    return [];
  });
  return [...lines, ...[...counts].map(([key, count]) => `${key}: ${count}`)].sort();
}

function line({ address, action, attributes }: PlannedChange): string {
  return `${action} ${address}${attributes.length > 0 ? ` (${attributes.join(', ')})` : ''}`;
}

/** The step between two stacks as nospof predicts it. */
export function predicted(before: Stack, after: Stack): Upgrade {
  return diffStacks(before, after);
}

/** Where a plan and the prediction differ, a line each. */
export function disagreements(plan: Plan, { resources }: Pick<Upgrade, 'resources'>): string[] {
  const expected = new Map(resources.map((one) => [one.address, one]));
  const planned = plannedChanges(plan);
  const clean = new Map(plannedChanges(plan, MOTO_NEVER_CLEAN).map((one) => [one.address, one]));
  const known = new Set(planned.map(({ address }) => address));
  return [
    ...planned.flatMap((one) => disagreement(one, clean.get(one.address) ?? one, expected.get(one.address))),
    ...resources
      .filter(({ address }) => !known.has(address))
      .map(({ address, action }) => `${address}: ${action}, but the plan does not name it`),
  ].sort();
}

function disagreement(planned: PlannedChange, clean: PlannedChange, expected: ResourceChange | undefined): string[] {
  const { address, action } = planned;
  const wanted = expected?.action ?? 'none';
  // What moto does not hold is set again with each plan, whether or not it changed.
  if (wanted === 'none' && clean.action === 'none') return [];
  if (wanted !== action) return [`${address}: predicted ${wanted}, planned ${line(planned)}`];
  const because = topLevel(expected?.replacedBecause ?? []);
  if (action === 'replace' && because.join() !== planned.attributes.join()) {
    return [`${address}: predicted replacement by ${because.join(', ')}, planned by ${planned.attributes.join(', ')}`];
  }
  const changed = topLevel(expected?.changed.map(({ path }) => path) ?? []);
  const missing = action === 'update' ? changed.filter((name) => !planned.attributes.includes(name)) : [];
  return missing.length > 0
    ? [`${address}: predicted update of ${missing.join(', ')}, which the plan leaves alone`]
    : [];
}

function topLevel(paths: readonly string[]): string[] {
  return [...new Set(paths.map((path) => path.split(/[.[]/)[0] ?? path))].sort();
}
