import { availableParallelism } from 'node:os';
import type { LoadStep } from '../judging/load-run';
import type { StreamName } from '../judging/streams';
import { now } from '../load/protocol';
import type { LocalNode } from '../nodes/local-node';
import type { DrillPlan } from '../plan';
import { DrillError } from './drill-error';
import { onSite, type SiteSettings } from './on-site';
import { bringUp } from './serving';
import { streamsOf } from './visitors';
import { Watch } from './watch';

export interface LoadRunSettings extends Omit<SiteSettings, 'smallDisks' | 'next'> {
  /** The tier whose nodes are counted down. */
  readonly tier: string;
  /** What the crowd asks for; one of the site's streams. */
  readonly stream: StreamName;
}

/** What a load run has measured. */
export interface MeasuredLoad {
  readonly steps: readonly LoadStep[];
  readonly processors: number;
  /** @default - this machine cannot limit a node's processors */
  readonly share?: number;
}

/** Visitors at a time for each node: enough to keep its part of a processor busy while some wait for a database. */
const USERS_A_NODE = 8;

/** Requests a second of each stream that show whether the site serves, while nothing is measured. */
const SCOUTS = 1;

/** Milliseconds. */
const TIMES = {
  /** Until balancers have noticed a node that went, and caches are as they will be. */
  warmUp: 8_000,
  measured: 15_000,
  steady: 5_000,
  patience: 120_000,
} as const;

/**
 * Boot a site, and measure its throughput with all nodes of a tier, then with one less, down to one. Each of them has the same part of
 * this machine's processors, half of which is left for all others: so it is they that bound the throughput.
 * @throws DrillError, BusyError, ProcessError; an AbortError where the signal ended it
 */
export function loadRun(plan: DrillPlan, { tier, stream, ...settings }: LoadRunSettings): Promise<MeasuredLoad> {
  return onSite(plan, settings, async ({ site, load, signal }) => {
    const say = (text: string) => settings.say.line(`  ${text}`);
    const watch = new Watch(load, streamsOf(plan));
    settings.say.line('booting');
    await bringUp({ site, watch, signal, say }, load, SCOUTS);
    const nodes = site.nodes.filter((node) => node.plan.tier === tier);
    const processors = availableParallelism();
    const share = processors / 2 / nodes.length;
    const limited = nodes.map((node) => node.limitProcessors(share)).every(Boolean);
    const steps: LoadStep[] = [];
    for (let left: readonly LocalNode[] = nodes; left.length > 0; left = left.slice(0, -1)) {
      const gone = nodes[left.length];
      if (gone) await site.stop([gone]);
      if ((await watch.allGood(TIMES.steady, TIMES.patience, signal)) === undefined) {
        throw new DrillError(
          `with ${left.length} of ${tier} the site does not serve: ${watch.faults(TIMES.steady).join('; ')}`,
        );
      }
      load.pause();
      await load.settled(now());
      settings.say.line(`measuring ${left.length} of ${nodes.length}`);
      const users = left.length * USERS_A_NODE;
      const measured = await load.measure({ stream, users, warmUp: TIMES.warmUp, duration: TIMES.measured });
      signal.throwIfAborted();
      steps.unshift({ nodes: left.length, ...measured });
      load.resume();
    }
    return { steps, processors, ...(limited ? { share } : {}) };
  });
}
