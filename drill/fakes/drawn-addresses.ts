import type { FakeInstance } from './protocol';

/** Public addresses that are drawn, of a block for documentation (RFC 5737); Elastic IPs have the lower ones. */
const BLOCK = '198.51.100';
const FIRST = 200;
const COUNT = 55;

/** Which private addresses of a machine hold an Elastic IP. */
export interface Held {
  readonly primary: boolean;
  readonly secondary: boolean;
}

/**
 * The public addresses that EC2 draws for machines, and takes (EC2 User Guide, "Amazon EC2 instance IP addressing"): a stop
 * takes it, and so does an Elastic IP at the primary private address. A start brings another, and so does the end of that
 * Elastic IP; but not where a secondary private address held one when it was taken.
 */
export class DrawnAddresses {
  readonly #drawn = new Map<string, string>();
  readonly #forgone = new Set<string>();
  #next = 0;

  of({ instanceId }: FakeInstance): string | undefined {
    return this.#drawn.get(instanceId);
  }

  /** The machine runs without an Elastic IP at its primary private address. */
  draw(instance: FakeInstance, held: Held): void {
    const { instanceId, drawsAddress } = instance;
    if (!drawsAddress || held.primary || held.secondary || this.#forgone.has(instanceId)) return;
    if (this.#drawn.has(instanceId)) return;
    this.#drawn.set(instanceId, `${BLOCK}.${FIRST + (this.#next % COUNT)}`);
    this.#next += 1;
  }

  /** The machine stops, or an Elastic IP comes to its primary private address. */
  take({ instanceId }: FakeInstance, held: Held): void {
    if (!this.#drawn.delete(instanceId)) return;
    if (held.secondary && !held.primary) this.#forgone.add(instanceId);
  }
}
