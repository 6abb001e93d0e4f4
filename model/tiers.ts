/** The program family that runs the web application. */
export type Runtime = 'wsgi' | 'php';

/** What stands at the edge of a tier's subnets: `public` ones route to the internet, `private` ones through NAT. */
export type Exposure = 'public' | 'private';

/** What all tiers have whose nodes are EC2 instances. */
export interface NodeTier {
  readonly name: string;
  readonly nodes: number;
  /** EC2 instance type, as `t3.small`. */
  readonly size: string;
  /** Zones that the nodes take turns in. */
  readonly zones: readonly string[];
  /** Public for the site's entrance, and for a media server that visitors reach by themselves. */
  readonly exposure: Exposure;
  /**
   * First address inside the kind's range of each subnet.
   * @default - from the tier's name, see `addresses.ts`
   */
  readonly offset?: number;
}

/** Web server, database and files on one machine. */
export interface SingleServerTier extends NodeTier {
  readonly kind: 'single-server';
  readonly nodes: 1;
  readonly runtime: Runtime;
  readonly storageGiB: number;
  /** The application's archive, a relative path or `s3://bucket/key`; without one the sample site is installed. */
  readonly application?: string;
  readonly address: 'elastic-ip';
}

export interface WebTier extends NodeTier {
  readonly kind: 'web';
  readonly runtime: Runtime;
  /** Names of the tiers whose services the application uses; at most one for each role. */
  readonly needs: readonly string[];
  /** The application's archive, a relative path or `s3://bucket/key`; without one the sample site is installed. */
  readonly application?: string;
  /** Set when the only node is the site's entrance itself. */
  readonly address?: 'elastic-ip';
  /** Size of a data volume for local files; only with one node. */
  readonly storageGiB?: number;
  /** Path that answers 200 while the node can serve. */
  readonly healthPath: string;
}

/** Requests whose path begins with `path` go to the tier `to`. */
export interface Route {
  readonly path: string;
  readonly to: string;
}

export interface HaproxyTier extends NodeTier {
  readonly kind: 'haproxy';
  /** `elastic-ip`: one address that moves to a survivor; `dns`: an address for each node, with health checks. */
  readonly address: 'elastic-ip' | 'dns';
  /** Name of the tier that takes what no route takes. */
  readonly to: string;
  readonly routes: readonly Route[];
  readonly tls: 'self-signed' | 'acme' | 'secret';
  /** Route 53 hosted zone id; there with `address: dns`, and only then. */
  readonly hostedZone?: string;
}

export interface VarnishTier extends NodeTier {
  readonly kind: 'varnish';
  /** Memory of the cache itself, on each node. */
  readonly memoryMiB: number;
  /** Name of the web tier behind the cache. */
  readonly to: string;
  /** How long a page without an age of its own is fresh. */
  readonly ttlSeconds: number;
  /** How long a stale page may be served while the web tier is away. */
  readonly graceSeconds: number;
}

export interface MemcachedTier extends NodeTier {
  readonly kind: 'memcached';
  /** Memory for items, on each node. */
  readonly memoryMiB: number;
}

export interface NfsTier extends NodeTier {
  readonly kind: 'nfs';
  readonly nodes: 1;
  readonly storageGiB: number;
}

export interface GlusterfsTier extends NodeTier {
  readonly kind: 'glusterfs';
  readonly nodes: 3 | 6 | 9;
  /** True: every third node holds names only and votes, and replicas are two. */
  readonly arbiter: boolean;
  /** On each node. */
  readonly storageGiB: number;
}

export interface MysqlTier extends NodeTier {
  readonly kind: 'mysql';
  /** On each node. */
  readonly storageGiB: number;
  readonly replication: 'none' | 'primary-replica' | 'galera';
  readonly failover: 'none' | 'automatic';
  /** With `galera`: does one node take all writes while the others stand by, or does every node? */
  readonly mode: 'hot-warm' | 'hot-hot';
}

/** Object storage behind Amazon CloudFront. It has no nodes. */
export interface CdnTier {
  readonly kind: 'cdn';
  readonly name: string;
  readonly priceClass: 'europe-america' | 'no-south-america-oceania' | 'all';
}

export interface MediaServerTier extends NodeTier {
  readonly kind: 'media-server';
  readonly nodes: 1;
  readonly storageGiB: number;
}

/** One or more interchangeable nodes of one kind, or a managed service in their place. */
export type Tier =
  | SingleServerTier
  | WebTier
  | HaproxyTier
  | VarnishTier
  | MemcachedTier
  | NfsTier
  | GlusterfsTier
  | MysqlTier
  | CdnTier
  | MediaServerTier;

export type TierKind = Tier['kind'];

/** A tier of one kind: `TierOf<'web'>`. */
export type TierOf<K extends TierKind> = Extract<Tier, { readonly kind: K }>;

/** A tier that runs on instances: every one but `cdn`. */
export type InstanceTier = Exclude<Tier, CdnTier>;

/** Every kind, in the order in which a site grows through them. */
export const TIER_KINDS = [
  'single-server',
  'web',
  'haproxy',
  'varnish',
  'memcached',
  'nfs',
  'glusterfs',
  'mysql',
  'cdn',
  'media-server',
] as const satisfies readonly TierKind[];

export function hasNodes(tier: Tier): tier is InstanceTier {
  return tier.kind !== 'cdn';
}

/** What a tier does for a web tier that needs it. A web tier needs at most one tier of each role. */
export type Role = 'database' | 'cache' | 'files' | 'media';

const ROLES: Readonly<Partial<Record<TierKind, Role>>> = {
  mysql: 'database',
  memcached: 'cache',
  nfs: 'files',
  glusterfs: 'files',
  cdn: 'media',
  'media-server': 'media',
};

/** The role that tiers of this kind have for a web tier; undefined for kinds that none can need. */
export function roleOf(kind: TierKind): Role | undefined {
  return ROLES[kind];
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
