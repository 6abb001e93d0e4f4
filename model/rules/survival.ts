import type { Problem } from '../diagnostic';
import { type Draft, isGiven, isHeaderSound, soundInstanceTiers } from '../draft';
import { recordOf } from '../kinds';

/**
 * `survives: zone` with too few zones. Only what can never hold is refused here; whether the site does survive is
 * for the check to say.
 */
export function tooFewZones(draft: Draft): readonly Problem[] {
  const { survives, zones } = draft.topology;
  if (survives !== 'zone' || !isHeaderSound(draft, 'survives', 'region', 'zones')) return [];
  if (zones.length < 2) return [problem(['survives'], 'zone', 'the site has one zone, so it cannot lose one', 2)];
  return soundInstanceTiers(draft)
    .filter((tier) => recordOf(tier.kind).needsMajority?.(tier) && tier.zones.length < 3)
    .map((tier) => {
      const given = isGiven(draft, ['tiers', tier.name, 'zones']);
      const where = given ? ['tiers', tier.name, 'zones'] : ['tiers', tier.name];
      const message = `${tier.name} needs a majority of its nodes, which ${tier.zones.length} zones cannot keep when one is lost`;
      return problem(where, tier.zones.join(', '), message, 3);
    });
}

function problem(path: readonly string[], value: string, message: string, zones: number): Problem {
  return {
    code: 'too-few-zones',
    path,
    at: 'key',
    value,
    message,
    allowed: `${zones} zones or more with survives: zone`,
    fix: `use ${zones} zones, or declare survives: node`,
  };
}
