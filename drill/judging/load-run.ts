import type { StreamName } from './streams';

/** What a crowd of visitors got. Times in milliseconds. */
export interface CrowdMeasurement {
  /** Visitors at a time, each of whom asks again as soon as he has an answer. */
  readonly users: number;
  readonly milliseconds: number;
  /** Requests that were answered as they should be. */
  readonly answered: number;
  readonly failed: number;
  /** Of those that were answered. @default - none was */
  readonly meanResponse?: number;
  /** Share of one processor that the visitors' own process took, 0 to 1. */
  readonly generatorBusy: number;
}

/** Throughput with a number of nodes. */
export interface LoadStep extends CrowdMeasurement {
  readonly nodes: number;
}

/** What `nospof drill --load` has measured. */
export interface LoadRun {
  readonly site: string;
  readonly file: string;
  /** What repeats it. */
  readonly command: string;
  /** The tier whose nodes were counted up. */
  readonly tier: string;
  readonly stream: StreamName;
  /** Of this machine. */
  readonly processors: number;
  /** Processors that each node of the tier could use at most. @default - this machine cannot limit it */
  readonly share?: number;
  /** The fewest nodes first. */
  readonly steps: readonly LoadStep[];
}

/** Why a step is no measurement of the site. */
export type LoadFlaw =
  /** Requests failed: what is left of them is no throughput. */
  | 'failures'
  /** Throughput times response time is not the number of visitors: they were not under way all the time, or something else was counted. */
  | 'littles-law'
  /** The visitors' process had no processor left: it, not the site, set the pace. */
  | 'generator';

/** Share of requests that may fail, 0 to 1. */
const MAY_FAIL = 0.01;

/** How far throughput times response time may be from the number of visitors, as a share of it. */
const LITTLE = 0.1;

/** Share of one processor from which on the visitors' process is taken to have held requests up. */
const BUSY = 0.8;

/** Answers a second. */
export function throughput({ answered, milliseconds }: CrowdMeasurement): number {
  return (answered / milliseconds) * 1_000;
}

/**
 * Visitors who were under way on average, by Little's law N = X·R (J. D. C. Little, "A Proof for the Queuing Formula L = λW", Operations
 * Research 9, 1961). In a closed loop without pauses these are all of them.
 */
export function underWay(step: CrowdMeasurement): number {
  return (throughput(step) * (step.meanResponse ?? 0)) / 1_000;
}

/** What is wrong with a step; of a good one nothing. */
export function flawsOf(step: CrowdMeasurement): readonly LoadFlaw[] {
  const all = step.answered + step.failed;
  const flaws: LoadFlaw[] = [];
  if (all === 0 || step.failed / all > MAY_FAIL) flaws.push('failures');
  else if (Math.abs(underWay(step) / step.users - 1) > LITTLE) flaws.push('littles-law');
  if (step.generatorBusy > BUSY) flaws.push('generator');
  return flaws;
}
