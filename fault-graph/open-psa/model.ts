import type { XmlPlace } from './problems';

/** A fault tree's Boolean expression. `not` is read, but is outside of what a `FaultGraph` can say. */
export type Formula =
  | { readonly kind: 'and' | 'or' | 'not'; readonly operands: readonly Formula[] }
  /** True when at least `min` of the operands are. */
  | { readonly kind: 'atleast'; readonly min: number; readonly operands: readonly Formula[] }
  | { readonly kind: 'constant'; readonly value: boolean }
  | EventReference;

/** The event that a formula names, resolved to its identifier in the model. */
export interface EventReference {
  readonly kind: 'event';
  readonly id: string;
}

/** Open-PSA's kinds of events. */
export type EventKind = 'gate' | 'basic-event' | 'house-event';

/** An intermediate event, defined by a formula. */
export interface Gate {
  readonly kind: 'gate';
  readonly id: string;
  readonly formula: Formula;
  /** Where it is defined: worked out when asked for, since that goes through the file from its start. */
  readonly definition: { readonly place: XmlPlace };
}

/** Something that happens by itself. */
export interface BasicEvent {
  readonly kind: 'basic-event';
  readonly id: string;
  /** Probability that it has happened; absent where the model gives none. */
  readonly probability?: number;
}

/** An event that is set to have happened or not. */
export interface HouseEvent {
  readonly kind: 'house-event';
  readonly id: string;
  readonly state: boolean;
}

export type OpenPsaEvent = Gate | BasicEvent | HouseEvent;

/**
 * The fault trees of an Open-PSA model, all references resolved, without cycles. A public event's identifier is its name;
 * a private one's is its path: `tree.component.name`.
 */
export interface OpenPsaModel {
  readonly events: ReadonlyMap<string, OpenPsaEvent>;
  /** The gates that no other gate refers to, in the order of the files. */
  readonly tops: readonly string[];
}
