import type { ServiceGraph } from '../../model/service-graph';

/** Terraform's JSON, to be changed. */
// biome-ignore lint/suspicious/noExplicitAny: mutants change arbitrary places of a JSON document.
export type Json = any;

/** A synthesized stack, and what is claimed of it. */
export interface Specimen {
  readonly stage: string;
  readonly stack: Json;
  /** With digests of what was rendered. */
  readonly claims: ServiceGraph;
}

/** One change of a stack, on one node or resource, or on all of its kind alike. */
export interface Mutation {
  readonly stage: string;
  /** What kind of place it changes, as `argument of aws_eip` or `/etc/haproxy/haproxy.cfg`. */
  readonly kind: string;
  /** What it does there, without what tells one node from another. */
  readonly name: string;
  /** The line or argument as it was, for those who judge it. */
  readonly what: string;
  readonly scope: 'one' | 'all';
  /** Changes a copy in place. */
  readonly change: (stack: Json) => void;
}

/** What differs from node to node, out of a name. */
export function alike(text: string): string {
  return text.replaceAll(/\d+(\.\d+){3}/g, 'IP').replaceAll(/([_-])\d+(?!\w*\d)(?=_|\b)/g, '$1#');
}

/** What differs from node to node, and from zone to zone, out of the name of a resource. */
export function kindred(name: string): string {
  return alike(name).replaceAll(/_[abc](?=_|$)/g, '_#');
}

/** Another value of the same type. */
export function another(value: unknown): unknown {
  if (typeof value === 'number') return value + 7;
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'string') return undefined;
  const reference = /^\$\{(\w+)\.(\w+)(\.[^}]*)?\}$/.exec(value);
  if (reference) return `\${${reference[1]}.elsewhere${reference[3] ?? ''}}`;
  if (/^\d+$/.test(value)) return String(Number(value) + 7);
  return value === 'true' || value === 'false' ? String(value !== 'true') : `${value}x`;
}
