import type { AcceptedDifference, AcceptedPoint, AcceptedUnread, OwnRate, Survives } from '../model/topology';
import type { SeenDifference } from './accepted';
import type { Availability } from './availability';
import type { ElementLoss } from './element-loss';
import type { ElementClass } from './elements';
import type { Gap } from './evidence/gap';
import type { Note } from './note';
import type { KeptSessions } from './sessions';

/** An element in a report. */
export interface ElementFacts {
  /** Terraform address; of a zone or region its name. */
  readonly element: string;
  readonly class: ElementClass;
  readonly zone?: string;
  readonly tier?: string;
}

/** One element whose loss makes a goal fail. */
export interface SinglePoint extends ElementFacts {
  /**
   * `outage`: the goal fails with it. `recovery`: the goal goes on, but no lost node can be rebuilt while it is away, so that
   * redundancy ends with it (docs/decisions/0016-egress-is-recovery.md).
   */
  readonly effect: 'outage' | 'recovery';
  /** Whether it is one only by what was assumed: a machine that is not in the Terraform, a zone that is not known. */
  readonly assumed?: true;
  /** How the loss reaches the goal, from the element to the goal: `db_1`, `web needs db.write`, `write`. */
  readonly path: readonly string[];
}

/** One element without which a goal still works, but slower. */
export interface SoftLoss extends ElementFacts {
  readonly path: readonly string[];
}

/** Two elements whose joint loss makes a goal fail, where the loss of either does not. */
export interface Pair {
  readonly elements: readonly string[];
  /** That both are down at a moment, under the assumed rates. */
  readonly probability: number;
}

/** What can take one goal down. */
export interface GoalVerdict {
  readonly goal: string;
  /** The service that a visitor meets first. */
  readonly service: string;
  /** Whether it works with everything up, as far as there is evidence. */
  readonly works: boolean;
  /** Nodes, volumes, NAT gateways and zones; by class and address. */
  readonly singlePoints: readonly SinglePoint[];
  readonly softLosses: readonly SoftLoss[];
  /** Services that AWS runs and the region: they are single points too, and what the verdict relies on. */
  readonly reliesOn: readonly ElementFacts[];
  readonly pairs: { readonly count: number; readonly likeliest: readonly Pair[] };
  /** Missing where the goal does not work. */
  readonly availability?: Availability;
}

/** What the site's owner lives with: of a difference in a file, with the line. */
export type Acceptance = AcceptedPoint | SeenDifference | AcceptedUnread;

/** Why a stack does not hold what its topology declares. */
export type Breach =
  /** A single point of failure of a class that the site must survive. */
  | { readonly kind: 'single-point'; readonly goal: string; readonly element: string }
  /** A goal that fails with everything up. */
  | { readonly kind: 'broken-goal'; readonly goal: string }
  /** An accepted risk that is none (any more). */
  | ({ readonly kind: 'stale-accept' } & Omit<AcceptedPoint, 'because'>)
  | ({ readonly kind: 'stale-accept' } & Omit<AcceptedDifference, 'because'>)
  | ({ readonly kind: 'stale-accept' } & Omit<AcceptedUnread, 'because'>)
  /** A rate of an element that is not there (any more). */
  | { readonly kind: 'stale-rate'; readonly element: string }
  /** It is not what synthesis rendered. */
  | { readonly kind: 'not-as-rendered'; readonly element: string }
  /** Terraform, its provider or AWS refuses it. */
  | { readonly kind: 'refused'; readonly element: string }
  /** A program refuses a machine's configuration; which and why is in the report on programs. */
  | { readonly kind: 'refused-file'; readonly element: string; readonly text: string }
  /** A machine does not listen where others call it. */
  | { readonly kind: 'silent-callee'; readonly element: string; readonly text: string };

/** `unknown`: nothing is known to be wrong, and too little is known to say that nothing is. */
export type Outcome = 'holds' | 'fails' | 'unknown';

/** Whether something is so, as far as the Terraform tells. */
export type Known = 'yes' | 'no' | 'unknown';

/** Findings held against what the topology declares. */
export interface Judgement {
  readonly outcome: Outcome;
  /** Whether there is no breach, and all that it takes to say so is known. */
  readonly holds: boolean;
  readonly breaches: readonly Breach[];
  /** Accepted risks that apply. */
  readonly accepted: readonly Acceptance[];
  /** Accepted risks that do not. */
  readonly staleAccepts: readonly Acceptance[];
}

/** The verdict on one synthesized stack. */
export interface StackVerdict extends Judgement {
  readonly site: string;
  /**
   * `claims`: the stack's own service graph, held against its Terraform. `inferred`: Terraform alone, which says neither what a
   * machine runs nor which of its needs are hard; what it leaves open is in `unknown`, and taken for the worse.
   */
  readonly origin: 'claims' | 'inferred';
  /** What the topology says that it can lose one of. */
  readonly survives: Survives;
  /** Whether it is known to survive the loss of any one node. */
  readonly survivesNode: boolean;
  /** Whether it is known to survive the loss of any one zone. */
  readonly survivesZone: boolean;
  /** The same with what is not known told apart from what is not so. */
  readonly known: Readonly<Record<'node' | 'zone', Known>>;
  readonly goals: readonly GoalVerdict[];
  /** Rates that the topology states, used instead of the table's. */
  readonly ownRates: readonly OwnRate[];
  readonly elements: readonly (ElementFacts & ElementLoss)[];
  readonly gaps: readonly Gap[];
  /** Sessions that are lost with nodes, while every goal may go on. */
  readonly sessions: readonly KeptSessions[];
  /** What could not be known, and how it was taken. */
  readonly unknown: readonly Note[];
}
