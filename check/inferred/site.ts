import type { GoalClaim } from '../../model/service-graph';
import type { Element } from '../elements';

/** What something needs to work. */
export type Condition =
  /** An element with all that it stands on. */
  | { readonly up: string }
  | { readonly service: string }
  /** One member of a service, with its needs. */
  | { readonly service: string; readonly member: string }
  | { readonly atLeast: number; readonly of: readonly Condition[] };

/** All of these. */
export function allOf(of: readonly Condition[]): Condition {
  return { atLeast: of.length, of };
}

/** Any of these; never, where there is none. */
export function anyOf(of: readonly Condition[]): Condition {
  return { atLeast: 1, of };
}

/** A condition, and others besides. */
export function withNeeds(condition: Condition, needs: readonly Condition[]): Condition {
  return needs.length === 0 ? condition : allOf([condition, ...needs]);
}

/** One that a service may be had from. */
export interface InferredMember {
  /** Its element. */
  readonly element: string;
  readonly needs: readonly Condition[];
  /** NAT gateway that a machine is rebuilt through. */
  readonly wayOut?: string | undefined;
}

/** What some resources offer together. */
export interface InferredService {
  /** `web.targets` */
  readonly id: string;
  readonly members: readonly InferredMember[];
  /** How many members must work. */
  readonly enough: number;
}

/** What was inferred from Terraform alone. */
export interface InferredSite {
  readonly elements: ReadonlyMap<string, Element>;
  readonly services: ReadonlyMap<string, InferredService>;
  readonly goals: readonly GoalClaim[];
  /** What the Terraform leaves open, and how it was taken. */
  readonly unknown: readonly string[];
}
