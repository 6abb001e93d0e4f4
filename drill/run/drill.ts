import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Ledger } from '../../analysis/drill/ledger';
import { awayNeeded } from '../../analysis/drill/limits';
import type { DrilledNode, MeasuredStrike, Strike } from '../../analysis/drill/outcome';
import { goesOn, predict } from '../../analysis/drill/prediction';
import { outageLength } from '../../analysis/drill/statistics';
import { STREAMS, type StreamName } from '../../analysis/drill/streams';
import { strikeOutcome } from '../../analysis/drill/strike-outcome';
import type { StackVerdict } from '../../analysis/findings';
import { baseImage, hasImage } from '../base-image/build';
import { recipeFor } from '../base-image/recipe';
import { Load } from '../load/load';
import { LOAD_DEFAULTS, now } from '../load/protocol';
import { CACHE_FOLDER, VISITORS, within } from '../names';
import type { DrillPlan, LeftOut } from '../plan';
import { MEASURING, prefer } from '../priority';
import { attempt, run } from '../process';
import { claim, giveBack } from './leftovers';
import { drillFolders, LocalSite } from './local-site';
import type { Say } from './say';
import { disorder, type Field, strikeOnce } from './strike';
import { missingStreams, streamsOf, targetOf } from './visitors';
import { Watch } from './watch';

export interface DrillSettings {
  /** Folder of the synthesized stack. */
  readonly stack: string;
  readonly strikes: readonly Strike[];
  /** The hosts as they are judged. */
  readonly nodes: readonly DrilledNode[];
  /** What the proof says of the stack. */
  readonly verdict: StackVerdict;
  /** Requests a second, of each stream. @default LOAD_DEFAULTS.rate */
  readonly rate?: number;
  /** Whether the site is left running until somebody ends it. @default false */
  readonly keep?: boolean;
  readonly say: Say;
  /** Ends the drill, and takes everything down. */
  readonly signal: AbortSignal;
}

/** What a drill has measured. */
export interface Measured {
  readonly streams: readonly StreamName[];
  readonly rate: number;
  /** Milliseconds from the first host's start until all streams were served. */
  readonly bootToServing: number;
  /** Of all hosts, at its highest. */
  readonly memoryMiB: number;
  /** Of this machine, as many as this process may use. */
  readonly processors: number;
  readonly strikes: readonly MeasuredStrike[];
  readonly leftOut: readonly LeftOut[];
  readonly remarks: readonly string[];
}

/** The site did not come up, or the drill could not go on. */
export class DrillError extends Error {
  override readonly name = 'DrillError';
}

const BOOT_PATIENCE = 600_000;

/** Streams that were good for so long are served, milliseconds. */
const STEADY = 3_000;

/** Requests a second of each stream while the site boots: all visitors at once would only slow it down. */
const SCOUTS = 1;

/** How many inotify instances as many systemds and their services want on one kernel. */
const INOTIFY = { key: 'fs.inotify.max_user_instances', least: 4096 };

const FOLDER = `${CACHE_FOLDER}/drill`;

/**
 * Boot a site on this machine and strike it. Whatever happens, everything is taken down before this returns.
 * @throws DrillError, BusyError, ProcessError; an AbortError where the signal ended it
 */
export async function drill(plan: DrillPlan, settings: DrillSettings): Promise<Measured> {
  const { say } = settings;
  if (await claim(FOLDER)) say.line('took down what an earlier drill had left');
  prefer(process.pid, MEASURING);
  const inotify = await raiseInotify();
  const remarks: string[] = [];
  const broken = new AbortController();
  const events: string[] = [];
  let site: LocalSite | undefined;
  let load: Load | undefined;
  try {
    const image = await imageOf(plan, say, settings.signal);
    site = new LocalSite(plan, {
      ...{ stack: settings.stack, image },
      ...drillFolders(FOLDER),
      event: (text) => {
        events.push(text);
        say.line(`  ${text}`);
      },
      broken: (why) => broken.abort(new DrillError(why)),
    });
    const signal = AbortSignal.any([settings.signal, broken.signal]);
    say.line(`building the network and ${plan.hosts.length} hosts`);
    await site.build();
    load = await Load.open({ namespace: VISITORS });
    return await course(site, load, { ...settings, signal }, () => events.splice(0), remarks);
  } finally {
    say.line('taking everything down');
    await load?.close();
    const problems = (await site?.down()) ?? [];
    for (const problem of problems) say.line(`  ${problem}`);
    if (inotify !== undefined) await run(['sysctl', '-qw', `${INOTIFY.key}=${inotify}`]);
    if (problems.length === 0) giveBack(FOLDER);
  }
}

async function course(
  site: LocalSite,
  load: Load,
  { strikes, nodes, verdict, rate = LOAD_DEFAULTS.rate, keep, say, signal }: DrillSettings,
  events: Field['events'],
  remarks: string[],
): Promise<Measured> {
  const streams = streamsOf(site.plan);
  const watch = new Watch(load, streams);
  const memory = new MemoryWatch(site);
  const field: Field = {
    ...{ site, watch, signal, events, say: (text) => say.line(`  ${text}`) },
    ledger: new Ledger(),
    leastAway: (strike) => awayNeeded(strike, nodes),
    promised: (strike) => promised(strike, streams, verdict),
  };
  say.line('booting');
  const started = now();
  await site.boot(site.hosts);
  await firstPage(site, signal);
  load.start({ ...LOAD_DEFAULTS, target: targetOf(site.plan), streams, rate: Math.min(rate, SCOUTS) });
  say.line(`the first page after ${seconds(now() - started)}`);
  const told = setInterval(
    () => say.line(`  waiting for ${watch.faults(STEADY).join('; ') || 'a steady while'}`),
    10_000,
  );
  const served = await watch.allGood(STEADY, BOOT_PATIENCE, signal).finally(() => clearInterval(told));
  if (served === undefined) throw new DrillError(await notServing(site, watch));
  say.line(`all streams are served after ${seconds(served - started)}`);
  const measured: MeasuredStrike[] = [];
  await settle(field);
  load.setRate(rate);
  if ((await watch.allGood(STEADY, BOOT_PATIENCE, signal)) === undefined)
    throw new DrillError(await notServing(site, watch));
  field.ledger.add(load.since(started));
  for (const [index, strike] of strikes.entries()) {
    say.line(`${index + 1} of ${strikes.length}: ${title(strike)}`);
    const one = await strikeOnce(strike, field);
    measured.push(one);
    say.line(`  ${summary(one, streams)}`);
  }
  const memoryMiB = memory.stop();
  if (keep) await wait(site, say, signal);
  remarks.push(...unknownCalls(site), ...(await refusedConnections(site)));
  return {
    ...{ streams, rate, bootToServing: served - started, memoryMiB, strikes: measured, remarks },
    processors: availableParallelism(),
    leftOut: [...site.plan.leftOut, ...missingStreams(site.plan)],
  };
}

/** Wait for any answer, before visitors come at their rate: they would only slow the boot down. */
async function firstPage({ plan }: LocalSite, signal: AbortSignal): Promise<void> {
  const { address, host, https } = targetOf(plan);
  const url = `${https ? 'https' : 'http'}://${address}/`;
  const curl = [...within(VISITORS), 'curl', '-ksf', '-m', '3', '-o', '/dev/null', '-H', `Host: ${host}`, url];
  const end = now() + BOOT_PATIENCE;
  while ((await attempt(curl)).status !== 0 && now() < end) await delay(500, undefined, { signal });
}

/** Wait until the whole site is in order after its first boot. */
async function settle({ site, signal, say }: Field): Promise<void> {
  const end = now() + BOOT_PATIENCE;
  let told = '';
  for (let left = await disorder(site); left.length > 0; left = await disorder(site)) {
    const names = left.join(', ');
    if (now() > end) throw new DrillError(`not in order after the boot: ${names}`);
    if (names !== told) say(`waiting for ${names}`);
    told = names;
    await delay(500, undefined, { signal });
  }
  say('all hosts do their work');
}

async function notServing(site: LocalSite, watch: Watch): Promise<string> {
  const failed = await Promise.all(
    site.hosts.map(async (host) => {
      const { stdout } = await host
        .run(['systemctl', '--failed', '--plain', '--no-legend'])
        .catch(() => ({ stdout: 'it does not run' }));
      return stdout.trim() === '' ? [] : [`${host.name}: ${stdout.trim().replaceAll('\n', '; ')}`];
    }),
  );
  return [`the site did not come up: ${watch.faults(5_000).join('; ')}`, ...failed.flat()].join('\n  ');
}

async function imageOf({ packages }: DrillPlan, say: Say, signal: AbortSignal): Promise<string> {
  const recipe = recipeFor(packages);
  if (hasImage(recipe, CACHE_FOLDER)) return baseImage(recipe, CACHE_FOLDER, () => undefined, signal);
  const started = now();
  say.line('building the base image, once; the packages are downloaded from Debian');
  const show = (fraction: number) => {
    const left = ((now() - started) / fraction) * (1 - fraction);
    say.progress(`base image: ${Math.round(fraction * 100)} %, about ${seconds(left)} left`);
  };
  return baseImage(recipe, CACHE_FOLDER, show, signal);
}

/** The old value, where it had to be raised. */
async function raiseInotify(): Promise<number | undefined> {
  const now = Number((await run(['sysctl', '-n', INOTIFY.key])).trim());
  if (now >= INOTIFY.least) return undefined;
  await run(['sysctl', '-qw', `${INOTIFY.key}=${INOTIFY.least}`]);
  return now;
}

/** The highest use of memory, looked at once a second. */
class MemoryWatch {
  #highest = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(site: LocalSite) {
    const look = () => {
      this.#highest = Math.max(this.#highest, site.memory());
    };
    this.#timer = setInterval(look, 1_000);
    this.#timer.unref();
  }

  stop(): number {
    clearInterval(this.#timer);
    return Math.round(this.#highest / 2 ** 20);
  }
}

function unknownCalls(site: LocalSite): readonly string[] {
  const odd = site.calls.filter(({ outcome }) => outcome === 'unknown' || outcome === 'denied');
  const lines = odd.map(({ host, action, resource, outcome }) => `${host}: ${action} on ${resource} was ${outcome}`);
  return [...new Set(lines)].sort();
}

/** What the security groups have refused the site's own hosts: a rule is missing, or something asks for what it has no use for. */
async function refusedConnections({ network, hosts }: LocalSite): Promise<readonly string[]> {
  const names = new Map(hosts.flatMap(({ name, plan }) => plan.privateIps.map((ip) => [ip, name])));
  const refused = (await network.refused()).flatMap(({ from, to, protocol, port }) => {
    const [caller, callee] = [names.get(from), names.get(to)];
    return caller && callee ? [`${caller}: ${protocol} ${port} of ${callee} was refused by security groups`] : [];
  });
  return [...new Set(refused)].sort();
}

async function wait(site: LocalSite, say: Say, signal: AbortSignal): Promise<void> {
  say.line('the site is left running; Ctrl-C ends it. To look inside a host:');
  for (const host of site.hosts) say.line(`  nsenter -at ${host.init} bash    # ${host.name}`);
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** What a strike cost, for whoever watches. */
function summary(measured: MeasuredStrike, streams: readonly StreamName[]): string {
  const lost = measured.lookups.flatMap(({ kind, where, missing }) =>
    missing.map((name) => `${kind} ${name} at ${where}`),
  );
  const failed = strikeOutcome(measured, streams).streams.flatMap(({ stream, away, back }) => {
    const length = Math.max(outageLength(away), outageLength(back));
    const requests = away.failed + back.failed;
    return requests === 0 ? [] : [`${STREAMS[stream].title} ${(length / 1000).toFixed(1)} s (${requests})`];
  });
  const cost = failed.length === 0 ? 'no request failed' : `failed: ${failed.join(', ')}`;
  return lost.length === 0 ? cost : `${cost}; missing: ${lost.slice(0, 5).join(', ')}${lost.length > 5 ? ' …' : ''}`;
}

/** Streams that go on under a strike, by the proof. */
function promised(strike: Strike, streams: readonly StreamName[], verdict: StackVerdict): readonly StreamName[] {
  if (strike.kind === 'cold-start') return [];
  return streams.filter((stream) => goesOn(predict(verdict, strike.element, STREAMS[stream].goal)));
}

export function title(strike: Strike): string {
  if (strike.kind !== 'cold-start') return `${strike.kind} of ${strike.element}`;
  const how = strike.stop === 'clean' ? 'all stopped cleanly' : 'all crashed';
  return `cold start: ${how}${strike.away === undefined ? '' : `, ${strike.away} stays away`}`;
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 1000)} s`;
}
