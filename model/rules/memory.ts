import type { Problem } from '../diagnostic';
import { type Draft, soundTiers } from '../draft';
import { instanceType } from '../instance-types';
import { MAX_MEMORY_SHARE } from '../kinds';

/** A cache is given more memory than its nodes can spare. */
export function memoryTooLarge(draft: Draft): readonly Problem[] {
  return soundTiers(draft).flatMap((tier): readonly Problem[] => {
    if (!('memoryMiB' in tier)) return [];
    const { memoryMiB } = instanceType(tier.size);
    const most = Math.floor(memoryMiB * MAX_MEMORY_SHARE);
    if (tier.memoryMiB <= most) return [];
    return [
      {
        code: 'memory-too-large',
        path: ['tiers', tier.name, 'memory'],
        at: 'value',
        value: `${tier.memoryMiB}M`,
        message: `a ${tier.size} has ${memoryMiB} MiB, of which a cache can have ${most}`,
        allowed: `at most ${most}M on a ${tier.size}`,
        fix: `write memory: ${most}M, or choose a larger size`,
      },
    ];
  });
}
