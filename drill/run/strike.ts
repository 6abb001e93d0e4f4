import { setTimeout as delay } from 'node:timers/promises';
import type { Ledger } from '../../analysis/drill/ledger';
import { judgeLookups, type LookupAnswer, planLookups } from '../../analysis/drill/lookups';
import type { LookupResult, MeasuredStrike, Strike } from '../../analysis/drill/outcome';
import type { Host } from '../hosts/host';
import { now } from '../load/protocol';
import { doesItsWork, isInSync } from './health';
import type { LocalSite } from './local-site';
import type { Watch } from './watch';

/** Milliseconds. */
export const TIMES = {
  /** Steady load before a strike. */
  before: 5_000,
  /** How long the struck are away at least. */
  away: 15_000,
  /** How long they are away at most, where a stream does not come back. */
  awayAtMost: 45_000,
  /** Streams that were good for so long have come back. */
  steady: 4_000,
  /** After which a node that has not rejoined is taken not to. */
  rejoin: 240_000,
  /** After which data is no more waited for. */
  sync: 240_000,
  lookAgain: 500,
} as const;

/** What a strike is done with. */
export interface Field {
  readonly site: LocalSite;
  readonly watch: Watch;
  readonly ledger: Ledger;
  readonly signal: AbortSignal;
  /** Told what is being done. */
  readonly say: (text: string) => void;
  /** What happened without the drill's doing since it was last asked. */
  readonly events: () => readonly string[];
}

/** Strike, look on, restore, wait until all is as before. */
export async function strikeOnce(strike: Strike, field: Field): Promise<MeasuredStrike> {
  const { site, watch, signal, say } = field;
  const struckHosts = strike.nodes.map((address) => site.host(address));
  field.events();
  const notes: string[] = [];
  const observed = now();
  await delay(TIMES.before, undefined, { signal });
  say('struck');
  const struck = now();
  notes.push(...(await act(strike, struckHosts, site)));
  await away(strike, field);
  say('restored');
  const restored = now();
  await restore(strike, struckHosts, field);
  const rejoined = await until(TIMES.rejoin, signal, () => all(struckHosts, doesItsWork));
  if (rejoined !== undefined) say('rejoined');
  const synced = rejoined === undefined ? undefined : await until(TIMES.sync, signal, () => inSync(site));
  if (synced !== undefined) say('in sync');
  await watch.allGood(TIMES.steady, TIMES.awayAtMost, signal);
  const ended = now();
  await watch.load.settled(ended);
  const requests = watch.load.since(observed).filter(({ due }) => due < ended);
  if (strike.kind === 'cold-start') field.ledger.forgetSessions();
  field.ledger.add(requests);
  const times = {
    ...{ observed, struck, restored, ended },
    ...(rejoined === undefined ? {} : { rejoined }),
    ...(synced === undefined ? {} : { synced }),
  };
  return { strike, times, requests, lookups: await lookUp(field), notes: [...notes, ...field.events()] };
}

async function act(strike: Strike, hosts: readonly Host[], site: LocalSite): Promise<readonly string[]> {
  if (strike.kind === 'isolation') await site.isolate(hosts);
  else if (strike.kind === 'cold-start' && strike.stop === 'clean') {
    const late = await site.stop(hosts);
    return late.map(({ name }) => `${name} did not shut down in time and was switched off`);
  } else await site.crash(hosts);
  return [];
}

/** Of a cold start nothing can come back; of everything else the streams that the survivors can serve do. */
async function away(strike: Strike, { watch, signal }: Field): Promise<void> {
  if (strike.kind === 'cold-start') return;
  const end = now() + TIMES.awayAtMost;
  await delay(TIMES.away, undefined, { signal });
  await watch.allGood(TIMES.steady, end - now(), signal);
}

async function restore(strike: Strike, hosts: readonly Host[], { site, watch, signal, say }: Field): Promise<void> {
  const absent = strike.kind === 'cold-start' ? strike.away : undefined;
  if (absent === undefined) return site.release(hosts);
  await site.release(hosts.filter(({ plan }) => plan.address !== absent));
  await watch.allGood(TIMES.steady, TIMES.rejoin, signal);
  say(`back without ${site.host(absent).name}`);
  await site.release([site.host(absent)]);
}

/** When something first was so; undefined where it was not in time. */
async function until(
  patience: number,
  signal: AbortSignal,
  holds: () => Promise<boolean>,
): Promise<number | undefined> {
  const end = now() + patience;
  while (now() < end) {
    if (await holds()) return now();
    await delay(TIMES.lookAgain, undefined, { signal });
  }
  return undefined;
}

async function all(hosts: readonly Host[], holds: (host: Host) => Promise<boolean>): Promise<boolean> {
  return (await Promise.all(hosts.map(holds))).every(Boolean);
}

/** Whether every host does its work, and every tier's data is in sync. */
export async function inSync(site: LocalSite): Promise<boolean> {
  if (!(await all(site.hosts, doesItsWork))) return false;
  const tiers = [...new Set(site.hosts.map(({ plan }) => plan.tier))];
  const synced = tiers.map((tier) => isInSync(site.hosts.filter(({ plan }) => plan.tier === tier)));
  return (await Promise.all(synced)).every(Boolean);
}

/** Look up all that was ever acknowledged: through the site, and on every node that stores some of it. */
async function lookUp({ site, watch, ledger }: Field): Promise<readonly LookupResult[]> {
  const { writes } = ledger;
  const plans = planLookups(site.plan.hosts.map(({ address, files }) => ({ element: address, files })));
  const answers = plans.map(async (lookup): Promise<LookupAnswer> => {
    try {
      const { status, stdout, stderr } = await site.host(lookup.node).run(lookup.command, { timeout: 60_000 });
      return status === 0 ? { lookup, output: stdout } : { lookup, problem: stderr.trim().slice(0, 200) };
    } catch (error) {
      return { lookup, problem: error instanceof Error ? error.message : String(error) };
    }
  });
  return [...(await watch.load.lookUp(writes)), ...judgeLookups(await Promise.all(answers), writes)];
}
