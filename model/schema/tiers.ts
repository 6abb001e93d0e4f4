import { z } from 'zod';
import { TIER_DEFAULTS as D, MAX_NODES } from '../defaults';
import type { TierKind } from '../tiers';
import * as f from './fields';

const ONE_NODE = 'Number of nodes; this kind always has one.';

/** What all kinds have whose nodes are instances. */
const placed = (size: string) => ({
  size: f.size.default(size).describe('EC2 instance type of each node.'),
  zones: f
    .listOf(f.zone(), 'zones', 6)
    .min(1, { error: 'a list of at least one zone' })
    .optional()
    .describe('Zones that the nodes take turns in. Default: the zones of the topology.'),
  offset: f
    .wholeNumber(0, 4095)
    .optional()
    .describe('First private address inside the range of this kind. Needed only where an error asks for it.'),
});

const nodes = (kind: 'web' | 'haproxy' | 'varnish' | 'memcached' | 'mysql') =>
  f.wholeNumber(1, MAX_NODES[kind]).default(D[kind].nodes).describe('Number of nodes.');

const oneNode = () => f.oneNumberOf([1]).default(1).describe(ONE_NODE);

const runtime = () =>
  f.oneOf(['wsgi', 'php']).default('wsgi').describe('wsgi: Apache with mod_wsgi. php: nginx with php-fpm.');

const route = f
  .keys({
    path: f
      .text(/^\/[\w.~/@%+-]{0,200}$/, 'the beginning of a URL path, as /api/')
      .describe('Beginning of the URL path.'),
    to: f.tierReference().describe('Name of the tier that answers; web, varnish or media-server.'),
  })
  .describe('Requests whose path begins with `path` go to the tier `to`.');

const singleServer = f.keys({
  kind: z.literal('single-server'),
  nodes: oneNode(),
  runtime: runtime(),
  storageGiB: f.storageGiB().default(D['single-server'].storageGiB),
  application: f.application().optional(),
  address: f.oneOf(['elastic-ip']).default('elastic-ip').describe('How visitors reach the node.'),
  ...placed(D['single-server'].size),
});

const web = f.keys({
  kind: z.literal('web'),
  nodes: nodes('web'),
  runtime: runtime(),
  needs: f
    .listOf(f.tierReference(), 'tier names', 10)
    .default([])
    .describe('Names of the tiers that the application uses: at most one each for database, cache, files and media.'),
  application: f.application().optional(),
  address: f.oneOf(['elastic-ip']).optional().describe('Makes the only node the entrance of the site.'),
  storageGiB: f.storageGiB().optional().describe('Size of a data volume for local files, in GiB; only with one node.'),
  healthPath: f
    .text(/^\/[\w.~/@%+?=&-]{0,200}$/, 'a URL path, as /health')
    .default(D.web.healthPath)
    .describe('URL path that answers 200 while the node can serve. It must not touch shared services.'),
  ...placed(D.web.size),
});

const haproxy = f.keys({
  kind: z.literal('haproxy'),
  nodes: nodes('haproxy'),
  address: f
    .oneOf(['elastic-ip', 'dns'])
    .default(D.haproxy.address)
    .describe('elastic-ip: one address that moves to a survivor. dns: one address for each node, with health checks.'),
  to: f.tierReference().describe('Name of the tier that takes what no route takes; web or varnish.'),
  routes: f.listOf(route, 'routes', 50).default([]).describe('Paths that other tiers answer. The longest path wins.'),
  tls: f
    .oneOf(['self-signed', 'acme', 'secret'])
    .optional()
    .describe('Where the certificate comes from. Default: acme if the topology has a domain, else self-signed.'),
  hostedZone: f
    .text(/^Z[A-Z0-9]{1,31}$/, 'the id of a Route 53 hosted zone, as Z0123456789ABC')
    .optional()
    .describe('Route 53 hosted zone of the domain. Goes with `address: dns`.'),
  ...placed(D.haproxy.size),
});

const varnish = f.keys({
  kind: z.literal('varnish'),
  nodes: nodes('varnish'),
  memory: f.memory().optional().describe("Size of the cache on each node. Default: 60 % of the node's memory."),
  to: f.tierReference().describe('Name of the web tier behind the cache.'),
  ttlSeconds: f
    .wholeNumber(0, 31_536_000)
    .default(D.varnish.ttlSeconds)
    .describe('How long a page that does not say so itself is fresh, in seconds.'),
  graceSeconds: f
    .wholeNumber(0, 31_536_000)
    .default(D.varnish.graceSeconds)
    .describe('How long a stale page may be served while the web tier is away, in seconds.'),
  ...placed(D.varnish.size),
});

const memcached = f.keys({
  kind: z.literal('memcached'),
  nodes: nodes('memcached'),
  memory: f.memory().optional().describe("Memory for items on each node. Default: 70 % of the node's memory."),
  ...placed(D.memcached.size),
});

const nfs = f.keys({
  kind: z.literal('nfs'),
  nodes: oneNode(),
  storageGiB: f.storageGiB().default(D.nfs.storageGiB),
  ...placed(D.nfs.size),
});

const glusterfs = f.keys({
  kind: z.literal('glusterfs'),
  nodes: f.oneNumberOf([3, 6, 9]).default(D.glusterfs.nodes).describe('Number of nodes; three keep each file.'),
  arbiter: f
    .flag()
    .default(D.glusterfs.arbiter)
    .describe('True: every third node only votes and holds names, so each file is kept twice instead of three times.'),
  storageGiB: f.storageGiB().default(D.glusterfs.storageGiB),
  ...placed(D.glusterfs.size),
});

const mysql = f.keys({
  kind: z.literal('mysql'),
  nodes: nodes('mysql'),
  storageGiB: f.storageGiB().default(D.mysql.storageGiB),
  replication: f
    .oneOf(['none', 'primary-replica', 'galera'])
    .optional()
    .describe('How the nodes share the data. Default: none with one node, else primary-replica.'),
  failover: f
    .oneOf(['none', 'automatic'])
    .optional()
    .describe('Does another node take over by itself? Default: automatic with three nodes and more, else none.'),
  mode: f
    .oneOf(['hot-warm', 'hot-hot'])
    .optional()
    .describe('With galera: one node takes all writes (hot-warm), or every node does (hot-hot). Default: hot-warm.'),
  ...placed(D.mysql.size),
});

const cdn = f.keys({
  kind: z.literal('cdn'),
  priceClass: f
    .oneOf(['europe-america', 'no-south-america-oceania', 'all'])
    .default(D.cdn.priceClass)
    .describe('Edge locations in use: fewer are cheaper, more are nearer. CloudFront price classes 100, 200 and all.'),
});

const mediaServer = f.keys({
  kind: z.literal('media-server'),
  nodes: oneNode(),
  storageGiB: f.storageGiB().default(D['media-server'].storageGiB),
  ...placed(D['media-server'].size),
});

/** One schema for each kind, in the order in which a site grows through them; `description` says what it is. */
export const TIER_SCHEMAS = {
  'single-server': singleServer.describe('Web server, database and files on one machine.'),
  web: web.describe('Nodes that run the web application.'),
  haproxy: haproxy.describe('Load balancers that share the address of the site; TLS ends here.'),
  varnish: varnish.describe('Page caches between the balancers and a web tier.'),
  memcached: memcached.describe('Key-value stores in memory, for sessions and cached data.'),
  nfs: nfs.describe('One file server for the files that visitors upload.'),
  glusterfs: glusterfs.describe('A replicated file system for the files that visitors upload.'),
  mysql: mysql.describe('The database: MariaDB, alone or replicated.'),
  cdn: cdn.describe('Media files in an S3 bucket behind Amazon CloudFront. It has no nodes.'),
  'media-server': mediaServer.describe('One nginx server for media files.'),
} as const satisfies Readonly<Record<TierKind, z.ZodType>>;

/** A tier as it is written, with fixed defaults filled in; what is computed may be missing. */
export type WrittenTier = { [K in TierKind]: z.output<(typeof TIER_SCHEMAS)[K]> }[TierKind];
