import type { Problem } from '../diagnostic';
import { type Draft, isGiven, soundInstanceTiers } from '../draft';

/** Two keys that say the same of a tier's work: what only one does at a time, and what every one has to do. */
export function capacityTwice(draft: Draft): readonly Problem[] {
  return soundInstanceTiers(draft).flatMap(({ name, capacity }): readonly Problem[] => {
    const path = ['tiers', name, 'capacity', 'writeShare'];
    if (capacity?.writeShare === undefined || !isGiven(draft, ['tiers', name, 'capacity', 'contention'])) return [];
    return [
      {
        code: 'conflicting-options',
        path,
        at: 'value',
        value: String(capacity.writeShare),
        message: 'writeShare and contention are the same share of the work, by what it is and by what was measured',
        allowed: 'one of: contention, writeShare',
        fix: 'delete one of both',
      },
    ];
  });
}
