import { basename } from 'node:path';
import type {
  AwayOrBack,
  Contradiction,
  ElementComparison,
  Observation,
  Predicted,
} from '../../drill/judging/findings';
import type {
  DurabilityResult,
  Fault,
  FaultOutcome,
  StreamStatistics,
  TwoPrimaries,
} from '../../drill/judging/outcome';
import { errorsText, outageLength } from '../../drill/judging/statistics';
import { STREAMS } from '../../drill/judging/streams';
import { CLASS_NAMES, count, short } from '../check/words';
import type { DrillReport } from './report';

/** `2.9 s`, `340 ms`. */
export function time(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1_000;
  return `${seconds < 100 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}

/** `08-varnish` */
export function stackName({ result }: DrillReport): string {
  return basename(result.file).replace(/\.ya?ml$/, '');
}

const LOST = { one: 'one node', majority: 'a majority', all: 'all nodes' } as const;

export function faultTitle(fault: Fault): string {
  switch (fault.kind) {
    case 'crash':
      return `crash of ${short(fault.element)}`;
    case 'isolation':
      return `isolation of ${short(fault.element)}`;
    case 'zone-loss':
      return `loss of ${fault.element}`;
    case 'pause':
      return `pause of ${short(fault.element)}, ${fault.seconds} s`;
    case 'one-way':
      return fault.deaf === 'itself' ? `${short(fault.element)} hears nobody` : `nobody hears ${short(fault.element)}`;
    case 'loss':
      return `${fault.percent} % packet loss at ${short(fault.element)}`;
    case 'disk-full':
      return `full ${fault.disk} disk of ${short(fault.element)}`;
    case 'restore':
      return `restore of ${fault.tier}, data of ${LOST[fault.lost]} lost`;
    case 'upgrade':
      return `upgrade of ${short(fault.element)}`;
    case 'stop-start':
      return `stop and start of ${short(fault.element)}`;
    case 'cold-start': {
      const stopped = fault.stop === 'clean' ? 'all are stopped' : 'all crash';
      return fault.away === undefined ? `${stopped}, all return` : `${stopped}, all but ${short(fault.away)} return`;
    }
  }
}

/** The first sentence on a drill. */
export function drillHeadline({ result, comparison }: DrillReport): string {
  const injected = `${count(result.faults.length, 'fault')} injected`;
  if (result.faults.length === 0) return 'booted, no fault injected';
  return comparison.holds
    ? `${injected}, all outcomes as predicted`
    : `${injected}, ${count(comparison.contradictions.length, 'contradiction')} to the verdict`;
}

/** The place of all nodes, how long they took, and what was asked of them. */
export function facts({ result }: DrillReport): readonly string[] {
  const { nodes, bootToServing, memoryMiB, processors, load, streams } = result;
  const zones = new Set(nodes.map(({ zone }) => zone)).size;
  const memory =
    memoryMiB === undefined ? 'with memory that was not counted' : `with ${memoryMiB} MiB of memory at most`;
  return [
    `${count(nodes.length, 'node')} in ${count(zones, 'zone')}; serving ${time(bootToServing)} after the first of them was started, on ${count(processors, 'processor')} ${memory}`,
    `visitors: ${load.rate} requests a second of each stream (${streams.map((one) => STREAMS[one].title).join(', ')}), each on a connection of its own; timeout ${time(load.patience)}, one retry ${time(load.retryAfter)} later`,
  ];
}

const PREDICTED: Readonly<Record<Predicted, string>> = {
  none: 'stays up',
  soft: 'stays up, slower',
  recovery: 'stays up, without recovery',
  outage: 'fails',
  broken: 'does not work',
};

/** `expected: stays up; observed: 7.5 s of errors (limit 20.0 s)`. */
export function comparisonText({ predicted, away, back }: ElementComparison): string {
  const returned =
    back.observed === 'none' || !PROMISED.has(predicted) ? '' : `; on return: ${seenText(back, predicted)}`;
  return `expected: ${PREDICTED[predicted]}; observed: ${seenText(away, predicted)}${returned}`;
}

/** What is to go on through the return as well. */
const PROMISED: ReadonlySet<Predicted> = new Set(['none', 'soft', 'recovery']);

function seenText({ observed, outage, limit, down }: Observation, predicted: Predicted): string {
  switch (observed) {
    case 'none':
      return 'no errors';
    case 'brief':
    case 'lasting': {
      const errors = down ? `${time(outage)} of errors, down at the end` : `${time(outage)} of errors`;
      return PROMISED.has(predicted) ? `${errors} (limit ${time(limit)})` : errors;
    }
    case 'unknown':
      return 'too briefly to judge';
  }
}

/** What contradicts the verdict, in a sentence. */
export function contradictionText(one: Contradiction): string {
  return `${faultTitle(one.fault)}: ${whatHappened(one)}`;
}

function whatHappened(one: Contradiction): string {
  switch (one.kind) {
    case 'promised-too-much':
      return promiseText(one.goal, one.window, one.seen);
    case 'too-pessimistic':
      return `${one.goal} stayed up; expected: ${PREDICTED.outage}`;
    case 'not-back':
      return `${STREAMS[one.stream].title} did not come back`;
    case 'lost-writes':
      return `${lostText(one.durability)}, first ${one.durability.missing[0]}`;
    case 'not-read-back':
      return `${KINDS[one.durability.kind]} could not be read back from ${short(one.durability.where)}: ${one.durability.unanswered}`;
    case 'failed-requests':
      return `${STREAMS[one.stream].title}: ${count(one.failed, 'visitor')} failed even after the retry; this crash should be invisible to visitors`;
    case 'unsteady':
      return `${STREAMS[one.stream].title} was unhealthy before the fault was injected (${one.failed} failed); nothing can be said of it`;
    case 'not-rejoined':
      return 'some nodes did not recover';
    case 'not-in-sync':
      return 'the replicas did not get back in sync';
    case 'unknown':
      return `${one.goal} was not observed for long enough to be judged`;
  }
}

const SIDES: Readonly<Record<AwayOrBack, string>> = { away: '', back: ' on return' };

function promiseText(goal: string, side: AwayOrBack, { stream, outage, limit, errors, down }: Observation): string {
  const got = [STREAMS[stream].title, errorsText(errors)].filter((text) => text !== '');
  const seen = `${time(outage)} of errors (${got.join(', ')})${down ? ', down at the end' : ''}`;
  return `${goal}: ${seen}${SIDES[side]}; expected: ${PREDICTED.none} (limit ${time(limit)})`;
}

const KINDS: Readonly<Record<DurabilityResult['kind'], string>> = { row: 'rows', file: 'files', session: 'sessions' };

function lostText({ kind, asked, missing, where }: DurabilityResult): string {
  return `${missing.length} of ${asked} acknowledged ${KINDS[kind]} are missing from ${short(where)}`;
}

/** `2.9 s, 30/20`: outage, failed first tries and those that failed with the second, too; then what failed on the return. */
export function failuresText({
  away,
  back,
}: {
  readonly away: StreamStatistics;
  readonly back: StreamStatistics;
}): string {
  if (away.failed + back.failed === 0) return '–';
  const of = (seen: StreamStatistics) =>
    seen.failed === 0 ? '0' : `${time(outageLength(seen))}, ${seen.failed}/${seen.failedAfterRetry}`;
  return back.failed === 0 ? of(away) : `${of(away)} + ${of(back)}`;
}

/** Acknowledged writes that are missing anywhere: `0 of 1240`. */
export function lostWritesText({ durability }: FaultOutcome): string {
  if (durability.length === 0) return 'not read back';
  const unanswered = durability.some((one) => one.unanswered !== undefined);
  const missing = new Set(durability.flatMap(({ kind, missing: names }) => names.map((name) => `${kind} ${name}`)));
  // A place may be asked for a part of the writes only.
  const asked = KIND_NAMES.map((kind) =>
    Math.max(0, ...durability.filter((one) => one.kind === kind).map((one) => one.asked)),
  );
  const sum = asked.reduce((total, one) => total + one, 0);
  return `${unanswered ? '? ' : ''}${missing.size} of ${sum}`;
}

const KIND_NAMES = ['row', 'file', 'session'] as const;

/** `db_1 and db_2 both took writes for 600 ms, from 6.2 s on`. */
export function twoPrimariesText({ from, to, nodes }: TwoPrimaries): string {
  const names = nodes.map(short);
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)} both took writes for ${time(to - from)}, from ${time(from)} on`;
}

/** `12/40/1020`: median, 99th percentile and longest, milliseconds. */
export function latencyText({ latency }: StreamStatistics): string {
  return latency ? [latency.p50, latency.p99, latency.max].map(Math.round).join('/') : '–';
}

/** Fakes, what was left out and what was not injected: a reader is to know how far the drill goes. */
export function limitsOfDrill({
  result,
  comparison,
}: DrillReport): readonly { title: string; lines: readonly string[] }[] {
  const notInjected = comparison.notInjected.map(({ element, class: kind }) => `${element} (${CLASS_NAMES[kind]})`);
  const unobserved = comparison.unobserved.map((goal) => `the goal ${goal}: no stream of visitors observes it`);
  return [
    { title: 'Fakes of AWS', lines: result.fakes.map(({ what, how }) => `${what}: ${how}`) },
    { title: 'Left out', lines: [...result.leftOut.map(({ what, why }) => `${what}: ${why}`), ...unobserved] },
    { title: 'In the verdict, and not injected', lines: notInjected },
    { title: 'Remarks', lines: result.remarks },
  ].filter(({ lines }) => lines.length > 0);
}
