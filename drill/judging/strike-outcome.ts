import type {
  Attempt,
  MeasuredStrike,
  RequestRecord,
  StreamOutcome,
  StrikeOutcome,
  StrikeTimes,
  Window,
} from './outcome';
import { type Span, statistics } from './statistics';
import { STREAM_NAMES, type StreamName } from './streams';

/** What a strike did, from what was measured. @param streams those that visitors made */
export function strikeOutcome(measured: MeasuredStrike, streams: readonly StreamName[]): StrikeOutcome {
  const { strike, lookups, notes = [] } = measured;
  const { times, requests } = sinceStruck(measured);
  const { restored, rejoined, synced } = times;
  const byStream = new Map<StreamName, RequestRecord[]>(streams.map((stream) => [stream, []]));
  for (const request of requests) byStream.get(request.stream)?.push(request);
  return {
    strike,
    away: restored,
    streams: STREAM_NAMES.flatMap((stream) => {
      const records = byStream.get(stream);
      return records ? [{ stream, ...windowsOf(records, times) }] : [];
    }),
    ...(rejoined === undefined ? {} : { rejoin: rejoined - restored }),
    ...(synced === undefined ? {} : { sync: synced - restored }),
    lookups: [...lookups].sort((a, b) => (`${a.kind} ${a.where}` < `${b.kind} ${b.where}` ? -1 : 1)),
    notes,
  };
}

/** In whole milliseconds since the strike. */
function sinceStruck({ times, requests }: MeasuredStrike): Pick<MeasuredStrike, 'times' | 'requests'> {
  const since = (time: number) => Math.round(time - times.struck);
  const attempt = (one: Attempt): Attempt => ({ ...one, sent: since(one.sent), ended: since(one.ended) });
  const { absentStarted, rejoined, synced } = times;
  return {
    times: {
      observed: since(times.observed),
      struck: 0,
      restored: since(times.restored),
      ended: since(times.ended),
      ...(absentStarted === undefined ? {} : { absentStarted: since(absentStarted) }),
      ...(rejoined === undefined ? {} : { rejoined: since(rejoined) }),
      ...(synced === undefined ? {} : { synced: since(synced) }),
    },
    requests: requests.map((one) => ({
      ...one,
      due: since(one.due),
      first: attempt(one.first),
      ...(one.retry ? { retry: attempt(one.retry) } : {}),
    })),
  };
}

function windowsOf(records: readonly RequestRecord[], times: StrikeTimes): Omit<StreamOutcome, 'stream'> {
  const { observed, struck, restored } = times;
  const spans: Readonly<Record<Window, Span>> = {
    before: { from: observed, to: struck },
    away: { from: struck, to: restored },
    back: { from: restored, to: endOf(times) },
  };
  const within = (window: Window) => {
    const own = records.filter((one) => windowOf(one, times) === window);
    return statistics(own, records, spans[window]);
  };
  return { before: within('before'), away: within('away'), back: within('back') };
}

function endOf({ absentStarted, ended }: StrikeTimes): number {
  return absentStarted ?? ended;
}

/**
 * By the time at which the request was due; but one that the strike met under way counts to what the strike did.
 */
function windowOf({ due, first }: RequestRecord, times: StrikeTimes): Window | undefined {
  const { observed, struck, restored } = times;
  if (due < observed || due >= endOf(times)) return undefined;
  if (due >= restored) return 'back';
  return due >= struck || first.ended >= struck ? 'away' : 'before';
}
