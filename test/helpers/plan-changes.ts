import type { Plan, ResourceChange } from './terraform';

/** Attributes that moto 5.2 never reads back as they were set, so that a second plan wants to set them again. */
export interface UncleanAttributes {
  readonly type: string;
  readonly attributes: readonly string[];
  readonly because: string;
}

export const MOTO_NEVER_CLEAN: readonly UncleanAttributes[] = [
  {
    type: 'aws_instance',
    attributes: ['credit_specification', 'disable_api_termination', 'secondary_private_ips'],
    because: 'moto drops these parameters of RunInstances and answers with AWS defaults',
  },
  {
    type: 'aws_vpc_security_group_ingress_rule',
    attributes: ['description'],
    because: 'moto keeps a description only with an address range, not with a referenced group',
  },
  {
    type: 'aws_vpc_security_group_egress_rule',
    attributes: ['description'],
    because: 'moto keeps a description only with an address range, not with a referenced group',
  },
  {
    type: 'aws_cloudfront_distribution',
    attributes: ['default_cache_behavior', 'ordered_cache_behavior', 'origin', 'viewer_certificate'],
    because: 'moto drops the origin access control and answers with legacy cache settings beside the cache policy',
  },
];

/**
 * What a plan would change, one line each: `aws_instance.web_1: update (tags)`, or with what forces the replacement,
 * `aws_instance.web_1: delete, create (subnet_id)`.
 */
export function changes(plan: Plan, unclean: readonly UncleanAttributes[] = []): string[] {
  return (plan.resource_changes ?? [])
    .filter((one) => one.mode === 'managed' && !isNothing(one, unclean))
    .map((one) => `${one.address}: ${one.change.actions.join(', ')} (${reasons(one).join(', ')})`)
    .sort();
}

/** What Terraform does with one resource that it manages. */
export interface PlannedChange {
  readonly address: string;
  readonly type: string;
  readonly action: 'none' | 'create' | 'update' | 'replace' | 'destroy' | 'move' | 'forget';
  /** Top-level names of what forces a replacement, or of what is updated. */
  readonly attributes: readonly string[];
}

/** Every managed resource of a plan, what is left alone too. */
export function plannedChanges(plan: Plan, unclean: readonly UncleanAttributes[] = []): PlannedChange[] {
  return (plan.resource_changes ?? [])
    .filter(({ mode }) => mode === 'managed')
    .map((one) => {
      const action = isNothing(one, unclean) ? 'none' : actionOf(one);
      const moved = one.previous_address !== undefined && action === 'none';
      const attributes = action === 'replace' || action === 'update' ? topLevel(one, unclean) : [];
      return { address: one.address, type: one.type, action: moved ? 'move' : action, attributes };
    });
}

function actionOf({ change: { actions } }: ResourceChange): PlannedChange['action'] {
  if (actions.includes('create')) return actions.includes('delete') ? 'replace' : 'create';
  if (actions.includes('delete')) return 'destroy';
  if (actions.includes('forget')) return 'forget';
  return actions.includes('update') ? 'update' : 'none';
}

function topLevel(one: ResourceChange, unclean: readonly UncleanAttributes[]): string[] {
  const forcing = one.change.replace_paths?.map(([name]) => String(name));
  const ignored = ignoredOf(one, unclean);
  return [...new Set(forcing ?? changedAttributes(one).filter((name) => !ignored.includes(name)))].sort();
}

function ignoredOf({ type }: ResourceChange, unclean: readonly UncleanAttributes[]): string[] {
  return unclean.filter((entry) => entry.type === type).flatMap(({ attributes }) => attributes);
}

function isNothing(one: ResourceChange, unclean: readonly UncleanAttributes[]): boolean {
  const [action, ...more] = one.change.actions;
  if (more.length > 0 || action !== 'update') return action === 'no-op';
  const ignored = ignoredOf(one, unclean);
  return changedAttributes(one).every((attribute) => ignored.includes(attribute));
}

function reasons(one: ResourceChange): string[] {
  const forcing = one.change.replace_paths?.map((path) => path.join('.')).sort();
  return forcing ?? changedAttributes(one);
}

function changedAttributes({ change: { before, after } }: ResourceChange): string[] {
  const old = attributes(before);
  const next = attributes(after);
  return [...new Set([...Object.keys(old), ...Object.keys(next)])]
    .filter((name) => JSON.stringify(old[name]) !== JSON.stringify(next[name]))
    .sort();
}

function attributes(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' ? { ...value } : {};
}
