import { availableParallelism } from 'node:os';
import type { StackVerdict } from '../../check/findings';
import { Ledger } from '../judging/ledger';
import { awayNeeded } from '../judging/limits';
import type { Fault, JudgedNode, LeftOut, MeasuredFault } from '../judging/outcome';
import { goesOn, predict } from '../judging/prediction';
import { STREAMS, type StreamName } from '../judging/streams';
import type { Load } from '../load/load';
import { LOAD_DEFAULTS, now } from '../load/protocol';
import type { DrillPlan } from '../plan';
import { type Field, inject } from './inject';
import type { LocalSite } from './local-site';
import { MemoryWatch } from './memory-watch';
import { onSite } from './on-site';
import { PrimaryWatch } from './primary-watch';
import { remarksOf } from './remarks';
import { type Say, summary, title } from './say';
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

/**
 * Boot a site on this machine and inject faults; everything is taken down before this returns.
 * @throws DrillError, BusyError, ProcessError; an AbortError where the signal ended it
 */
export function drill(plan: DrillPlan, settings: DrillSettings): Promise<Measured> {
  const { stack, scratch, faults, upgrade, say, signal } = settings;
  const smallDisks = new Set(faults.flatMap((one) => (one.kind === 'disk-full' ? one.nodes : [])));
  const next = upgrade ? { next: { plan: upgrade.plan, stack: upgrade.stack } } : {};
  return onSite(plan, { stack, scratch, smallDisks, ...next, say, signal }, (built) =>
    course(built.site, built.load, { ...settings, signal: built.signal }, built.events),
  );
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
