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
import { PostgresqlTier } from '../constructs/postgresql-tier';
import { RedisTier } from '../constructs/redis-tier';
import { SingleServer } from '../constructs/single-server';
import type { Supplier } from '../constructs/supply';
import { WebTier } from '../constructs/web-tier';
import { recordOf } from '../model/kinds';
import type { Tier, TierKind, TierOf } from '../model/tiers';
import type { Topology } from '../model/topology';

type TierConstruct = NodeTier | MediaCdn;

/** A tier's construct, and how the relations that its keys name are made once all constructs are there. */
interface BuiltTier {
  readonly construct: TierConstruct;
  readonly relate: (find: Find) => void;
}

/** The construct of the tier of a name. @throws RangeError where it is of no such class */
type Find = <T extends object>(name: string, is: (one: unknown) => one is T) => T;

type Builder<K extends TierKind> = (scope: Construct, site: Site, tier: TierOf<K>) => BuiltTier;

/** @param relate @default - the kind's keys name no other tiers */
function builder<K extends TierKind, C extends TierConstruct>(
  build: (scope: Construct, site: Site, tier: TierOf<K>) => C,
  relate?: (self: C, tier: TierOf<K>, find: Find) => void,
): Builder<K> {
  return (scope, site, tier) => {
    const construct = build(scope, site, tier);
    return { construct, relate: (find) => relate?.(construct, tier, find) };
  };
}

/** How each kind becomes a construct. A kind without an entry does not compile. */
const BUILDERS: { readonly [K in TierKind]: Builder<K> } = {
  'single-server': builder(
    (scope, site, { name, nodes: _nodes, ...tier }) => new SingleServer(scope, name, { site, ...tier }),
  ),
  web: builder(
    (scope, site, { name, needs: _needs, ...tier }) => new WebTier(scope, name, { site, ...tier }),
    (web, { needs }, find) => web.needs(...needs.map((name) => find(name, isSupplier))),
  ),
  haproxy: builder(
    (scope, site, { name, ...tier }) => new LoadBalancer(scope, name, { site, ...tier }),
    (balancer, { to, routes }, find) => {
      balancer.to(find(to, isPages));
      for (const route of routes) balancer.route(route.path, find(route.to, isTarget));
    },
  ),
  varnish: builder(
    (scope, site, { name, ...tier }) => new PageCache(scope, name, { site, ...tier }),
    (cache, { to }, find) => cache.to(find(to, isWeb)),
  ),
  memcached: builder((scope, site, { name, ...tier }) => new MemcachedTier(scope, name, { site, ...tier })),
  redis: builder((scope, site, { name, nodes: _nodes, ...tier }) => new RedisTier(scope, name, { site, ...tier })),
  nfs: builder((scope, site, { name, ...tier }) => new NfsServer(scope, name, { site, ...tier })),
  glusterfs: builder((scope, site, { name, ...tier }) => new GlusterVolume(scope, name, { site, ...tier })),
  mysql: builder((scope, site, { name, ...tier }) => new MysqlTier(scope, name, { site, ...tier })),
  postgresql: builder(
    (scope, site, { name, nodes: _nodes, ...tier }) => new PostgresqlTier(scope, name, { site, ...tier }),
  ),
  cdn: builder((scope, site, { name, ...tier }) => new MediaCdn(scope, name, { site, ...tier })),
  'media-server': builder(
    (scope, site, { name, ...tier }) =>
      new MediaServer(scope, name, { site, ...tier, public: tier.exposure === 'public' }),
  ),
};

function build<K extends TierKind>(scope: Construct, site: Site, tier: TierOf<K>): BuiltTier {
  return BUILDERS[tier.kind as K](scope, site, tier);
}

/** The topology's tiers as constructs, with every relation made. */
export function buildTiers(scope: Construct, site: Site, topology: Topology): readonly NodeTier[] {
  const built = new Map(topology.tiers.map((tier) => [tier.name, build(scope, site, tier)]));
  for (const { name } of namedFirst(topology.tiers)) {
    built.get(name)?.relate((other, is) => {
      const found = built.get(other)?.construct;
      // References were checked when the topology was parsed.
      if (!is(found)) throw new RangeError(`${name} cannot use ${other}`);
      return found;
    });
  }
  return [...built.values()].flatMap(({ construct }) => (construct instanceof NodeTier ? [construct] : []));
}

/** Tiers after those that they name: a balancer asks its page cache for the web tier behind it. O(tiers + names). */
function namedFirst(tiers: readonly Tier[]): readonly Tier[] {
  const byName = new Map(tiers.map((tier) => [tier.name, tier]));
  const depths = new Map<string, number>();
  const depth = (tier: Tier): number => {
    const known = depths.get(tier.name);
    if (known !== undefined) return known;
    const named = (recordOf(tier.kind).names?.(tier) ?? []).flatMap(({ to }) => byName.get(to) ?? []);
    const found = Math.max(0, ...named.map((one) => depth(one) + 1));
    depths.set(tier.name, found);
    return found;
  };
  return [...tiers].sort((a, b) => depth(a) - depth(b));
}

const isWeb = (one: unknown): one is WebTier => one instanceof WebTier;
const isPages = (one: unknown): one is WebTier | PageCache => isWeb(one) || one instanceof PageCache;
const isTarget = (one: unknown): one is WebTier | PageCache | MediaServer => isPages(one) || one instanceof MediaServer;
const isSupplier = (one: unknown): one is Supplier => typeof one === 'object' && one !== null && 'supplyTo' in one;
