import type { Stop, StopKind } from '../../upgrade';

/** A stop that a reason can allow. */
export function decision(kind: StopKind, address: string, reason: string, remedy: string): Stop {
  return { kind, address, reason, remedy, allowable: true };
}

/** A stop that no reason allows. */
export function refusal(kind: StopKind, address: string, reason: string, remedy: string): Stop {
  return { kind, address, reason, remedy, allowable: false };
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
