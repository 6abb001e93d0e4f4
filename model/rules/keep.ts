import type { Problem } from '../diagnostic';
import { type Draft, soundInstanceTiers } from '../draft';
import { hasStorage, volumeName } from '../tiers';

/** A volume that is to be kept still belongs to a tier: Terraform would have to make it twice. */
export function volumesInUse(draft: Draft): readonly Problem[] {
  const kept = new Set(draft.topology.keep.map(({ name }) => name));
  if (kept.size === 0) return [];
  return soundInstanceTiers(draft)
    .filter(hasStorage)
    .flatMap((tier) =>
      Array.from({ length: tier.nodes }, (_, index) => volumeName(tier, index + 1))
        .filter((volume) => kept.has(volume))
        .map(
          (volume): Problem => ({
            code: 'volume-in-use',
            path: ['keep', volume],
            at: 'key',
            message: `${volume} is the data volume of a node of ${tier.name}`,
            allowed: 'volumes that no tier uses',
            fix: 'delete this line, or the tier that uses the volume',
          }),
        ),
    );
}
