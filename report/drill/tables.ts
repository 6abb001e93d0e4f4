import type { StrikeOutcome } from '../../drill/judging/outcome';
import { STREAMS } from '../../drill/judging/streams';
import type { DrillReport } from './report';
import { comparisonText, failuresText, latencyText, lostWritesText, strikeTitle, time } from './words';

/** A table of a report, whatever it is written in. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A row for each strike: what failed, what was lost, how soon all was whole again. */
export function strikesTable({ result }: DrillReport): Table {
  const titles = result.streams.map((stream) => STREAMS[stream].title);
  return {
    header: ['strike', ...titles, 'writes lost', 'rejoined', 'in sync'],
    rows: result.strikes.map((outcome) => [
      strikeTitle(outcome.strike),
      ...ofStreams(outcome, result.streams, failuresText),
      lostWritesText(outcome),
      outcome.rejoin === undefined ? 'never' : time(outcome.rejoin),
      outcome.sync === undefined ? 'never' : time(outcome.sync),
    ]),
  };
}

export const STRIKES_LEGEND =
  '2.9 s, 30/20: 2.9 s from the first to the last failing request; 30 failed, 20 of them with the second try, too. After a +: what failed from the return on.';

/** A row for each strike on an element: for each goal what the proof says and what was seen. */
export function comparisonTable({ comparison }: DrillReport): Table {
  const goals = [...new Set(comparison.elements.map(({ goal }) => goal))].sort();
  const strikes = [...new Set(comparison.elements.map(({ strike }) => strike))];
  return {
    header: ['strike', ...goals],
    rows: strikes.map((strike) => [
      strikeTitle(strike),
      ...goals.map((goal) => {
        const one = comparison.elements.find((each) => each.strike === strike && each.goal === goal);
        return one ? comparisonText(one) : '–';
      }),
    ]),
  };
}

/** A row for each strike: latency of what was answered, and the longest time without a good answer. */
export function latencyTable({ result }: DrillReport): Table {
  return {
    header: ['strike', ...result.streams.map((stream) => STREAMS[stream].title)],
    rows: result.strikes.map((outcome) => [
      strikeTitle(outcome.strike),
      ...ofStreams(outcome, result.streams, ({ before, away, back }) => {
        const silence = Math.max(away.longestSilence, back.longestSilence);
        return `${latencyText(before)} → ${latencyText(away)}; ${time(silence)}`;
      }),
    ]),
  };
}

export const LATENCY_LEGEND =
  'Before the strike → while the struck were away: median/99th percentile/longest, in ms from when a request was due; then the longest time without a good answer.';

function ofStreams(
  { streams }: StrikeOutcome,
  names: DrillReport['result']['streams'],
  cell: (stream: StrikeOutcome['streams'][number]) => string,
): readonly string[] {
  return names.map((name) => {
    const found = streams.find(({ stream }) => stream === name);
    return found ? cell(found) : '–';
  });
}

/** What happened by itself, and when. */
export function notes({ result }: DrillReport): readonly string[] {
  return result.strikes.flatMap(({ strike, notes: lines }) => lines.map((line) => `${strikeTitle(strike)}: ${line}`));
}
