import type { Element } from './elements';

/** What a gate of a fault graph stands for, for explanations. */
export type GateMeaning =
  | { readonly kind: 'element'; readonly element: string }
  | { readonly kind: 'member'; readonly service: string; readonly member: string }
  | { readonly kind: 'need'; readonly service: string; readonly member: string; readonly callee: string }
  | { readonly kind: 'service'; readonly service: string };

/**
 * What the fault graphs of a site are about, to put findings into words. By convention the gate of an element is
 * `up ELEMENT`, that of a service's member `SERVICE by MEMBER`, and a service's own gate has its id.
 */
export interface SiteMeaning {
  readonly elements: ReadonlyMap<string, Element>;
  readonly services: ReadonlyMap<string, { readonly members: readonly string[] }>;
  /** What each gate stands for, by its id. */
  readonly meanings: ReadonlyMap<string, GateMeaning>;
}

/** Which needs a graph holds. */
export interface GraphScope {
  /** Also what is only slower without it. */
  readonly soft: boolean;
  /** Also what rebuilding a lost member of a redundant service takes (docs/decisions/0016-egress-is-recovery.md). */
  readonly recovery: boolean;
  /** Only what is certain: nothing that is assumed fails, and nothing that is only possible is needed. @default false */
  readonly certain?: boolean;
  /** Which elements may fail. @default all */
  readonly fails?: (element: Element) => boolean;
}
