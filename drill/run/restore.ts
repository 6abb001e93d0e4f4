import { recordOf } from '../../model/kinds';
import type { Fault, RequestRecord } from '../judging/outcome';
import { DRILLED } from '../kinds';
import { now } from '../load/protocol';
import type { LocalNode } from '../nodes/local-node';
import type { WayBack } from '../restore/ways';
import type { LocalSite } from './local-site';

type RestoreFault = Extract<Fault, { readonly kind: 'restore' }>;

/** What was written in the last moments before a snapshot may not have been on the disk that it is of; milliseconds. */
const MARGIN = 2_000;

/** A restore that is drilled: snapshots were taken, and at some time what came after them was given up. */
export class RestoreCourse {
  readonly #fault: RestoreFault;
  readonly #site: LocalSite;
  readonly #tier: readonly LocalNode[];
  readonly #way: WayBack;
  readonly #atWork: (nodes: readonly LocalNode[]) => Promise<void>;
  #snapshotAt = Number.POSITIVE_INFINITY;
  #goneAt = Number.NEGATIVE_INFINITY;

  readonly #signal: AbortSignal;

  constructor(
    fault: RestoreFault,
    site: LocalSite,
    atWork: (nodes: readonly LocalNode[]) => Promise<void>,
    signal: AbortSignal,
  ) {
    this.#signal = signal;
    this.#fault = fault;
    this.#site = site;
    this.#atWork = atWork;
    this.#tier = site.nodes.filter(({ plan }) => plan.tier === fault.tier);
    const [any] = this.#tier;
    const way = any ? DRILLED[any.plan.kind].wayBack(this.#tier.map(({ plan }) => plan)) : 'none';
    if (way === 'none') throw new RangeError(`${fault.tier} has no data to lose`);
    this.#way = way;
  }

  /** Take the snapshots that are needed; none are where other nodes hold the same. @returns whether any was taken */
  async prepare(): Promise<boolean> {
    if (this.#fault.lost !== 'all') return false;
    for (const node of this.#way.chosen(this.#tier)) {
      this.#snapshotAt = Math.min(this.#snapshotAt, await this.#site.takeSnapshot(node));
    }
    return true;
  }

  /** @returns what has happened, in words */
  async lose(affected: readonly LocalNode[]): Promise<string> {
    if (this.#fault.lost === 'all') return this.#way.lose(this.#lost());
    await this.#site.crash(affected);
    return `the machines and volumes of ${affected.map(({ name }) => name).join(' and ')} are gone`;
  }

  /** By the manual: empty volumes where others hold the data, a snapshot where nobody does. */
  async restore(affected: readonly LocalNode[]): Promise<void> {
    if (this.#fault.lost === 'all') return this.#way.restore(this.#lost());
    for (const node of affected) await this.#site.replace(node, 'empty');
    if (this.#fault.lost !== 'majority') return;
    await this.#way.left?.(
      this.#tier.filter((node) => !affected.includes(node)),
      this.#signal,
    );
  }

  /** What of the visitors' requests need not have been kept: what was acknowledged after the snapshot, and before it was in place. */
  givenUp(requests: readonly RequestRecord[]): ReadonlySet<RequestRecord> {
    const [any] = this.#tier;
    const stores = any ? recordOf(any.plan.kind).stores : 'nothing';
    const kept = stores === 'nothing' ? [] : stores.what;
    const gone = requests.filter(({ acknowledged, first, retry }) => {
      if (acknowledged === undefined) return false;
      const what = acknowledged.kind === 'row' ? 'rows' : acknowledged.kind === 'file' ? 'files' : 'sessions';
      const at = Math.max(first.ended, retry?.ended ?? 0);
      return kept.some((one) => one === what) && at > this.#snapshotAt - MARGIN && first.sent < this.#goneAt;
    });
    return new Set(gone);
  }

  #lost() {
    return {
      site: {
        nodes: this.#site.nodes,
        crash: async (nodes: readonly LocalNode[]) => {
          await this.#site.crash(nodes);
          this.#goneAt = now();
        },
        replace: async (...args: Parameters<LocalSite['replace']>) => {
          this.#goneAt = Math.max(this.#goneAt, await this.#site.replace(...args));
        },
      },
      tier: this.#tier,
      snapshots: new Map(this.#way.chosen(this.#tier).map((node) => [node, this.#site.snapshot(node)])),
      atWork: this.#atWork,
      signal: this.#signal,
    };
  }
}
