import { setTimeout as delay } from 'node:timers/promises';
import type { Host } from '../hosts/host';
import type { Ledger } from '../judging/ledger';
import { mayForgetSessions } from '../judging/limits';
import { judgeLookups, type Lookup, type LookupAnswer, planLookups } from '../judging/lookups';
import type { LookupResult, MeasuredStrike, RequestRecord, Strike } from '../judging/outcome';
import type { StreamName } from '../judging/streams';
import { now } from '../load/protocol';
import { doesItsWork, isInSync } from './health';
import type { LocalSite } from './local-site';
import { calm, processorTime, saturation } from './processors';
import type { Watch } from './watch';

/** Milliseconds. */
export const TIMES = {
  /** How long the machine may take to come to rest after the strike before; then it is struck all the same. */
  calm: 60_000,
  /** Steady load before a strike. */
  before: 4_000,
  /** How long the struck are away at least, however soon others may take over. */
  away: 10_000,
  /** How long they are away at most, where a stream does not come back. */
  awayAtMost: 45_000,
  /** Streams that were good for so long have come back. */
  steady: 3_000,
  /** After which a node that has not rejoined is taken not to. */
  rejoin: 240_000,
  /** After which data is no more waited for. */
  sync: 240_000,
  lookAgain: 500,
  betweenLookups: 2_000,
  /** How often replicas are asked, at most; a number. */
  lookups: 3,
} as const;

/** What a strike is done with. */
export interface Field {
  readonly site: LocalSite;
  readonly watch: Watch;
  readonly ledger: Ledger;
  readonly signal: AbortSignal;
  /** How long a strike's nodes stay away at least, for it to be told whether others take over; milliseconds. */
  readonly leastAway: (strike: Strike) => number;
  /** The streams that a strike leaves alone, by the proof: they are waited for. */
  readonly promised: (strike: Strike) => readonly StreamName[];
  /** Told what is being done. */
  readonly say: (text: string) => void;
  /** What happened without the drill's doing since it was last asked. */
  readonly events: () => readonly string[];
}

/** Strike, look on, restore, wait until all is as before. */
export async function strikeOnce(strike: Strike, field: Field): Promise<MeasuredStrike> {
  const { site, watch, signal, say } = field;
  const struckHosts = strike.nodes.map((address) => site.host(address));
  await calm(TIMES.calm, signal);
  field.events();
  const notes: string[] = [];
  const observed = now();
  await delay(TIMES.before, undefined, { signal });
  say('struck');
  const struck = now();
  const atStrike = processorTime();
  notes.push(...(await act(strike, struckHosts, site)));
  await away(strike, field);
  say('restored');
  const restored = now();
  const atReturn = processorTime();
  notes.push(...saturation('while they were away', atStrike, atReturn));
  const absentStarted = await restore(strike, struckHosts, field);
  const rejoined = await until(TIMES.rejoin, signal, () => all(struckHosts, doesItsWork));
  if (rejoined !== undefined) say('rejoined');
  notes.push(...saturation('while they came back', atReturn, processorTime()));
  const synced =
    rejoined === undefined
      ? undefined
      : await until(TIMES.sync, signal, async () => (await disorder(site)).length === 0);
  if (synced !== undefined) say('in sync');
  else notes.push(`not in order: ${(await disorder(site)).join(', ')}`);
  await watch.allGood(TIMES.steady, TIMES.awayAtMost, signal);
  const ended = now();
  // What is written while it is looked up would be missed, or missing.
  watch.load.pause();
  await watch.load.settled(now());
  const requests = watch.load.since(observed);
  record(strike, restored, requests, field);
  const times = {
    ...{ observed, struck, restored, ended },
    ...(absentStarted === undefined ? {} : { absentStarted }),
    ...(rejoined === undefined ? {} : { rejoined }),
    ...(synced === undefined ? {} : { synced }),
  };
  const lookups = await lookUp(field);
  watch.load.resume();
  return { strike, times, requests, lookups, notes: [...notes, ...field.events()] };
}

/** What was acknowledged must be there, but for what a strike on all session servers took with it. */
function record(strike: Strike, restored: number, requests: readonly RequestRecord[], { site, ledger }: Field): void {
  ledger.add(requests);
  const nodes = site.hosts.map(({ plan }) => ({ element: plan.address, kind: plan.kind }));
  if (!mayForgetSessions(strike, nodes)) return;
  ledger.forgetSessions();
  ledger.add(requests.filter(({ due }) => due >= restored));
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
async function away(strike: Strike, { watch, signal, promised, leastAway }: Field): Promise<void> {
  if (strike.kind === 'cold-start') return;
  const end = now() + TIMES.awayAtMost;
  await delay(Math.max(TIMES.away, leastAway(strike)), undefined, { signal });
  await watch.allGood(TIMES.steady, end - now(), signal, promised(strike));
}

/** @returns when the host was started that a cold start leaves out at first; undefined where there is none */
async function restore(
  strike: Strike,
  hosts: readonly Host[],
  { site, watch, signal, say }: Field,
): Promise<number | undefined> {
  const absent = strike.kind === 'cold-start' ? strike.away : undefined;
  if (absent === undefined) {
    await site.release(hosts);
    return undefined;
  }
  await site.release(hosts.filter(({ plan }) => plan.address !== absent));
  const back = await watch.allGood(TIMES.steady, TIMES.rejoin, signal);
  const without = site.host(absent);
  say(`${back === undefined ? 'not back' : 'back'} without ${without.name}`);
  const started = now();
  await site.release([without]);
  return started;
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

/** What is not in order: hosts that do not do their work, and tiers whose data is not in sync; sorted. */
export async function disorder(site: LocalSite): Promise<readonly string[]> {
  const hosts = await Promise.all(site.hosts.map(async (host) => ((await doesItsWork(host)) ? [] : [host.name])));
  if (hosts.flat().length > 0) return hosts.flat();
  const tiers = [...new Set(site.hosts.map(({ plan }) => plan.tier))].sort();
  const lagging = tiers.map(async (tier) => {
    return (await isInSync(site.hosts.filter(({ plan }) => plan.tier === tier))) ? [] : [`the data of ${tier}`];
  });
  return (await Promise.all(lagging)).flat();
}

/**
 * Look up all that was ever acknowledged on every node that stores some of it, and what is new through the site, too. A replica
 * that lacks something is asked again: it is in sync, and yet may be a moment behind.
 */
async function lookUp({ site, watch, ledger, signal }: Field): Promise<readonly LookupResult[]> {
  const { writes } = ledger;
  const throughSite = await watch.load.lookUp(ledger.takeNew());
  const plans = planLookups(site.plan.hosts.map(({ address, files }) => ({ element: address, files })));
  let onNodes: readonly LookupResult[] = [];
  for (let tries = 0; tries < TIMES.lookups; tries += 1) {
    if (tries > 0) await delay(TIMES.betweenLookups, undefined, { signal });
    onNodes = judgeLookups(await Promise.all(plans.map((lookup) => ask(lookup, site))), writes);
    if (onNodes.every(({ missing, unanswered }) => missing.length === 0 && unanswered === undefined)) break;
  }
  return [...throughSite, ...onNodes];
}

async function ask(lookup: Lookup, site: LocalSite): Promise<LookupAnswer> {
  try {
    const { status, stdout, stderr } = await site.host(lookup.node).run(lookup.command, { timeout: 60_000 });
    return status === 0 ? { lookup, output: stdout } : { lookup, problem: stderr.trim().slice(0, 200) };
  } catch (error) {
    return { lookup, problem: error instanceof Error ? error.message : String(error) };
  }
}
