import type { MeasuredStrike, RequestRecord, StrikeOutcome } from './outcome';
import { type Span, statistics } from './statistics';
import { STREAM_NAMES, type StreamName } from './streams';

/** What a strike did, from what was measured. @param streams those that visitors made */
export function strikeOutcome(measured: MeasuredStrike, streams: readonly StreamName[]): StrikeOutcome {
  const { strike, times, requests, lookups, notes = [] } = measured;
  const { observed, struck, restored, rejoined, synced, ended } = times;
  const before: Span = { from: observed, to: struck };
  const away: Span = { from: struck, to: restored };
  const back: Span = { from: restored, to: ended };
  const byStream = new Map<StreamName, RequestRecord[]>(streams.map((stream) => [stream, []]));
  for (const request of requests) byStream.get(request.stream)?.push(request);
  return {
    strike,
    struck,
    restored,
    streams: STREAM_NAMES.flatMap((stream) => {
      const records = byStream.get(stream);
      if (!records) return [];
      return [
        {
          stream,
          before: statistics(records, before),
          away: statistics(records, away),
          back: statistics(records, back),
        },
      ];
    }),
    ...(rejoined === undefined ? {} : { rejoin: rejoined - restored }),
    ...(synced === undefined ? {} : { sync: synced - restored }),
    lookups: [...lookups].sort((a, b) => (`${a.kind} ${a.where}` < `${b.kind} ${b.where}` ? -1 : 1)),
    notes,
  };
}
