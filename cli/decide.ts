import { closest } from '../model/suggest';
import { openBlockers, withAccepted } from '../upgrade/diff/accept';
import type { AcceptedChange, Upgrade } from '../upgrade/upgrade';
import { type ExitCode, UsageError } from './io';

/** What somebody accepts, and whether anything came of it. */
export class AcceptedChanges {
  readonly #acceptedChanges: readonly AcceptedChange[];
  readonly #blockers = new Set<string>();

  constructor(acceptedChanges: readonly AcceptedChange[]) {
    this.#acceptedChanges = acceptedChanges;
  }

  /** The upgrade with what is accepted marked as such. */
  decide(upgrade: Upgrade): Upgrade {
    for (const { address } of upgrade.blockers) this.#blockers.add(address);
    return withAccepted(upgrade, this.#acceptedChanges).upgrade;
  }

  /** @throws UsageError for an acceptance of something that is no blocker: it would stand ready for a later step */
  requireUsed(): void {
    for (const { address } of this.#acceptedChanges) {
      if (this.#blockers.has(address)) continue;
      const close = closest(address, this.#blockers);
      const fix = close === undefined ? 'delete the option' : `did you mean ${close}?`;
      throw new UsageError(`--accept ${address}: no blocker is there; ${fix}`);
    }
  }
}

/** 0 where nothing is left to decide. */
export function decisionCode(upgrade: Upgrade): ExitCode {
  return openBlockers(upgrade).length === 0 ? 0 : 1;
}
