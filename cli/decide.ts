import { allowed, undecided } from '../analysis/diff/allow';
import type { Allowance, Upgrade } from '../analysis/diff/upgrade';
import { closest } from '../model/suggest';
import { type ExitCode, UsageError } from './io';

/**
 * The upgrade with what is meant marked as such.
 * @throws UsageError for an allowance of something that nothing stops at: it would stand ready for a later step
 */
export function decided(upgrade: Upgrade, allowances: readonly Allowance[]): Upgrade {
  const result = allowed(upgrade, allowances);
  const addresses = new Set(upgrade.stops.map(({ address }) => address));
  for (const { address, why } of result.unused) {
    if (why === 'not-allowable') continue;
    const meant = closest(address, addresses);
    const fix = meant === undefined ? 'delete the option' : `did you mean ${meant}?`;
    throw new UsageError(`--allow-destroy ${address}: nothing stops there; ${fix}`);
  }
  return result.upgrade;
}

/** 0 where nothing is left to decide. */
export function decisionCode(upgrade: Upgrade): ExitCode {
  return undecided(upgrade).length === 0 ? 0 : 1;
}
