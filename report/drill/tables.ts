import type { FaultOutcome } from '../../drill/judging/outcome';
import { STREAMS } from '../../drill/judging/streams';
import type { DrillReport } from './report';
import { comparisonText, failuresText, faultTitle, latencyText, lostWritesText, time, twoPrimariesText } from './words';

/** A table of a report, whatever it is written in. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A row for each fault: what failed, what was lost, how soon all was whole again. */
export function faultsTable({ result }: DrillReport): Table {
  const titles = result.streams.map((stream) => STREAMS[stream].title);
  return {
    header: ['fault', ...titles, 'writes lost', 'rejoined', 'in sync'],
    rows: result.faults.map((outcome) => [
      faultTitle(outcome.fault),
      ...ofStreams(outcome, result.streams, failuresText),
      lostWritesText(outcome),
      outcome.rejoin === undefined ? 'never' : time(outcome.rejoin),
      outcome.sync === undefined ? 'never' : time(outcome.sync),
    ]),
  };
}

export const FAULTS_LEGEND =
  '2.9 s, 30/20: 2.9 s from the first to the last failing request; 30 failed, 20 of them even after the retry. After a +: from the return on.';

/** A row for each fault on an element: for each goal what the verdict says and what was seen. */
export function comparisonTable({ comparison }: DrillReport): Table {
  const goals = [...new Set(comparison.elements.map(({ goal }) => goal))].sort();
  const faults = [...new Set(comparison.elements.map(({ fault }) => fault))];
  return {
    header: ['fault', ...goals],
    rows: faults.map((fault) => [
      faultTitle(fault),
      ...goals.map((goal) => {
        const one = comparison.elements.find((each) => each.fault === fault && each.goal === goal);
        return one ? comparisonText(one) : '–';
      }),
    ]),
  };
}

/** A row for each fault: latency of what was answered, and the longest time without a good answer. */
export function latencyTable({ result }: DrillReport): Table {
  return {
    header: ['fault', ...result.streams.map((stream) => STREAMS[stream].title)],
    rows: result.faults.map((outcome) => [
      faultTitle(outcome.fault),
      ...ofStreams(outcome, result.streams, ({ before, away, back }) => {
        const silence = Math.max(away.longestSilence, back.longestSilence);
        return `${latencyText(before)} → ${latencyText(away)}; ${time(silence)}`;
      }),
    ]),
  };
}

export const LATENCY_LEGEND =
  'Before the fault → while the affected nodes were away: median/99th percentile/longest, in ms from when a request was due; then the longest time without a good answer.';

function ofStreams(
  { streams }: FaultOutcome,
  names: DrillReport['result']['streams'],
  cell: (stream: FaultOutcome['streams'][number]) => string,
): readonly string[] {
  return names.map((name) => {
    const found = streams.find(({ stream }) => stream === name);
    return found ? cell(found) : '–';
  });
}

/** What happened by itself, and when. */
export function notes({ result }: DrillReport): readonly string[] {
  return result.faults.flatMap(({ fault, twoPrimaries, notes: lines }) => {
    return [...twoPrimaries.map(twoPrimariesText), ...lines].map((line) => `${faultTitle(fault)}: ${line}`);
  });
}
