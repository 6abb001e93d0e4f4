import { basename } from 'node:path';
import type { Contradiction, ElementComparison, Observation, Predicted, Side } from '../../drill/judging/findings';
import type { LookupResult, StreamStatistics, Strike, StrikeOutcome } from '../../drill/judging/outcome';
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

export function strikeTitle(strike: Strike): string {
  switch (strike.kind) {
    case 'crash':
      return `crash of ${short(strike.element)}`;
    case 'isolation':
      return `isolation of ${short(strike.element)}`;
    case 'zone-loss':
      return `loss of ${strike.element}`;
    case 'cold-start': {
      const stopped = strike.stop === 'clean' ? 'all are stopped' : 'all crash';
      return strike.away === undefined ? `${stopped}, all return` : `${stopped}, all but ${short(strike.away)} return`;
    }
  }
}

/** The first sentence on a drill. */
export function headline({ result, comparison }: DrillReport): string {
  const strikes = count(result.strikes.length, 'strike');
  if (result.strikes.length === 0) return 'booted, and nothing was struck';
  return comparison.holds
    ? `${strikes}, and all went as the proof says`
    : `${strikes}, and ${count(comparison.contradictions.length, 'contradiction')} to the proof`;
}

/** The place of all nodes, how long they took, and what was asked of them. */
export function facts({ result }: DrillReport): readonly string[] {
  const { nodes, bootToServing, memoryMiB, processors, load, streams } = result;
  const zones = new Set(nodes.map(({ zone }) => zone)).size;
  const memory =
    memoryMiB === undefined ? 'with memory that was not counted' : `with ${memoryMiB} MiB of memory at most`;
  return [
    `${count(nodes.length, 'node')} in ${count(zones, 'zone')}; serving ${time(bootToServing)} after the first of them was started, on ${count(processors, 'processor')} ${memory}`,
    `visitors: ${load.rate} requests a second of each stream (${streams.map((one) => STREAMS[one].title).join(', ')}), each on a connection of its own; who has no answer after ${time(load.patience)} gives up, and tries once more what failed, ${time(load.retryAfter)} later`,
  ];
}

const PREDICTED: Readonly<Record<Predicted, string>> = {
  none: 'goes on',
  soft: 'goes on, slower',
  recovery: 'goes on, without recovery',
  outage: 'fails',
  broken: 'does not work',
};

/** `goes on: went on`: the proof's word, and what was seen. */
export function comparisonText({ predicted, away, back }: ElementComparison): string {
  const returned = back.observed === 'none' || !PROMISED.has(predicted) ? '' : `; on return ${seenText(back)}`;
  return `${PREDICTED[predicted]}: ${seenText(away)}${returned}`;
}

/** What is to go on through the return as well. */
const PROMISED: ReadonlySet<Predicted> = new Set(['none', 'soft', 'recovery']);

function seenText({ observed, outage, down }: Observation): string {
  switch (observed) {
    case 'none':
      return 'went on';
    case 'brief':
      return `${time(outage)} of failures`;
    case 'lasting':
      return down ? 'failed to the end' : `failed for ${time(outage)}`;
    case 'unknown':
      return 'not seen for long enough';
  }
}

/** What contradicts the proof, in a sentence. */
export function contradictionText(one: Contradiction): string {
  return `${strikeTitle(one.strike)}: ${whatHappened(one)}`;
}

function whatHappened(one: Contradiction): string {
  switch (one.kind) {
    case 'promised-too-much':
      return promiseText(one.goal, one.window, one.seen);
    case 'too-pessimistic':
      return `${one.goal} went on, and the proof says that it fails`;
    case 'not-back':
      return `${STREAMS[one.stream].title} did not come back`;
    case 'lost-writes':
      return `${lostText(one.lookup)}, first ${one.lookup.missing[0]}`;
    case 'not-looked-up':
      return `${KINDS[one.lookup.kind]} could not be looked up in ${short(one.lookup.where)}: ${one.lookup.unanswered}`;
    case 'failed-requests':
      return `${STREAMS[one.stream].title} failed ${count(one.failed, 'visitor')} with the second try, too, and this crash may cost nobody anything`;
    case 'unsteady':
      return `${STREAMS[one.stream].title} was not served well before it (${one.failed} failed), so that it shows nothing`;
    case 'not-rejoined':
      return 'not all nodes do their work again';
    case 'not-in-sync':
      return 'the replicas did not get in sync again';
    case 'unknown':
      return `${one.goal} was not seen for long enough to be judged`;
  }
}

const SIDES: Readonly<Record<Side, string>> = { away: '', back: ' when it came back' };

function promiseText(goal: string, side: Side, { stream, outage, limit, errors, down }: Observation): string {
  const got = [STREAMS[stream].title, errorsText(errors)].filter((text) => text !== '');
  const how = down ? 'and did not come back' : `, longer than the ${time(limit)} of a takeover`;
  return `${goal} failed${SIDES[side]} for ${time(outage)} (${got.join(', ')})${down ? ' ' : ''}${how}; the proof says that it goes on`;
}

const KINDS: Readonly<Record<LookupResult['kind'], string>> = { row: 'rows', file: 'files', session: 'sessions' };

function lostText({ kind, asked, missing, where }: LookupResult): string {
  return `${missing.length} of ${asked} acknowledged ${KINDS[kind]} are missing in ${short(where)}`;
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
export function lostWritesText({ lookups }: StrikeOutcome): string {
  if (lookups.length === 0) return 'not looked up';
  const unanswered = lookups.some((one) => one.unanswered !== undefined);
  const missing = new Set(lookups.flatMap(({ kind, missing: names }) => names.map((name) => `${kind} ${name}`)));
  // A place may be asked for a part of the writes only.
  const asked = KIND_NAMES.map((kind) =>
    Math.max(0, ...lookups.filter((one) => one.kind === kind).map((one) => one.asked)),
  );
  const sum = asked.reduce((total, one) => total + one, 0);
  return `${unanswered ? '? ' : ''}${missing.size} of ${sum}`;
}

const KIND_NAMES = ['row', 'file', 'session'] as const;

/** `12/40/1020`: median, 99th percentile and longest, milliseconds. */
export function latencyText({ latency }: StreamStatistics): string {
  return latency ? [latency.p50, latency.p99, latency.max].map(Math.round).join('/') : '–';
}

/** What stood in, what was left out and what was not struck: a reader is to know how far the drill goes. */
export function limitsOfDrill({
  result,
  comparison,
}: DrillReport): readonly { title: string; lines: readonly string[] }[] {
  const unstruck = comparison.unstruck.map(({ element, class: kind }) => `${element} (${CLASS_NAMES[kind]})`);
  const unobserved = comparison.unobserved.map((goal) => `the goal ${goal}: no stream of visitors shows it`);
  return [
    { title: 'Stand-ins for AWS', lines: result.standIns.map(({ what, how }) => `${what}: ${how}`) },
    { title: 'Left out', lines: [...result.leftOut.map(({ what, why }) => `${what}: ${why}`), ...unobserved] },
    { title: 'In the proof, and not struck', lines: unstruck },
    { title: 'Remarks', lines: result.remarks },
  ].filter(({ lines }) => lines.length > 0);
}
