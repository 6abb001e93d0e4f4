import { number } from '../../../terraform/values';
import type { AttributeChange, Blocker } from '../../upgrade';
import type { Planned } from '../prediction/prediction';
import { decision } from './blocker';

/** Attributes that guard what a resource holds, and the change of each that takes the guard away. */
const GUARDS: Readonly<Record<string, (change: AttributeChange) => boolean>> = {
  deletion_protection: turnedOff,
  enable_deletion_protection: turnedOff,
  deletion_protection_enabled: turnedOff,
  disable_api_termination: turnedOff,
  force_destroy: turnedOn,
  skip_final_snapshot: turnedOn,
  delete_automated_backups: turnedOn,
  backup_retention_period: isLess,
  snapshot_retention_limit: isLess,
  retention_in_days: isLess,
  'policy_details.schedule.retain_rule.count': isLess,
};

/** What makes copies of data by a schedule. */
const COPIES: ReadonlySet<string> = new Set(['aws_dlm_lifecycle_policy', 'aws_backup_plan', 'aws_backup_selection']);

/** What such copies are made of. */
const COPIED: ReadonlySet<string> = new Set([
  'aws_db_instance',
  'aws_ebs_volume',
  'aws_efs_file_system',
  'aws_rds_cluster',
]);

/** Where protection is taken from what stays. */
export function protectionBlockers(planned: readonly Planned[]): readonly Blocker[] {
  const isNeeded = planned.some(({ after }) => after && COPIED.has(after.type));
  return planned.flatMap((one) => {
    const { address, action, before, after } = one;
    if (action === 'destroy' && isNeeded && COPIES.has(before?.type ?? ''))
      return [noMoreCopies(address, 'is destroyed')];
    if (!before || !after) return [];
    const guards = one.differences.filter(({ path, ...rest }) => GUARDS[withoutIndexes(path)]?.({ path, ...rest }));
    const blockers = guards.map((change) => protectionBlocker(address, change));
    const state = one.differences.find(({ path }) => path === 'state');
    if (COPIES.has(after.type) && state?.before === 'ENABLED') blockers.push(noMoreCopies(address, 'is turned off'));
    if (before.preventDestroy && !after.preventDestroy) {
      blockers.push(
        decision(
          'protection-removed',
          address,
          `${address} loses prevent_destroy: from now on Terraform destroys it without refusing.`,
          'Keep prevent_destroy unless it is to be destroyed next.',
        ),
      );
    }
    return blockers;
  });
}

function noMoreCopies(address: string, how: string): Blocker {
  const reason = `${address} ${how}: no more copies of the data are made.`;
  return decision('protection-removed', address, reason, 'Leave it, unless copies are made otherwise.');
}

function protectionBlocker(address: string, { path, before, after }: AttributeChange): Blocker {
  const values = `${before ?? 'not set'} → ${after ?? 'not set'}`;
  const reason = `${address} is guarded less: ${path} ${values}.`;
  return decision('protection-removed', address, reason, `Leave ${path} as it was.`);
}

function turnedOff({ before, after }: AttributeChange): boolean {
  return before === 'true' && after !== 'true';
}

function turnedOn({ before, after }: AttributeChange): boolean {
  return before !== 'true' && after === 'true';
}

function isLess({ before, after }: AttributeChange): boolean {
  return (number(after) ?? 0) < (number(before) ?? 0);
}

function withoutIndexes(path: string): string {
  return path.replace(/\[\d+\]/g, '');
}
