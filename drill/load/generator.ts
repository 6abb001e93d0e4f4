import type { Attempt, RequestRecord } from '../judging/outcome';
import type { StreamName } from '../judging/streams';
import { type LoadOptions, now } from './protocol';
import { send } from './request';
import { type Visit, Visits } from './visits';

/**
 * Visitors in an open loop: on every stream requests are due at fixed times, whether or not those before were answered, as a
 * site's visitors do not wait for each other. What is sent late, since this process was kept from it, keeps the time at which it
 * was due.
 */
export class Generator {
  readonly #options: LoadOptions;
  readonly #visits = new Visits();
  readonly #schedules: readonly Schedule[];
  /** Milliseconds between two requests of a stream. */
  #interval: number;
  #timer: NodeJS.Timeout | undefined;
  /** When requests under way were due. */
  readonly #underWay = new Set<{ readonly due: number }>();
  #finished: RequestRecord[] = [];

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#interval = 1_000 / options.rate;
    this.#schedules = options.streams.map((stream) => ({ stream, next: 0 }));
  }

  start(): void {
    if (this.#timer) return;
    const begin = now();
    // Streams take turns within an interval.
    const phase = this.#interval / this.#schedules.length;
    for (const [index, schedule] of this.#schedules.entries()) schedule.next = begin + index * phase;
    this.#wait();
  }

  /** Requests a second of each stream, from now on. */
  setRate(rate: number): void {
    this.#interval = 1_000 / rate;
    if (!this.#timer) return;
    this.pause();
    this.start();
  }

  /** No further requests; those under way go on. */
  pause(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Requests that are through since the last call, and the time up to which all that were due are. */
  drain(): { readonly requests: readonly RequestRecord[]; readonly settled: number } {
    const requests = this.#finished;
    this.#finished = [];
    return { requests, settled: this.#settled() };
  }

  #settled(): number {
    const pending = [...this.#underWay].map(({ due }) => due);
    // A running schedule may owe requests that were due before now.
    const owed = this.#timer ? this.#schedules.map(({ next }) => next) : [];
    return Math.min(now(), ...pending, ...owed);
  }

  #wait(): void {
    const next = Math.min(...this.#schedules.map((schedule) => schedule.next));
    this.#timer = setTimeout(() => this.#sendDue(), Math.max(0, next - now()));
  }

  #sendDue(): void {
    const time = now();
    for (const schedule of this.#schedules) {
      for (; schedule.next <= time; schedule.next += this.#interval) void this.#request(schedule.stream, schedule.next);
    }
    this.#wait();
  }

  async #request(stream: StreamName, due: number): Promise<void> {
    const visit = this.#visits.next(stream);
    if (!visit) return;
    const mark = { due };
    this.#underWay.add(mark);
    const first = await this.#attempt(visit, due);
    if (first.attempt.error === undefined) {
      this.#finished.push({ stream, due, first: first.attempt, ...acknowledged(first) });
    } else {
      await pause(first.attempt.ended + this.#options.retryAfter - now());
      const retry = await this.#attempt(visit, now());
      this.#finished.push({ stream, due, first: first.attempt, retry: retry.attempt, ...acknowledged(retry) });
    }
    this.#underWay.delete(mark);
  }

  async #attempt({ ask, judge }: Visit, since: number): Promise<Tried> {
    const { attempt, answer } = await send(this.#options.target, ask, since + this.#options.patience);
    const judged = answer ? judge(answer) : undefined;
    if (!judged) return { attempt };
    return judged.error === undefined ? { attempt, judged } : { attempt: { ...attempt, error: judged.error } };
  }
}

interface Schedule {
  readonly stream: StreamName;
  next: number;
}

interface Tried {
  readonly attempt: Attempt;
  readonly judged?: { readonly acknowledged?: RequestRecord['acknowledged'] };
}

function acknowledged({ judged }: Tried): Pick<RequestRecord, 'acknowledged'> {
  return judged?.acknowledged ? { acknowledged: judged.acknowledged } : {};
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, milliseconds)));
}
