import type { ElementFacts } from '../../check/findings';
import type { DurabilityResult, Fault, Window } from './outcome';
import type { StreamName } from './streams';

/**
 * What the verdict says of a goal when an element is lost. `recovery`: it goes on, and no lost node can be rebuilt. `soft`: it goes
 * on, slower. `broken`: it does not work even with everything up.
 */
export type Predicted = 'none' | 'soft' | 'recovery' | 'outage' | 'broken';

/**
 * What was seen of it. `none`: no request failed. `brief`: some did, for no longer than they may. `lasting`: longer, or to
 * the end. `unknown`: it was not seen for long enough.
 */
export type Observed = 'none' | 'brief' | 'lasting' | 'unknown';

/** While an element was away, or from its return on. */
export type AwayOrBack = Exclude<Window, 'before'>;

/** What was seen of a goal in a window of time: the worst of its streams. */
export interface Observation {
  readonly observed: Observed;
  readonly stream: StreamName;
  /** From the first to the last failing request. */
  readonly outage: number;
  /** How long it may fail, where the verdict says that the goal goes on. */
  readonly limit: number;
  /** What failing requests got instead of an answer (`timeout`, `503`), and how often each. */
  readonly errors: Readonly<Record<string, number>>;
  /** Whether it gave no good answer any more at the end of the window. */
  readonly down: boolean;
}

/** One goal under one fault: the verdict against what happened. */
export interface ElementComparison {
  readonly fault: Fault;
  readonly element: string;
  readonly goal: string;
  readonly predicted: Predicted;
  /** While the element was away. */
  readonly away: Observation;
  /** From its return on. */
  readonly back: Observation;
}

/** What happened and must not have, if the verdict is right and the configuration does what it says. */
export type Contradiction = { readonly fault: Fault } & (
  | {
      readonly kind: 'promised-too-much';
      readonly goal: string;
      readonly window: AwayOrBack;
      readonly seen: Observation;
    }
  /** The verdict says that the goal fails, and it stayed up. */
  | { readonly kind: 'too-pessimistic'; readonly goal: string }
  /** After a cold start, or the return of a single point of failure, the stream did not come back. */
  | { readonly kind: 'not-back'; readonly stream: StreamName }
  | { readonly kind: 'lost-writes' | 'not-read-back'; readonly durability: DurabilityResult }
  /** A crash that may cost nothing did, the visitors' second try counted in. */
  | { readonly kind: 'failed-requests' | 'unsteady'; readonly stream: StreamName; readonly failed: number }
  | { readonly kind: 'not-rejoined' | 'not-in-sync' }
  /** Nothing can be said of the goal. */
  | { readonly kind: 'unknown'; readonly goal: string }
);

/** A drill compared with the verdict. */
export interface Comparison {
  /** Whether nothing contradicts the verdict. */
  readonly holds: boolean;
  readonly contradictions: readonly Contradiction[];
  readonly elements: readonly ElementComparison[];
  /** Elements of the verdict into which no fault was injected. */
  readonly notInjected: readonly ElementFacts[];
  /** Goals that no visitor tried. */
  readonly unobserved: readonly string[];
}
