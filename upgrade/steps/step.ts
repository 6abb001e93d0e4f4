/** What a step is for. */
export type Phase =
  /** Before anything changes. */
  | 'prepare'
  /** Terraform makes what is new; unless it is said, what serves goes on to serve. */
  | 'create'
  /** Data goes to its new place. */
  | 'copy'
  /** Traffic or nodes go over to what is new. */
  | 'switch'
  /** Look whether it worked. */
  | 'check'
  /** What is needed no more goes. */
  | 'remove';

/**
 * How long something is down, as a class: AWS promises no times. `seconds`: less than a minute. `minutes`: about one to ten.
 * `data`: it grows with the amount of data. `unknown`: what decides it could not be read.
 */
export type Duration = 'seconds' | 'minutes' | 'data' | 'unknown';

/** What a step takes down, and for how long. */
export interface Downtime {
  /** Goals that fail meanwhile, sorted; empty where they are unknown. */
  readonly goals: readonly string[];
  readonly duration: Duration;
  /** Why, in one sentence without a full stop. */
  readonly because: string;
}

/** Commands for one place. */
export interface Commands {
  /** Nodes on each of which they run as root, as `web-1`; empty for your own machine, in the project's folder. */
  readonly on: readonly string[];
  /** Shell lines. */
  readonly lines: readonly string[];
}

/** One thing to do. */
export interface Step {
  readonly phase: Phase;
  /** What to do, in a few words. */
  readonly title: string;
  /** What it is for and what to watch, in sentences. */
  readonly why: string;
  readonly commands: readonly Commands[];
  /** What is down with it; empty where nothing is. */
  readonly downtime: readonly Downtime[];
  /** Heading of docs/operations.md that says more, as `move-data-from-a-kept-volume`. */
  readonly guide?: string;
}

/** Commands for your own machine. */
export function here(...lines: readonly string[]): Commands {
  return { on: [], lines };
}
