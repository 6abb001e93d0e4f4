import type { z } from 'zod';
import { cdn } from './cdn';
import { glusterfs } from './glusterfs';
import { haproxy } from './haproxy';
import { mediaServer } from './media-server';
import { memcached } from './memcached';
import { mysql } from './mysql';
import { nfs } from './nfs';
import { postgresql } from './postgresql';
import type { ManagedKindRecord, NodeKindRecord, Role, SiteEntrance } from './record';
import { redis } from './redis';
import { singleServer } from './single-server';
import { varnish } from './varnish';
import { web } from './web';

export type { AddressPlan, AddressRange } from './address-plan';
export type { Runtime } from './application';
export { MAX_MEMORY_SHARE } from './memory';
export type {
  AroundTier,
  Exposure,
  MemberLoss,
  NamePlace,
  Naming,
  OptionConflict,
  Placed,
  Promotion,
  Role,
  SiteEntrance,
} from './record';
export { NAME_PLACES, placedKeys, ROLES } from './record';
export type { Stored, StoredCopies, StoredData } from './stored-data';
export { STORED } from './stored-data';

/** The record of every kind, in the order in which a site grows through them. */
export const KINDS = {
  'single-server': singleServer,
  web,
  haproxy,
  varnish,
  memcached,
  redis,
  nfs,
  glusterfs,
  mysql,
  postgresql,
  cdn,
  'media-server': mediaServer,
} as const;

type Records = typeof KINDS;

export type TierKind = keyof Records;

/** Every kind, in the order in which a site grows through them. */
export const TIER_KINDS = Object.keys(KINDS) as readonly TierKind[];

/** Kinds whose nodes are EC2 instances, and so have addresses. */
export type PlacedKind = { [K in TierKind]: Records[K]['runs'] extends 'nodes' ? K : never }[TierKind];

/** A tier as it stands in the file, with fixed defaults filled in; what is computed may be missing. */
export type TierSource = { [K in TierKind]: z.output<Records[K]['schema']> }[TierKind];

/** A tier of one kind, with all values computed: `TierOf<'web'>`. */
export type TierOf<K extends TierKind> = { [P in K]: ReturnType<Records[P]['spec']> }[K];

/** One or more interchangeable nodes of one kind, or a managed service in their place. */
export type Tier = TierOf<TierKind>;

/** A tier that runs on instances. */
export type InstanceTier = TierOf<PlacedKind>;

/** The record of a kind that is known only when it runs; its functions take the tiers of that kind. */
export function recordOf(kind: TierKind): NodeKindRecord<TierSource, Tier> | ManagedKindRecord<TierSource, Tier> {
  return KINDS[kind];
}

/** The record of a kind with nodes. */
export function placedRecordOf(kind: PlacedKind): NodeKindRecord<TierSource, Tier> {
  return KINDS[kind];
}

/** The role that tiers of this kind have for an application; undefined for kinds that none can need. */
export function roleOf(kind: TierKind): Role | undefined {
  return recordOf(kind).role;
}

/** How visitors reach the tiers that stand at the address of the site. */
export function entrancesOf(tiers: readonly Tier[]): readonly SiteEntrance[] {
  return tiers.flatMap((tier) => recordOf(tier.kind).entrance?.of(tier) ?? []);
}
