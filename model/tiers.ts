import { type InstanceTier, recordOf, type Tier } from './kinds';

export {
  type Exposure,
  type InstanceTier,
  type PlacedKind,
  type Role,
  type Runtime,
  roleOf,
  TIER_KINDS,
  type Tier,
  type TierKind,
  type TierOf,
} from './kinds';

export function hasNodes(tier: Tier): tier is InstanceTier {
  return recordOf(tier.kind).runs === 'nodes';
}

/** `web-1`: the name of a tier's k-th node, counted from 1. */
export function nodeName(tier: { readonly name: string }, k: number): string {
  return `${tier.name}-${k}`;
}

/** Does each node of the tier have a data volume? */
export function hasStorage(tier: Tier): tier is Extract<Tier, { readonly storageGiB?: number }> {
  return 'storageGiB' in tier && tier.storageGiB !== undefined;
}

/** `web-1-data`: the name of the data volume of a tier's k-th node. */
export function volumeName(tier: { readonly name: string }, k: number): string {
  return `${nodeName(tier, k)}-data`;
}
