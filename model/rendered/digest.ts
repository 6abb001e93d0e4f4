import { isFields } from '../fields';

/**
 * What synthesis rendered, as digests, so that what differs afterwards is seen: an override, an aspect, an edit. A digest
 * replaces no rule, for a fault of our own has one that fits.
 */
export interface RenderedStack {
  /** What counts, and how digests are made: those of another release say nothing. */
  readonly format: typeof DIGEST_FORMAT;
  /** Distinct parts of machines' configurations, which several machines may have alike. */
  readonly parts: readonly RenderedPart[];
  /** Parts of each machine, as places in `parts`, by Terraform address. */
  readonly machines: Readonly<Record<string, readonly number[]>>;
  /** Digests of each resource's arguments, by Terraform address. */
  readonly resources: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** One file of a machine, or one key of its cloud-config. */
export interface RenderedPart {
  /** The file's path, or the key. */
  readonly name: string;
  /** Digests of its lines, one after the other, `DIGEST_LENGTH` characters each. */
  readonly lines: string;
}

/** Characters of a digest. */
export const DIGEST_LENGTH = 6;

/** A digest of 31 bits (FNV-1a), which tells a slip from what was there; it is no protection against forgery. */
export function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 1).toString(36).padStart(DIGEST_LENGTH, '0');
}

/** Raised with each change of what counts (`harmless.ts`), how a machine is cut into parts, or how digests are made. */
export const DIGEST_FORMAT = 3;

/** Whether digests are there that this release can compare with. */
export function hasCurrentDigests(rendered: unknown): boolean {
  return isFields(rendered) && rendered.format === DIGEST_FORMAT;
}
