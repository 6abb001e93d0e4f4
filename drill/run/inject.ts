import { setTimeout as delay } from 'node:timers/promises';
import { judgeReadBacks, type ReadBack, type ReadBackAnswer } from '../judging/durability';
import type { Ledger } from '../judging/ledger';
import { mayForgetSessions } from '../judging/limits';
import type { DurabilityResult, Fault, MeasuredFault, RequestRecord } from '../judging/outcome';
import type { StreamName } from '../judging/streams';
import { DRILLED } from '../kinds';
import { now } from '../load/protocol';
import type { LocalNode } from '../nodes/local-node';
import { type ActedFault, begin, end } from './acts';
import { doesItsWork, isInSync } from './health';
import type { LocalSite } from './local-site';
import type { PrimaryWatch } from './primary-watch';
import { calm, processorTime, saturation } from './processors';
import { RestoreCourse } from './restore';
import { afterReplacing, type DrillUpgrade } from './upgrade';
import type { Watch } from './watch';

/** Milliseconds. */
const TIMES = {
  /** How long the machine may take to come to rest after the fault before; then it is injected all the same. */
  calm: 60_000,
  /** Steady load before a fault. */
  before: 4_000,
  /** How long the affected nodes are away at least, however soon others may take over. */
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
  betweenReadBacks: 2_000,
  /** How often replicas are asked, at most; a number. */
  readBacks: 3,
} as const;

/** What a fault is injected with. */
export interface Field {
  readonly site: LocalSite;
  readonly watch: Watch;
  readonly ledger: Ledger;
  readonly signal: AbortSignal;
  /** How long a fault's nodes stay away at least, for it to be told whether others take over; milliseconds. */
  readonly leastAway: (fault: Fault) => number;
  /** The streams that a fault leaves alone, by the verdict: they are waited for. */
  readonly promised: (fault: Fault) => readonly StreamName[];
  readonly primaries: Pick<PrimaryWatch, 'since'>;
  /** The way to another release, where the drill is of that. */
  readonly upgrade?: DrillUpgrade;
  /** Told what is being done. */
  readonly say: (text: string) => void;
  /** What happened without the drill's doing since it was last asked. */
  readonly events: () => readonly string[];
}

/** Inject a fault, look on, restore, wait until all is as before. */
export async function inject(fault: Fault, field: Field): Promise<MeasuredFault> {
  const { site, watch, signal, say } = field;
  const affectedNodes = fault.nodes.map((address) => site.node(address));
  // What is acknowledged from here on must be kept, whether or not it counts to what the fault costs.
  const began = now();
  await calm(TIMES.calm, signal);
  const course = fault.kind === 'restore' ? new RestoreCourse(fault, site, atWork(signal), signal) : undefined;
  if (course) await prepare(course, field);
  field.events();
  const notes: string[] = [];
  const observed = now();
  await delay(TIMES.before, undefined, { signal });
  say('injected');
  const injected = now();
  const atInjection = processorTime();
  if (course) notes.push(await course.lose(affectedNodes));
  if (fault.kind !== 'restore') notes.push(...(await begin(fault, affectedNodes, site, signal, field.upgrade)));
  await away(fault, injected, field);
  say('restored');
  const restored = now();
  const atReturn = processorTime();
  notes.push(...saturation('while they were away', atInjection, atReturn));
  if (course) await course.restore(affectedNodes);
  const absentStarted = fault.kind === 'restore' ? undefined : await restore(fault, affectedNodes, field);
  const rejoined = await until(TIMES.rejoin, signal, () => all(affectedNodes, doesItsWork));
  if (rejoined !== undefined) say('rejoined');
  if (rejoined !== undefined && fault.kind === 'upgrade' && field.upgrade) {
    notes.push(...(await afterReplacing(fault.element, site, field.upgrade)));
  }
  notes.push(...saturation('while they came back', atReturn, processorTime()));
  const synced =
    rejoined === undefined
      ? undefined
      : await until(TIMES.sync, signal, async () => (await disorder(site)).length === 0);
  if (synced !== undefined) say('in sync');
  else notes.push(`not in order: ${(await disorder(site)).join(', ')}`);
  await watch.allGood(TIMES.steady, TIMES.awayAtMost, signal);
  const ended = now();
  // What is written while it is read back would be missed, or missing.
  watch.load.pause();
  await watch.load.settled(now());
  const requests = watch.load.since(began);
  const givenUp = course?.givenUp(requests) ?? new Set();
  if (givenUp.size > 0) notes.push(`${givenUp.size} writes that were acknowledged after the snapshot are given up`);
  record(
    fault,
    restored,
    requests.filter((one) => !givenUp.has(one)),
    field,
  );
  const times = {
    ...{ observed, injected, restored, ended },
    ...(absentStarted === undefined ? {} : { absentStarted }),
    ...(rejoined === undefined ? {} : { rejoined }),
    ...(synced === undefined ? {} : { synced }),
  };
  const durability = await readAllBack(field);
  watch.load.resume();
  const twoPrimaries = field.primaries.since(observed);
  return { fault, times, requests, durability, twoPrimaries, notes: [...notes, ...field.events()] };
}

/** Take the snapshots, and wait until nobody feels it any more: a node stands still for as long as its volume takes to be copied. */
async function prepare(course: RestoreCourse, { site, watch, signal }: Field): Promise<void> {
  if (!(await course.prepare())) return;
  await until(TIMES.sync, signal, async () => (await disorder(site)).length === 0);
  await watch.allGood(TIMES.steady, TIMES.awayAtMost, signal);
}

/** What was acknowledged must be there, but for what a fault on all session servers took with it. */
function record(fault: Fault, restored: number, requests: readonly RequestRecord[], { site, ledger }: Field): void {
  ledger.add(requests);
  const judged = site.nodes.map(({ plan }) => ({ element: plan.address, kind: plan.kind }));
  if (!mayForgetSessions(fault, judged)) return;
  ledger.forgetSessions();
  ledger.add(requests.filter(({ due }) => due >= restored));
}

/** Of a cold start nothing can come back; of everything else the streams that the survivors can serve do. */
async function away(fault: Fault, since: number, { watch, signal, promised, leastAway }: Field): Promise<void> {
  if (fault.kind === 'cold-start') return;
  if (fault.kind === 'restore') return delay(TIMES.away, undefined, { signal });
  const longest = since + TIMES.awayAtMost;
  await delay(Math.max(0, since + Math.max(TIMES.away, leastAway(fault)) - now()), undefined, { signal });
  await watch.allGood(TIMES.steady, Math.max(TIMES.steady, longest - now()), signal, promised(fault));
}

/** @returns when the node was started that a cold start leaves out at first; undefined where there is none */
async function restore(
  fault: ActedFault,
  nodes: readonly LocalNode[],
  { site, watch, signal, say }: Field,
): Promise<number | undefined> {
  const absent = fault.kind === 'cold-start' ? fault.away : undefined;
  if (absent === undefined) {
    await end(fault, nodes, site);
    return undefined;
  }
  await site.release(nodes.filter(({ plan }) => plan.address !== absent));
  const back = await watch.allGood(TIMES.steady, TIMES.rejoin, signal);
  const without = site.node(absent);
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

function atWork(signal: AbortSignal): (nodes: readonly LocalNode[]) => Promise<void> {
  return async (nodes) => {
    await until(TIMES.rejoin, signal, () => all(nodes, doesItsWork));
  };
}

async function all(nodes: readonly LocalNode[], holds: (node: LocalNode) => Promise<boolean>): Promise<boolean> {
  return (await Promise.all(nodes.map(holds))).every(Boolean);
}

/** What is not in order: nodes that do not do their work, and tiers whose data is not in sync; sorted. */
export async function disorder(site: LocalSite): Promise<readonly string[]> {
  const nodes = await Promise.all(site.nodes.map(async (node) => ((await doesItsWork(node)) ? [] : [node.name])));
  if (nodes.flat().length > 0) return nodes.flat();
  const tiers = [...new Set(site.nodes.map(({ plan }) => plan.tier))].sort();
  const lagging = tiers.map(async (tier) => {
    return (await isInSync(site.nodes.filter(({ plan }) => plan.tier === tier))) ? [] : [`the data of ${tier}`];
  });
  return (await Promise.all(lagging)).flat();
}

/**
 * Read back all that was ever acknowledged on every node that stores some of it, and what is new through the site, too. A replica
 * that lacks something is asked again: it is in sync, and yet may be a moment behind.
 */
async function readAllBack({ site, watch, ledger, signal }: Field): Promise<readonly DurabilityResult[]> {
  const { writes } = ledger;
  const throughSite = await watch.load.readBack(ledger.takeNew());
  const plans = site.plan.nodes.flatMap(({ address, files, kind }) => {
    return DRILLED[kind].readBacks({ element: address, files });
  });
  let onNodes: readonly DurabilityResult[] = [];
  for (let tries = 0; tries < TIMES.readBacks; tries += 1) {
    if (tries > 0) await delay(TIMES.betweenReadBacks, undefined, { signal });
    onNodes = judgeReadBacks(await Promise.all(plans.map((one) => ask(one, site))), writes);
    if (onNodes.every(({ missing, unanswered }) => missing.length === 0 && unanswered === undefined)) break;
  }
  return [...throughSite, ...onNodes];
}

async function ask(readBack: ReadBack, site: LocalSite): Promise<ReadBackAnswer> {
  try {
    const { status, stdout, stderr } = await site.node(readBack.node).run(readBack.command, { timeout: 60_000 });
    return status === 0 ? { readBack, output: stdout } : { readBack, problem: stderr.trim().slice(0, 200) };
  } catch (error) {
    return { readBack, problem: error instanceof Error ? error.message : String(error) };
  }
}
