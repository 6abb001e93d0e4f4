import { setTimeout as delay } from 'node:timers/promises';
import type { RequestRecord } from '../judging/outcome';
import { STREAMS, type StreamName } from '../judging/streams';
import type { Load } from '../load/load';
import { now } from '../load/protocol';

const LOOK_AGAIN = 250;

/** The visitors, as a drill follows them. */
export type Visitors = Pick<Load, 'since' | 'settledUpTo' | 'settled' | 'pause' | 'resume' | 'readBack'>;

/** What the visitors see now. */
export class Watch {
  readonly load: Visitors;
  readonly streams: readonly StreamName[];

  constructor(load: Visitors, streams: readonly StreamName[]) {
    this.load = load;
    this.streams = streams;
  }

  /** The streams of which no request failed among those that are through and were due in the last while. */
  good(milliseconds: number): readonly StreamName[] {
    const recent = this.#settled(milliseconds);
    return this.streams.filter((stream) => {
      const own = recent.filter((request) => request.stream === stream);
      return own.length > 0 && own.every(isGood);
    });
  }

  /** What keeps streams from being good: `file write: 503 (12 of 30)`. */
  faults(milliseconds: number): readonly string[] {
    const good = this.good(milliseconds);
    const recent = this.#settled(milliseconds);
    return this.streams
      .filter((stream) => !good.includes(stream))
      .map((stream) => {
        const own = recent.filter((request) => request.stream === stream);
        const bad = own.filter((request) => !isGood(request));
        const last = bad.at(-1)?.first.error ?? 'no answer yet';
        return `${STREAMS[stream].title}: ${last} (${bad.length} of ${own.length})`;
      });
  }

  /** Waits until streams, all if none are named, are good for a while from now on. @returns the time since when they are; undefined if it was not so in time */
  async allGood(
    milliseconds: number,
    patience: number,
    signal: AbortSignal,
    streams: readonly StreamName[] = this.streams,
  ): Promise<number | undefined> {
    const end = now() + patience;
    const begin = now();
    while (now() < end) {
      const seen = this.load.settledUpTo - begin >= Math.min(milliseconds, patience);
      const good = new Set(this.good(milliseconds));
      if (seen && streams.every((stream) => good.has(stream))) return this.#goodSince();
      await delay(LOOK_AGAIN, undefined, { signal });
    }
    return undefined;
  }

  /** The latest requests of which none is still under way: one that hangs holds up what can be said. */
  #settled(milliseconds: number): readonly RequestRecord[] {
    const { settledUpTo } = this.load;
    return this.load.since(settledUpTo - milliseconds).filter(({ due }) => due <= settledUpTo);
  }

  /** When the first request was due after which none failed. */
  #goodSince(): number {
    const all = this.load.since(0);
    const last = all.filter((request) => !isGood(request)).reduce((latest, { due }) => Math.max(latest, due), 0);
    return all.reduce(
      (earliest, { due }) => (due > last ? Math.min(earliest, due) : earliest),
      Number.POSITIVE_INFINITY,
    );
  }
}

function isGood({ first }: RequestRecord): boolean {
  return first.error === undefined;
}
