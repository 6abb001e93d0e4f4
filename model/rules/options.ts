import type { Problem } from '../diagnostic';
import { type Draft, isGiven, isHeaderSound, soundTiers } from '../draft';
import { type AroundTier, type Role, recordOf, roleOf, TIER_KINDS, type Tier } from '../kinds';
import { wordList } from '../word-list';

/** Options of one tier that contradict each other, or lack what they depend on. */
export function conflictingOptions(draft: Draft): readonly Problem[] {
  return soundTiers(draft).flatMap((tier) => {
    const conflicts = recordOf(tier.kind).conflicts?.(tier, aroundOf(tier, draft)) ?? [];
    return conflicts.map(
      ({ key, below = [], ...one }): Problem => ({
        code: 'conflicting-options',
        path: ['tiers', tier.name, key, ...below],
        at: 'value',
        ...one,
      }),
    );
  });
}

function aroundOf(tier: Tier, draft: Draft): AroundTier {
  const { tiers, domain, os } = draft.topology;
  return {
    hasDomain: isHeaderSound(draft, 'domain') ? domain !== undefined : undefined,
    os: isHeaderSound(draft, 'os') ? os : undefined,
    isGiven: (key) => isGiven(draft, ['tiers', tier.name, key]),
    roleOf: (name) => {
      const found = tiers.find((one) => one.name === name);
      return found && roleOf(found.kind);
    },
    isCache: (name) => {
      const found = tiers.find((one) => one.name === name);
      return found && found.kind === 'varnish';
    },
    kindsFor,
  };
}

function kindsFor(role: Role): string {
  return wordList(
    TIER_KINDS.filter((kind) => roleOf(kind) === role),
    'or',
  );
}
