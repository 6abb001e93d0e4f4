/**
 * Every fixed default of the format, in one place. What depends on other values (zones, memory, replication, TLS)
 * is computed in `resolve.ts` by the shares given here.
 */
export const TOPOLOGY_DEFAULTS = {
  /** Zones to use when none are named, as far as the region has them: three are needed for a majority. */
  zones: 3,
  survives: 'none',
  cidr: '10.20.0.0/16',
  egress: 'per-zone',
  snapshotEveryHours: 24,
  snapshotsKept: 14,
} as const;

/** Of tiers, by kind. */
export const TIER_DEFAULTS = {
  'single-server': { nodes: 1, size: 't3.small', runtime: 'wsgi', storageGiB: 20, address: 'elastic-ip' },
  web: { nodes: 2, size: 't3.small', runtime: 'wsgi', healthPath: '/health' },
  haproxy: { nodes: 2, size: 't3.micro', address: 'elastic-ip' },
  varnish: { nodes: 2, size: 't3.small', memoryShare: 0.6, ttlSeconds: 120, graceSeconds: 3600 },
  memcached: { nodes: 2, size: 't3.micro', memoryShare: 0.7 },
  nfs: { nodes: 1, size: 't3.small', storageGiB: 20 },
  glusterfs: { nodes: 3, size: 't3.small', storageGiB: 20, arbiter: false },
  mysql: { nodes: 1, size: 't3.medium', storageGiB: 20, mode: 'hot-warm' },
  cdn: { priceClass: 'europe-america' },
  'media-server': { nodes: 1, size: 't3.micro', storageGiB: 20 },
} as const;

/** Largest number of nodes, by kind. */
export const MAX_NODES = {
  'single-server': 1,
  web: 5000,
  haproxy: 4,
  varnish: 4,
  memcached: 8,
  nfs: 1,
  glusterfs: 9,
  mysql: 9,
  'media-server': 1,
} as const;

/** Share of a node's memory that `memory` may take at most; the rest is the operating system's and the program's own. */
export const MAX_MEMORY_SHARE = 0.8;
