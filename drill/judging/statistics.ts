import type { Attempt, RequestRecord, StreamStatistics } from './outcome';

/** A span of time. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/**
 * How one stream went in a span. O(n log n).
 * @param requests those that count to the span
 * @param all all of the stream's requests: one that counts to another span may have been answered in this one
 */
export function statistics(
  requests: readonly RequestRecord[],
  all: readonly RequestRecord[],
  span: TimeSpan,
): StreamStatistics {
  // Of requests due at one time the good ones first, so that the longest run does not depend on their order here.
  const due = [...requests].sort((a, b) => a.due - b.due || Number(isGood(b.first)) - Number(isGood(a.first)));
  const failed = due.filter(({ first }) => !isGood(first));
  const [earliest] = failed;
  const latest = failed.at(-1);
  const answers = goodAnswers(all, span);
  const latencies = due.flatMap((one) => (isGood(one.first) ? [one.first.ended - one.due] : [])).sort((a, b) => a - b);
  return {
    requests: due.length,
    failed: failed.length,
    failedAfterRetry: failed.filter(failedAltogether).length,
    ...(earliest && latest ? { outage: { from: earliest.due, to: latest.due } } : {}),
    longestRun: longestRun(due),
    longestSilence: longestGap([span.from, ...answers, span.to]),
    silentAtEnd: span.to - (answers.at(-1) ?? span.from),
    ...(latencies.length > 0
      ? {
          latency: { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99), max: percentile(latencies, 1) },
        }
      : {}),
    errors: tally(failed.map(({ first }) => first.error ?? '')),
  };
}

/** How long the stream failed, from the first to the last failing request; 0 where one or none failed. */
export function outageLength({ outage }: Pick<StreamStatistics, 'outage'>): number {
  return outage ? outage.to - outage.from : 0;
}

/** Whether the visitor got nothing, with his second try neither. */
function failedAltogether({ first, retry }: RequestRecord): boolean {
  return !isGood(first) && !(retry && isGood(retry));
}

export function isGood({ error }: Attempt): boolean {
  return error === undefined;
}

/** When good answers were complete, in order. */
function goodAnswers(records: readonly RequestRecord[], { from, to }: TimeSpan): readonly number[] {
  return records
    .flatMap(({ first, retry }) => [first, ...(retry ? [retry] : [])])
    .filter((attempt) => isGood(attempt) && from <= attempt.ended && attempt.ended <= to)
    .map(({ ended }) => ended)
    .sort((a, b) => a - b);
}

function longestRun(due: readonly RequestRecord[]): number {
  let longest = 0;
  let run = 0;
  for (const { first } of due) {
    run = isGood(first) ? 0 : run + 1;
    longest = Math.max(longest, run);
  }
  return longest;
}

function longestGap(times: readonly number[]): number {
  return times.reduce((longest, time, index) => Math.max(longest, time - (times[index - 1] ?? time)), 0);
}

/** By nearest rank: a value that was really measured. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

function tally(names: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What failing requests got instead of an answer: `20 × timeout`. */
export function errorsText(errors: StreamStatistics['errors']): string {
  return Object.entries(errors)
    .map(([error, times]) => `${times} × ${error}`)
    .join(', ');
}
