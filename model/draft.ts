import type { Path, Problem } from './diagnostic';
import type { InstanceTier, Tier } from './tiers';
import { hasNodes } from './tiers';
import type { Topology } from './topology';
import { type PlainValue, valueAt } from './yaml/spans';

/** A topology that the rules look at: every value has the right form, but tiers may not fit together. */
export interface Draft {
  /** With what could be read: a tier that is beyond use is left out, a value that is wrong has its default. */
  readonly topology: Topology;
  /** The document as it stands in the file. */
  readonly content: PlainValue;
  /** Names of all tiers of the file, those that are left out too. */
  readonly tierNames: readonly string[];
  /** Names of the tiers and of the top-level keys in which nothing was wrong. */
  readonly sound: ReadonlySet<string>;
  /** True when nothing was wrong at all. */
  readonly complete: boolean;
}

/** Names of the header's keys in `Draft.sound` carry this mark, for a tier may be called `zones`. */
export const headerMark = (key: string): string => `${key}:`;

/** One check across values: pure, and it finds all that is wrong. */
export type Rule = (draft: Draft) => readonly Problem[];

/** Tiers of which every value is as it stands in the file. */
export function soundTiers(draft: Draft): readonly Tier[] {
  return draft.topology.tiers.filter((tier) => draft.sound.has(tier.name));
}

/** The same, without the kinds that have no nodes. */
export function soundInstanceTiers(draft: Draft): readonly InstanceTier[] {
  return soundTiers(draft).filter(hasNodes);
}

export function isHeaderSound(draft: Draft, ...keys: readonly string[]): boolean {
  return keys.every((key) => draft.sound.has(headerMark(key)));
}

/** Does the file itself give a value here, or is it a default? */
export function isGiven(draft: Draft, path: Path): boolean {
  return valueAt(draft.content, path) !== undefined;
}
