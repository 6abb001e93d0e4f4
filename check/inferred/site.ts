import type { GoalClaim } from '../../model/service-graph';
import type { Element } from '../elements';
import type { Note } from '../note';

/** What something needs to work. */
export type Condition =
  /** An element with all that it stands on. */
  | { readonly up: string }
  | { readonly service: string }
  /** One member of a service, with its needs. */
  | { readonly service: string; readonly member: string }
  | { readonly atLeast: number; readonly of: readonly Condition[] }
  /** What it may need, and may as well not. */
  | { readonly possibly: Condition };

/** All of these. */
export function allOf(of: readonly Condition[]): Condition {
  return { atLeast: of.length, of };
}

/** Any of these; never, where there is none. */
export function anyOf(of: readonly Condition[]): Condition {
  return { atLeast: 1, of };
}

/** What a machine is rebuilt through. */
export interface WayOut {
  /** NAT gateways, each of which it needs. */
  readonly gateways: readonly string[];
  /** Whether that is known; otherwise it may need one of them. */
  readonly certain: boolean;
}

/** One that a service may be had from. */
export interface InferredMember {
  /** Its element. */
  readonly element: string;
  readonly needs: readonly Condition[];
  /** NAT gateways that a machine is rebuilt through. @default - none */
  readonly wayOut?: WayOut | undefined;
}

/** What some resources offer together. */
export interface InferredService {
  /** `web.targets` */
  readonly id: string;
  readonly members: readonly InferredMember[];
  /** How many members must work. */
  readonly enough: number;
  /** How many must for certain: of members of which it is not known which are there, one. @default - the same */
  readonly leastEnough?: number;
}

/** What was inferred from Terraform alone. */
export interface InferredSite {
  readonly elements: ReadonlyMap<string, Element>;
  readonly services: ReadonlyMap<string, InferredService>;
  readonly goals: readonly GoalClaim[];
  /** What the Terraform leaves open, and how it was taken. */
  readonly unknown: readonly Note[];
}
