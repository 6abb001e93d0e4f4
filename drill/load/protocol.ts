import type { CrowdMeasurement } from '../judging/load-run';
import type { AcknowledgedWrite, DurabilityResult, RequestRecord } from '../judging/outcome';
import type { StreamName } from '../judging/streams';

/** Where visitors go. */
export interface LoadTarget {
  /** The site's public IPv4 address. */
  readonly address: string;
  /** @default 80, and 443 where `https` */
  readonly port?: number;
  /** What they ask for: the site's domain, or its address where it has none. */
  readonly host: string;
  /** Whether they come by HTTPS. The certificate is not verified: a drill's site has one of its own. @default false */
  readonly https?: boolean;
}

export interface LoadOptions {
  readonly target: LoadTarget;
  readonly streams: readonly StreamName[];
  /** Requests a second, of each stream. */
  readonly rate: number;
  /** Milliseconds after which a visitor gives up, from when his request was due. */
  readonly patience: number;
  /** Milliseconds from a failure to the visitor's one more try. */
  readonly retryAfter: number;
}

/**
 * What visitors do, where a drill says nothing else. Who gets no answer within five seconds is taken to be gone. He tries once
 * more what failed: all that he asks the sample site for may be repeated.
 */
export const LOAD_DEFAULTS = { rate: 5, patience: 5_000, retryAfter: 1_000 } as const;

/** Visitors who each ask again as soon as they have an answer: a closed loop, so that the site and not its visitors sets the pace. */
export interface Crowd {
  readonly stream: StreamName;
  readonly users: number;
  /** Milliseconds at first that are not measured. */
  readonly warmUp: number;
  /** Milliseconds that are. */
  readonly duration: number;
}

/** To the generator's process. */
export type LoadCommand =
  | { readonly type: 'start'; readonly options: LoadOptions }
  /** Visitors stop coming; those under way are served or give up. */
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  /** Requests a second of each stream, from now on. */
  | { readonly type: 'rate'; readonly rate: number }
  | { readonly type: 'read-back'; readonly number: number; readonly writes: readonly AcknowledgedWrite[] }
  | { readonly type: 'crowd'; readonly number: number; readonly crowd: Crowd };

/** From the generator's process. */
export type LoadMessage =
  | { readonly type: 'ready' }
  /** Requests that are through, and the time up to which all that were due are. */
  | { readonly type: 'requests'; readonly requests: readonly RequestRecord[]; readonly settled: number }
  | { readonly type: 'looked-up'; readonly number: number; readonly results: readonly DurabilityResult[] }
  | { readonly type: 'measured'; readonly number: number; readonly measurement: CrowdMeasurement };

/** Milliseconds of the monotonic clock, which is the same in all processes of a machine. */
export function now(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}
