import type { Attempt, FaultOutcome, FaultTimes, MeasuredFault, RequestRecord, StreamOutcome, Window } from './outcome';
import { statistics, type TimeSpan } from './statistics';
import { STREAM_NAMES, type StreamName } from './streams';

/** What a fault did, from what was measured. @param streams those that visitors made */
export function faultOutcome(measured: MeasuredFault, streams: readonly StreamName[]): FaultOutcome {
  const { fault, durability, twoPrimaries = [], notes = [] } = measured;
  const since = (time: number) => Math.round(time - measured.times.injected);
  const { times, requests } = sinceInjected(measured);
  const { restored, rejoined, synced } = times;
  const byStream = new Map<StreamName, RequestRecord[]>(streams.map((stream) => [stream, []]));
  for (const request of requests) byStream.get(request.stream)?.push(request);
  return {
    fault,
    away: restored,
    streams: STREAM_NAMES.flatMap((stream) => {
      const records = byStream.get(stream);
      return records ? [{ stream, ...windowsOf(records, times) }] : [];
    }),
    ...(rejoined === undefined ? {} : { rejoin: rejoined - restored }),
    ...(synced === undefined ? {} : { sync: synced - restored }),
    durability: [...durability].sort((a, b) => (`${a.kind} ${a.where}` < `${b.kind} ${b.where}` ? -1 : 1)),
    twoPrimaries: twoPrimaries.map(({ from, to, nodes }) => ({ from: since(from), to: since(to), nodes })),
    notes,
  };
}

/** In whole milliseconds since the fault. */
function sinceInjected({ times, requests }: MeasuredFault): Pick<MeasuredFault, 'times' | 'requests'> {
  const since = (time: number) => Math.round(time - times.injected);
  const attempt = (one: Attempt): Attempt => ({ ...one, sent: since(one.sent), ended: since(one.ended) });
  const { absentStarted, rejoined, synced } = times;
  return {
    times: {
      observed: since(times.observed),
      injected: 0,
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

function windowsOf(records: readonly RequestRecord[], times: FaultTimes): Omit<StreamOutcome, 'stream'> {
  const { observed, injected, restored } = times;
  const spans: Readonly<Record<Window, TimeSpan>> = {
    before: { from: observed, to: injected },
    away: { from: injected, to: restored },
    back: { from: restored, to: endOf(times) },
  };
  const within = (window: Window) => {
    const own = records.filter((one) => windowOf(one, times) === window);
    return statistics(own, records, spans[window]);
  };
  return { before: within('before'), away: within('away'), back: within('back') };
}

function endOf({ absentStarted, ended }: FaultTimes): number {
  return absentStarted ?? ended;
}

/**
 * By the time at which the request was due; but one that the fault met under way counts to what the fault did.
 */
function windowOf({ due, first }: RequestRecord, times: FaultTimes): Window | undefined {
  const { observed, injected, restored } = times;
  if (due < observed || due >= endOf(times)) return undefined;
  if (due >= restored) return 'back';
  return due >= injected || first.ended >= injected ? 'away' : 'before';
}
