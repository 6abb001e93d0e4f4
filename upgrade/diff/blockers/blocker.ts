import type { Blocker, BlockerKind } from '../../upgrade';

/** A blocker that a reason can accept. */
export function decision(kind: BlockerKind, address: string, reason: string, remedy: string): Blocker {
  return { kind, address, reason, remedy, acceptable: true };
}

/** A blocker that no reason accepts. */
export function refusal(kind: BlockerKind, address: string, reason: string, remedy: string): Blocker {
  return { kind, address, reason, remedy, acceptable: false };
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
