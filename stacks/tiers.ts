import type { Construct } from 'constructs';
import { NodeTier } from '../constructs/core/node-tier';
import type { Site } from '../constructs/core/site';
import { GlusterVolume } from '../constructs/gluster-volume';
import { LoadBalancer } from '../constructs/load-balancer';
import { MediaCdn } from '../constructs/media-cdn';
import { MediaServer } from '../constructs/media-server';
import { MemcachedTier } from '../constructs/memcached-tier';
import { MysqlTier } from '../constructs/mysql-tier';
import { NfsServer } from '../constructs/nfs-server';
import { PageCache } from '../constructs/page-cache';
import { SingleServer } from '../constructs/single-server';
import type { Supplier } from '../constructs/supply';
import { WebTier } from '../constructs/web-tier';
import type { TierKind, TierOf } from '../model/tiers';
import type { Topology } from '../model/topology';

/** How each kind becomes a construct. A kind without an entry does not compile. */
const BUILD: {
  readonly [K in TierKind]: (scope: Construct, site: Site, tier: TierOf<K>) => NodeTier | MediaCdn;
} = {
  'single-server': (scope, site, { name, nodes: _nodes, ...tier }) => new SingleServer(scope, name, { site, ...tier }),
  web: (scope, site, { name, needs: _needs, ...tier }) => new WebTier(scope, name, { site, ...tier }),
  haproxy: (scope, site, { name, ...tier }) => new LoadBalancer(scope, name, { site, ...tier }),
  varnish: (scope, site, { name, ...tier }) => new PageCache(scope, name, { site, ...tier }),
  memcached: (scope, site, { name, ...tier }) => new MemcachedTier(scope, name, { site, ...tier }),
  nfs: (scope, site, { name, ...tier }) => new NfsServer(scope, name, { site, ...tier }),
  glusterfs: (scope, site, { name, ...tier }) => new GlusterVolume(scope, name, { site, ...tier }),
  mysql: (scope, site, { name, ...tier }) => new MysqlTier(scope, name, { site, ...tier }),
  cdn: (scope, site, { name, ...tier }) => new MediaCdn(scope, name, { site, ...tier }),
  'media-server': (scope, site, { name, ...tier }) =>
    new MediaServer(scope, name, { site, ...tier, public: tier.exposure === 'public' }),
};

function build<K extends TierKind>(scope: Construct, site: Site, tier: TierOf<K>): NodeTier | MediaCdn {
  return BUILD[tier.kind as K](scope, site, tier);
}

/** The topology's tiers as constructs, with every relation made. */
export function buildTiers(scope: Construct, site: Site, topology: Topology): readonly NodeTier[] {
  const built = new Map(topology.tiers.map((tier) => [tier.name, build(scope, site, tier)]));
  // What stands behind is related first: a balancer asks its page cache for the web tier behind it.
  for (const kind of ['web', 'varnish', 'haproxy'] as const) {
    for (const tier of topology.tiers) if (tier.kind === kind) relate(tier, built);
  }
  return [...built.values()].filter((tier) => tier instanceof NodeTier);
}

type Built = ReadonlyMap<string, NodeTier | MediaCdn>;

function relate(tier: TierOf<'web' | 'varnish' | 'haproxy'>, built: Built): void {
  const find = <T extends object>(name: string, is: (one: unknown) => one is T): T => {
    const found = built.get(name);
    // References were checked when the topology was parsed.
    if (!is(found)) throw new RangeError(`${tier.name} cannot use ${name}`);
    return found;
  };
  const self = built.get(tier.name);
  if (tier.kind === 'web' && isWeb(self)) self.needs(...tier.needs.map((name) => find(name, isSupplier)));
  if (tier.kind === 'varnish' && self instanceof PageCache) self.to(find(tier.to, isWeb));
  if (tier.kind === 'haproxy' && self instanceof LoadBalancer) {
    self.to(find(tier.to, isPages));
    for (const { path, to } of tier.routes) self.route(path, find(to, isTarget));
  }
}

const isWeb = (one: unknown): one is WebTier => one instanceof WebTier;
const isPages = (one: unknown): one is WebTier | PageCache => isWeb(one) || one instanceof PageCache;
const isTarget = (one: unknown): one is WebTier | PageCache | MediaServer => isPages(one) || one instanceof MediaServer;
const isSupplier = (one: unknown): one is Supplier => typeof one === 'object' && one !== null && 'supplyTo' in one;
