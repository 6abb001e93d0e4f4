import type { MeasuredStrike, Strike } from '../judging/outcome';
import { errorsText, outageLength } from '../judging/statistics';
import { STREAMS, type StreamName } from '../judging/streams';
import { strikeOutcome } from '../judging/strike-outcome';

/** Shows how a drill goes on. */
export interface Say {
  /** A line that stays. */
  readonly line: (text: string) => void;
  /** A line that the next one replaces, where somebody watches. */
  readonly progress: (text: string) => void;
}

export function title(strike: Strike): string {
  if (strike.kind !== 'cold-start') return `${strike.kind} of ${strike.element}`;
  const how = strike.stop === 'clean' ? 'all stopped cleanly' : 'all crashed';
  return `cold start: ${how}${strike.away === undefined ? '' : `, ${strike.away} stays away`}`;
}

/** What a strike cost, for whoever watches. */
export function summary(measured: MeasuredStrike, streams: readonly StreamName[]): string {
  const lost = measured.lookups.flatMap(({ kind, where, missing }) =>
    missing.map((name) => `${kind} ${name} at ${where}`),
  );
  const failed = strikeOutcome(measured, streams).streams.flatMap(({ stream, away, back }) => {
    return [away, back].flatMap((seen) => {
      if (seen.failed === 0) return [];
      return [`${STREAMS[stream].title} ${(outageLength(seen) / 1000).toFixed(1)} s (${errorsText(seen.errors)})`];
    });
  });
  const cost = failed.length === 0 ? 'no request failed' : `failed: ${failed.join(', ')}`;
  return lost.length === 0 ? cost : `${cost}; missing: ${lost.slice(0, 5).join(', ')}${lost.length > 5 ? ' …' : ''}`;
}

export function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 1000)} s`;
}
