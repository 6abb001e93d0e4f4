import { addressRange, blockSize, defaultOffset, nodesInFullestZone } from '../addresses';
import type { Problem } from '../diagnostic';
import { type Draft, isHeaderSound, soundInstanceTiers } from '../draft';
import type { InstanceTier } from '../tiers';

/** The run of addresses that a tier reserves in its range, end exclusive. */
interface Block {
  readonly tier: InstanceTier;
  readonly from: number;
  readonly to: number;
}

function blockOf(tier: InstanceTier): Block {
  const from = tier.offset ?? defaultOffset(tier.kind, tier.exposure, tier.name);
  const length = blockSize(tier.kind, tier.exposure, nodesInFullestZone(tier.nodes, tier.zones));
  return { tier, from, to: from + length };
}

function rangeSize(tier: InstanceTier): number {
  return addressRange(tier.kind, tier.exposure)?.size ?? 0;
}

function overlap(a: Block, b: Block): boolean {
  return a.from < b.to && b.from < a.to;
}

/** A place for a block of this length in the middle of the widest gap, or undefined if no gap is wide enough. */
function freeOffset(length: number, size: number, taken: readonly Block[]): number | undefined {
  const sorted = [...taken].sort((a, b) => a.from - b.from);
  const starts = [0, ...sorted.map(({ to }) => to)];
  const ends = [...sorted.map(({ from }) => from), size];
  const gaps = starts.map((start, index) => ({ start, room: (ends[index] ?? 0) - start }));
  const widest = gaps.reduce((best, gap) => (gap.room > best.room ? gap : best));
  return widest.room < length ? undefined : widest.start + Math.floor((widest.room - length) / 2 / length) * length;
}

/** Tiers that share a range: one kind in subnets of one exposure. */
function neighbours(tiers: readonly InstanceTier[]): readonly (readonly InstanceTier[])[] {
  const groups = new Map<string, InstanceTier[]>();
  for (const tier of tiers) {
    const key = `${tier.kind} ${tier.exposure}`;
    groups.set(key, [...(groups.get(key) ?? []), tier]);
  }
  return [...groups.values()];
}

/** Two tiers of one kind would use the same addresses. The later one in the file is asked to move. */
export function addressCollisions(draft: Draft): readonly Problem[] {
  if (!isHeaderSound(draft, 'zones', 'region')) return [];
  return neighbours(soundInstanceTiers(draft)).flatMap((tiers) => {
    const blocks = tiers.map(blockOf);
    const proposed: Block[] = [];
    return blocks.flatMap((block, index): readonly Problem[] => {
      const met = blocks.slice(0, index).find((other) => overlap(block, other));
      if (!met) return [];
      const length = block.to - block.from;
      const others = blocks.filter((other) => other !== block);
      const free = freeOffset(length, rangeSize(block.tier), [...others, ...proposed]);
      if (free !== undefined) proposed.push({ tier: block.tier, from: free, to: free + length });
      return [collision(block, met, free)];
    });
  });
}

function collision({ tier, from, to }: Block, met: Block, free: number | undefined): Problem {
  const path = ['tiers', tier.name];
  return {
    code: 'address-collision',
    path: tier.offset === undefined ? path : [...path, 'offset'],
    at: 'key',
    value: `offset ${from}`,
    message: `${tier.name} and ${met.tier.name} would use the same private addresses`,
    allowed: `${tier.kind} tiers that keep ${to - from} addresses clear of each other`,
    fix:
      free === undefined
        ? 'no room is left: merge tiers of this kind'
        : `add offset: ${free} to ${tier.name}, or to ${met.tier.name} if that one is the newer`,
  };
}

/** The nodes of a tier do not fit into the addresses of their kind. */
export function addressOverflows(draft: Draft): readonly Problem[] {
  if (!isHeaderSound(draft, 'zones', 'region')) return [];
  return soundInstanceTiers(draft).flatMap((tier): readonly Problem[] => {
    const inOneZone = nodesInFullestZone(tier.nodes, tier.zones);
    const { from } = blockOf(tier);
    const size = rangeSize(tier);
    if (from + inOneZone <= size) return [];
    const highest = size - inOneZone;
    return [
      {
        code: 'address-overflow',
        path: ['tiers', tier.name, tier.offset === undefined ? 'nodes' : 'offset'],
        at: 'value',
        value: `offset ${from}`,
        message: `a zone has ${size} ${tier.kind} addresses; from offset ${from} on they are too few for ${tier.name}`,
        allowed: highest < 0 ? `at most ${size} nodes in a zone` : `an offset of at most ${highest}`,
        fix:
          highest < 0
            ? 'use more zones or fewer nodes'
            : `write offset: ${highest} or less; new offsets move deployed nodes`,
      },
    ];
  });
}
