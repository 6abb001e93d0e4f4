import { availableParallelism } from 'node:os';
import type { StackVerdict } from '../../check/findings';
import { baseImage, hasImage } from '../base-image/build';
import { recipeFor } from '../base-image/recipe';
import { Ledger } from '../judging/ledger';
import { awayNeeded } from '../judging/limits';
import type { Fault, JudgedNode, LeftOut, MeasuredFault } from '../judging/outcome';
import { goesOn, predict } from '../judging/prediction';
import { STREAMS, type StreamName } from '../judging/streams';
import { Load } from '../load/load';
import { LOAD_DEFAULTS, now } from '../load/protocol';
import { CACHE_FOLDER, VISITORS } from '../names';
import type { DrillPlan } from '../plan';
import { MEASURING, prefer } from '../priority';
import { DrillError } from './drill-error';
import { type Field, inject } from './inject';
import { raiseInotify } from './inotify';
import { Janitor } from './janitor';
import { claim, giveBack } from './leftovers';
import { drillFolders, LocalSite } from './local-site';
import { drillPlaces } from './machine';
import { MemoryWatch } from './memory-watch';
import { PrimaryWatch } from './primary-watch';
import { remarksOf } from './remarks';
import { type Say, seconds, summary, title } from './say';
import { bringUp } from './serving';
import { type DrillUpgrade, perform } from './upgrade';
import { missingStreams, streamsOf } from './visitors';
import { Watch } from './watch';

export interface DrillSettings {
  /** Folder of the synthesized stack. */
  readonly stack: string;
  /** Folders that are removed with the rest, should this process be killed. */
  readonly scratch: readonly string[];
  readonly faults: readonly Fault[];
  /** The nodes as they are judged. */
  readonly nodes: readonly JudgedNode[];
  /** What the verdict says of the stack. */
  readonly verdict: StackVerdict;
  /** Requests a second, of each stream. @default LOAD_DEFAULTS.rate */
  readonly rate?: number;
  /** Whether the site is left running until somebody ends it. @default false */
  readonly keep?: boolean;
  /** What the site becomes, where its faults are of the kind `upgrade`; `stack` is the folder of that one. */
  readonly upgrade?: DrillUpgrade & { readonly stack: string };
  readonly say: Say;
  /** Ends the drill, and takes everything down. */
  readonly signal: AbortSignal;
}

/** What a drill has measured. */
export interface Measured {
  readonly streams: readonly StreamName[];
  readonly rate: number;
  /** Milliseconds from the first node's start until all streams were served. */
  readonly bootToServing: number;
  /** Of all nodes, at its highest. @default - this machine's control groups count no memory */
  readonly memoryMiB?: number;
  /** Of this machine, as many as this process may use. */
  readonly processors: number;
  readonly faults: readonly MeasuredFault[];
  readonly leftOut: readonly LeftOut[];
  readonly remarks: readonly string[];
}

/** What is said where an earlier drill was killed. */
export const TOOK_DOWN = 'took down what an earlier drill had left';

/**
 * Boot a site on this machine and inject faults. Whatever happens, everything is taken down before this returns; should this
 * process be killed, a janitor does it.
 * @throws DrillError, BusyError, ProcessError; an AbortError where the signal ended it
 */
export async function drill(plan: DrillPlan, settings: DrillSettings): Promise<Measured> {
  const { say } = settings;
  const places = drillPlaces();
  if (await claim(places, settings.scratch)) say.line(TOOK_DOWN);
  const janitor = Janitor.start(places);
  prefer(process.pid, MEASURING);
  const broken = new AbortController();
  const events: string[] = [];
  let site: LocalSite | undefined;
  let load: Load | undefined;
  try {
    raiseInotify(places.inotify);
    const image = await imageOf(plan, say, settings.signal);
    const { upgrade } = settings;
    const next = upgrade && {
      ...{ plan: upgrade.plan, stack: upgrade.stack, image: await imageOf(upgrade.plan, say, settings.signal) },
    };
    site = new LocalSite(plan, {
      ...{ stack: settings.stack, image },
      ...(next ? { next } : {}),
      ...drillFolders(places.disks),
      smallDisks: new Set(settings.faults.flatMap((one) => (one.kind === 'disk-full' ? one.nodes : []))),
      event: (text) => {
        events.push(text);
        say.line(`  ${text}`);
      },
      broken: (why) => broken.abort(new DrillError(why)),
    });
    const signal = AbortSignal.any([settings.signal, broken.signal]);
    say.line(`building the network and ${plan.nodes.length} nodes`);
    await site.build();
    load = await Load.open({ namespace: VISITORS });
    return await course(site, load, { ...settings, signal }, () => events.splice(0));
  } finally {
    say.line('taking everything down');
    await load?.close();
    const problems = (await site?.down()) ?? [];
    for (const problem of problems) say.line(`  ${problem}`);
    await giveBack(places).catch((error: Error) => say.line(`  ${error.message}`));
    await janitor.end();
  }
}

async function course(
  site: LocalSite,
  load: Load,
  { faults, nodes, verdict, rate = LOAD_DEFAULTS.rate, keep, upgrade, say, signal }: DrillSettings,
  events: Field['events'],
): Promise<Measured> {
  const streams = streamsOf(site.plan);
  const watch = new Watch(load, streams);
  const memory = new MemoryWatch(site);
  const primaries = new PrimaryWatch(site.nodes.filter(({ plan }) => mayBePromoted(plan.address, nodes)));
  const field: Field = {
    ...(upgrade ? { upgrade } : {}),
    ...{ site, watch, signal, events, primaries, say: (text) => say.line(`  ${text}`) },
    ledger: new Ledger(),
    leastAway: (fault) => awayNeeded(fault, nodes),
    promised: (fault) => promised(fault, streams, verdict),
  };
  say.line('booting');
  const { started, served } = await bringUp(field, load, rate);
  await load.settled(now());
  field.ledger.add(load.since(started));
  const measured: MeasuredFault[] = [];
  for (const [index, fault] of faults.entries()) {
    say.line(`${index + 1} of ${faults.length}: ${title(fault)}`);
    const one = await inject(fault, field);
    measured.push(one);
    say.line(`  ${summary(one, streams)}`);
  }
  if (upgrade) for (const problem of await perform(upgrade.last, site, upgrade)) say.line(`  ${problem}`);
  const memoryMiB = memory.stop();
  primaries.end();
  if (keep) await wait(site, say, signal);
  return {
    ...{ streams, rate, bootToServing: served - started, faults: measured, remarks: await remarksOf(site) },
    ...(memoryMiB === undefined ? {} : { memoryMiB }),
    processors: availableParallelism(),
    leftOut: [...site.plan.leftOut, ...missingStreams(site.plan)],
  };
}

async function imageOf({ release, packages }: DrillPlan, say: Say, signal: AbortSignal): Promise<string> {
  const recipe = recipeFor(release, packages);
  if (hasImage(recipe, CACHE_FOLDER)) return baseImage(recipe, CACHE_FOLDER, () => undefined, signal);
  const started = now();
  say.line('building the base image, once; the packages are downloaded from Debian');
  const show = (fraction: number) => {
    const left = ((now() - started) / fraction) * (1 - fraction);
    say.progress(`base image: ${Math.round(fraction * 100)} %, about ${seconds(left)} left`);
  };
  return baseImage(recipe, CACHE_FOLDER, show, signal);
}

async function wait(site: LocalSite, say: Say, signal: AbortSignal): Promise<void> {
  say.line('the site is left running; Ctrl-C ends it. To look inside a node:');
  for (const node of site.nodes) say.line(`  nsenter -at ${node.init} bash    # ${node.name}`);
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** In a Galera cluster every node takes writes, and a majority has a say in each: there it is nothing to be watched for. */
function mayBePromoted(address: string, nodes: readonly JudgedNode[]): boolean {
  return nodes.some(({ element, promotion }) => element === address && promotion === 'pacemaker');
}

/** Streams that go on under a fault, by the verdict. */
function promised(fault: Fault, streams: readonly StreamName[], verdict: StackVerdict): readonly StreamName[] {
  if (fault.kind === 'cold-start' || fault.kind === 'restore') return [];
  return streams.filter((stream) => goesOn(predict(verdict, fault.element, STREAMS[stream].goal)));
}
