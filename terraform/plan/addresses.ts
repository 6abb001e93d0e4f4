import { bare, steps } from './reference-steps';

/** A resource that a reference may mean. */
export interface Candidate {
  readonly address: string;
  /** Whether the reference has all its keys. */
  readonly named: boolean;
}

/** The addresses of a plan's resources, found by references that may leave keys out. */
export class PlanAddresses {
  readonly #byName = new Map<string, string[]>();

  constructor(addresses: Iterable<string>) {
    for (const address of new Set(addresses)) {
      const name = withoutKeys(address);
      const known = this.#byName.get(name);
      if (known) known.push(address);
      else this.#byName.set(name, [address]);
    }
  }

  /** What a reference means: every instance whose key it leaves out. */
  matching(reference: string): readonly Candidate[] {
    const wanted = steps(reference);
    const all = this.#byName.get(withoutKeys(reference)) ?? [];
    if (all.includes(reference)) return [{ address: reference, named: true }];
    return all
      .filter((address) =>
        steps(address).every((step, index) => step === wanted[index] || bare(step) === wanted[index]),
      )
      .map((address) => ({ address, named: false }));
  }
}

function withoutKeys(address: string): string {
  return steps(address).map(bare).join('.');
}
