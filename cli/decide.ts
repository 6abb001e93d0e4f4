import { closest } from '../model/suggest';
import { allowed, undecided } from '../upgrade/diff/allow';
import type { Allowance, Upgrade } from '../upgrade/upgrade';
import { type ExitCode, UsageError } from './io';

/** What somebody said is meant, and whether anything came of it. */
export class Meant {
  readonly #allowances: readonly Allowance[];
  readonly #stops = new Set<string>();

  constructor(allowances: readonly Allowance[]) {
    this.#allowances = allowances;
  }

  /** The upgrade with what is meant marked as such. */
  decide(upgrade: Upgrade): Upgrade {
    for (const { address } of upgrade.stops) this.#stops.add(address);
    return allowed(upgrade, this.#allowances).upgrade;
  }

  /** @throws UsageError for an allowance of something that nothing stopped at: it would stand ready for a later step */
  requireUsed(): void {
    for (const { address } of this.#allowances) {
      if (this.#stops.has(address)) continue;
      const close = closest(address, this.#stops);
      const fix = close === undefined ? 'delete the option' : `did you mean ${close}?`;
      throw new UsageError(`--allow-destroy ${address}: nothing stops there; ${fix}`);
    }
  }
}

/** 0 where nothing is left to decide. */
export function decisionCode(upgrade: Upgrade): ExitCode {
  return undecided(upgrade).length === 0 ? 0 : 1;
}
