import type { Promotion, TierKind } from '../../model/kinds';
import type { StreamName } from './streams';

/**
 * All times here are milliseconds of the machine's monotonic clock (`process.hrtime`), which the processes of a drill share;
 * durations are milliseconds too, where the name says nothing else.
 */

/** How one attempt of a request ended. */
export interface Attempt {
  /** HTTP status; missing where no whole answer came. */
  readonly status?: number;
  /** Why it is no good answer: `timeout`, a system's code as `ECONNREFUSED`, or what is wrong with the content. */
  readonly error?: string;
  /** When it was really sent. */
  readonly sent: number;
  readonly ended: number;
}

/** One request of a visitor, as it was due, and how it went. */
export interface RequestRecord {
  readonly stream: StreamName;
  /** When it was due. The rate is kept whatever the answers are, and latency counts from here, however late it was sent. */
  readonly due: number;
  readonly first: Attempt;
  /** Where the first attempt failed. */
  readonly retry?: Attempt;
  /** What one of the attempts acknowledged. */
  readonly acknowledged?: AcknowledgedWrite;
}

/** What the site has acknowledged and must have kept. */
export type AcknowledgedWrite =
  | { readonly kind: 'row'; readonly token: string; readonly id: number }
  /** The name is made from the content's SHA-256, so that a file proves by itself that it is whole. */
  | { readonly kind: 'file'; readonly name: string; readonly content: string }
  | { readonly kind: 'session'; readonly session: string; readonly visits: number };

/** What is done to the site. */
export type Fault =
  /**
   * Killed without warning, its network gone; of a zone, all its nodes at once. `stop-start`: shut down and started again by
   * EC2's API. `upgrade`: replaced by a machine of another release, by the steps that `nospof diff` prints.
   */
  | (FaultOfElement & { readonly kind: 'crash' | 'isolation' | 'zone-loss' | 'stop-start' | 'upgrade' })
  /** All its processes stand still for a while, and go on as if nothing had been. */
  | (FaultOfElement & { readonly kind: 'pause'; readonly seconds: number })
  /** Its network works in one direction alone: it hears nothing of the others, or they nothing of it. */
  | (FaultOfElement & { readonly kind: 'one-way'; readonly deaf: 'itself' | 'others' })
  /** Packets are lost at random, in both directions. */
  | (FaultOfElement & { readonly kind: 'loss'; readonly percent: number })
  /** Nothing more can be written on its root disk, or on its data volume. */
  | (FaultOfElement & { readonly kind: 'disk-full'; readonly disk: Disk })
  /** The data of one node of a tier, of a majority or of all are lost, and brought back by the operations manual's way. */
  | { readonly kind: 'restore'; readonly tier: string; readonly lost: LostData; readonly nodes: readonly string[] }
  /** All nodes go at once, by a crash or by a clean stop; `away` stays away. */
  | {
      readonly kind: 'cold-start';
      readonly stop: 'crash' | 'clean';
      readonly away?: string;
      readonly nodes: readonly string[];
    };

interface FaultOfElement {
  /** Terraform address of a node, or a zone's name. */
  readonly element: string;
  readonly nodes: readonly string[];
}

/** Whose data are lost. */
export type LostData = 'one' | 'majority' | 'all';

/** A disk of a node. */
export type Disk = 'root' | 'data';

export type FaultKind = Fault['kind'];

/** All kinds of fault, in the order in which a drill injects them; a kind that is missing does not compile. */
export const FAULT_KINDS = Object.keys({
  crash: true,
  isolation: true,
  pause: true,
  'one-way': true,
  loss: true,
  'disk-full': true,
  'stop-start': true,
  'zone-loss': true,
  'cold-start': true,
  restore: true,
  upgrade: true,
} satisfies Record<FaultKind, true>) as readonly FaultKind[];

/** A time in which several servers of a tier that has one writer took writes. */
export interface TwoPrimaries {
  readonly from: number;
  readonly to: number;
  /** Terraform addresses, sorted. */
  readonly nodes: readonly string[];
}

/** When what happened. */
export interface FaultTimes {
  /** Steady load began. */
  readonly observed: number;
  readonly injected: number;
  /** Nodes were started, or connected, again. */
  readonly restored: number;
  /**
   * The node that a cold start leaves out was started, too: by then the site must be back without it. @default - none was left out
   */
  readonly absentStarted?: number;
  /** All nodes do their work again; missing where they did not in the time that they had. */
  readonly rejoined?: number;
  /** All replicas hold the same data again; missing where they did not in the time that they had. */
  readonly synced?: number;
  /** Last request that counts. */
  readonly ended: number;
}

/** What the course of a drill has measured about one fault, from which `faultOutcome` computes. */
export interface MeasuredFault {
  readonly fault: Fault;
  readonly times: FaultTimes;
  readonly requests: readonly RequestRecord[];
  readonly durability: readonly DurabilityResult[];
  /** @default - there were none, or nobody looked */
  readonly twoPrimaries?: readonly TwoPrimaries[];
  /** What a reader should know: `Pacemaker promoted db-2`. @default - nothing */
  readonly notes?: readonly string[];
}

/** Where acknowledged writes of a kind were read back, and which of them were not there. */
export interface DurabilityResult {
  readonly kind: AcknowledgedWrite['kind'];
  /** `the site`, or a node's Terraform address. */
  readonly where: string;
  /** How many were read back. */
  readonly asked: number;
  /** Rows' tokens, files' names, sessions' names; sorted. */
  readonly missing: readonly string[];
  /** Why nothing can be said, where the place could not be asked. */
  readonly unanswered?: string;
}

/**
 * How a stream went in a window of time. Requests count to the window in which they were due; those that a fault met under way
 * count to what the fault did.
 */
export interface StreamStatistics {
  readonly requests: number;
  /** First attempts that failed. */
  readonly failed: number;
  /** Requests that failed with their retry, too. */
  readonly failedAfterRetry: number;
  /** First and last failing first attempt, by the times they were due; missing where none failed. */
  readonly outage?: { readonly from: number; readonly to: number };
  /** Most first attempts that failed one after the other. */
  readonly longestRun: number;
  /** Longest time without a good answer; the window's beginning and end count as answers. */
  readonly longestSilence: number;
  /** From the last good answer to the window's end. */
  readonly silentAtEnd: number;
  /** Of good first attempts, from the times they were due; missing where there is none. */
  readonly latency?: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Kinds of failure with their numbers: `{ '503': 3, timeout: 12 }`; sorted by name. */
  readonly errors: Readonly<Record<string, number>>;
}

export type Window = 'before' | 'away' | 'back';

export type StreamOutcome = { readonly stream: StreamName } & Readonly<Record<Window, StreamStatistics>>;

/** What one fault did to the site. Times are whole milliseconds since the fault. */
export interface FaultOutcome {
  readonly fault: Fault;
  /**
   * For each stream: `before` the fault, while the affected nodes are `away`, and from their return on until all was in sync (`back`); after a cold
   * start without one node, until that was started.
   */
  readonly streams: readonly StreamOutcome[];
  /** From the fault to the return of the affected nodes. */
  readonly away: number;
  /** From the return until all nodes did their work again; missing where they did not. */
  readonly rejoin?: number;
  /** From the return until all replicas held the same data again; missing where they did not. */
  readonly sync?: number;
  readonly durability: readonly DurabilityResult[];
  /** Since the fault, in order. */
  readonly twoPrimaries: readonly TwoPrimaries[];
  readonly notes: readonly string[];
}

/** A drilled node. */
export interface JudgedNode {
  /** Terraform address. */
  readonly element: string;
  readonly tier: string;
  /** The tier's kind, as in the topology. */
  readonly kind: TierKind;
  readonly zone: string;
  /** Of a node of a tier that gets a new writer by itself. */
  readonly promotion?: Promotion;
}

/** How visitors behave. */
export interface LoadFacts {
  /** Requests a second, of each stream. */
  readonly rate: number;
  /** After which a visitor gives up. */
  readonly patience: number;
  /** After which a visitor tries once more what failed. */
  readonly retryAfter: number;
}

/** A whole drill, measured. Plain data: what the JSON report shows. */
export interface DrillResult {
  readonly site: string;
  /** The topology's file, as it was named. */
  readonly file: string;
  /** The command that repeats it. */
  readonly command: string;
  readonly nodes: readonly JudgedNode[];
  readonly streams: readonly StreamName[];
  readonly load: LoadFacts;
  /** From the start of the first node until all streams were served. */
  readonly bootToServing: number;
  /** Of all nodes together, at its highest, MiB. @default - the machine's control groups count no memory */
  readonly memoryMiB?: number;
  /** Of this machine; all nodes share them. */
  readonly processors: number;
  readonly fakes: readonly Fake[];
  /** What was not drilled, and why. */
  readonly leftOut: readonly LeftOut[];
  readonly faults: readonly FaultOutcome[];
  /** What else was found: unknown calls, units that failed. */
  readonly remarks: readonly string[];
}

/** A fake of something of AWS. */
export interface Fake {
  readonly what: string;
  /** How it differs. */
  readonly how: string;
}

export interface LeftOut {
  readonly what: string;
  readonly why: string;
}
