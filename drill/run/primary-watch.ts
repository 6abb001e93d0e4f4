import { setTimeout as delay } from 'node:timers/promises';
import type { TwoPrimaries } from '../judging/outcome';
import { LOOK_EVERY, type PrimaryLook, twoPrimaries } from '../judging/primaries';
import { now } from '../load/protocol';
import type { LocalNode } from '../nodes/local-node';

/**
 * Asks a server again and again, in one connection, as a process that is no part of the node: it goes on asking while the node
 * stands still. It comes in by the server's socket, so that no network's fault is taken for the server's.
 */
const ASK = `while echo 'SELECT @@GLOBAL.read_only;'; do sleep ${LOOK_EVERY / 1_000}; done |
  mariadb --batch --skip-column-names --unbuffered`;

const HOURS = 24 * 3_600_000;

/** Looks several times a second which servers of a database with one writer take writes: there must not be two. */
export class PrimaryWatch {
  readonly #looks: PrimaryLook[] = [];
  readonly #ending = new AbortController();
  readonly #tiers: readonly (readonly string[])[];

  /** @param nodes those that may be promoted, of all such tiers */
  constructor(nodes: readonly LocalNode[]) {
    const tiers = [...new Set(nodes.map(({ plan }) => plan.tier))];
    this.#tiers = tiers.map((tier) => nodes.filter(({ plan }) => plan.tier === tier).map(({ plan }) => plan.address));
    for (const node of nodes) void this.#follow(node);
  }

  /** The times since a time in which several servers of a tier took writes. */
  since(time: number): readonly TwoPrimaries[] {
    const recent = this.#looks.filter(({ at }) => at >= time);
    return this.#tiers.flatMap((tier) => twoPrimaries(recent.filter(({ node }) => tier.includes(node))));
  }

  end(): void {
    this.#ending.abort();
  }

  async #follow(node: LocalNode): Promise<void> {
    const { signal } = this.#ending;
    const onLine = (line: string) => {
      if (line !== '0' && line !== '1') return;
      this.#looks.push({ node: node.plan.address, at: now(), writable: line === '0' });
    };
    while (!signal.aborted) {
      // It ends with the server, and begins again with the next one.
      await node.run(['sh', '-c', ASK], { onLine, signal, timeout: HOURS }).catch(() => undefined);
      await delay(LOOK_EVERY, undefined, { ref: false });
    }
  }
}
