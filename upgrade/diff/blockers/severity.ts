import type { Blocker } from '../../upgrade';

/** Kinds of blockers in the order in which a reviewer should meet them. */
const SEVERITY: readonly Blocker['kind'][] = [
  'region-changed',
  'site-renamed',
  'terraform-refuses',
  'volume-shrunk',
  'data-destroyed',
  'data-replaced',
  'volume-not-kept',
  'data-abandoned',
  'data-returns',
  'keep-unknown',
  'release-back',
  'version-unreadable',
  'too-few-copies',
  'addresses-changed',
  'data-moves',
  'replication-changed',
  'versioning-off',
  'encryption-changed',
  'protection-removed',
  'network-replaced',
  'identity-lost',
  'unknown-change',
  'goal-lost',
  'new-single-point',
  'survives-less',
];

/** Order of blockers: the most severe first, then by what they are about. */
export function bySeverity(a: Blocker, b: Blocker): number {
  return (
    SEVERITY.indexOf(a.kind) - SEVERITY.indexOf(b.kind) ||
    compare(a.address, b.address) ||
    compare(a.goal ?? '', b.goal ?? '') ||
    compare(a.reason, b.reason)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
