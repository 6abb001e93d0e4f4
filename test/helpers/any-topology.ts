import fc from 'fast-check';
import { stringify } from 'yaml';
import { parseTopology } from '../../model';

/** Options of any machine with data; absent, the defaults hold. */
const machine = fc.record(
  { size: fc.constantFrom('t3.small', 't3.medium', 't4g.medium'), storageGiB: fc.constantFrom(20, 50) },
  { requiredKeys: [] },
);

/** Options of a site. */
const site = fc.record(
  {
    survives: fc.constant('none'),
    tags: fc.constant({ team: 'web' }),
    alarms: fc.constant({ email: 'ops@example.com' }),
    snapshots: fc.record({ everyHours: fc.constantFrom(12, 24), keep: fc.constantFrom(7, 14) }),
    keep: fc.constant({ 'old-1-data': { zone: 'eu-central-1a', storageGiB: 20 } }),
  },
  { requiredKeys: [] },
);

/** How visitors find the balancers. */
const entrances = [
  { domain: undefined, balancer: {} },
  { domain: 'shop.example.com', balancer: {} },
  { domain: 'shop.example.com', balancer: { tls: 'self-signed' } },
  { domain: 'shop.example.com', balancer: { address: 'dns', hostedZone: 'Z0EXAMPLE0000000000' } },
];

const header = { name: 'shop', region: 'eu-central-1' };

/** Suppliers of each role, with their options; a web tier has at most one of each. */
const supplier = {
  db: fc.oneof(
    fc.record({ kind: fc.constant('mysql'), nodes: fc.constantFrom(1, 3, 5) }),
    fc.record({ kind: fc.constant('mysql'), nodes: fc.constantFrom(2, 4), failover: fc.constant('none') }),
    fc.record({ kind: fc.constant('mysql'), nodes: fc.constant(3), replication: fc.constant('galera') }),
  ),
  cache: fc.record({ kind: fc.constant('memcached'), nodes: fc.constantFrom(1, 2, 3) }),
  files: fc.oneof(
    fc.record({ kind: fc.constant('nfs') }),
    fc.record({ kind: fc.constant('glusterfs'), nodes: fc.constantFrom(3, 6), arbiter: fc.boolean() }),
  ),
  media: fc.constantFrom({ kind: 'cdn' }, { kind: 'media-server' }),
};
const web = fc.record({ nodes: fc.constantFrom(1, 2, 3), runtime: fc.constantFrom('wsgi', 'php') });

const single = fc.tuple(site, machine, fc.constantFrom('wsgi', 'php')).map(([options, sizes, runtime]) => ({
  ...header,
  ...options,
  tiers: { main: { kind: 'single-server', runtime, ...sizes } },
}));

const tiered = fc
  .record({
    options: site,
    entrance: fc.constantFrom(...entrances),
    database: machine,
    zones: fc.constantFrom(1, 2, 3),
    egress: fc.constantFrom('per-zone', 'single'),
    balancers: fc.constantFrom(1, 2, 3),
    caches: fc.constantFrom(0, 1, 2),
    suppliers: fc.record(supplier, { requiredKeys: [] }),
    main: web,
    api: fc.option(web),
    routeMedia: fc.boolean(),
  })
  .map(({ options, entrance, database, zones, egress, balancers, caches, suppliers, main, api, routeMedia }) => {
    const needs = Object.keys(suppliers);
    const routes = [
      ...(api ? [{ path: '/api/', to: 'api' }] : []),
      ...(routeMedia && suppliers.media?.kind === 'media-server' ? [{ path: '/media/', to: 'media' }] : []),
    ];
    return {
      ...header,
      ...options,
      ...(entrance.domain ? { domain: entrance.domain } : {}),
      zones,
      network: { egress },
      tiers: {
        balancer: {
          kind: 'haproxy',
          ...entrance.balancer,
          nodes: balancers,
          to: caches > 0 ? 'pages' : 'main',
          routes,
        },
        ...(caches > 0 ? { pages: { kind: 'varnish', nodes: caches, to: 'main' } } : {}),
        main: { kind: 'web', ...main, needs },
        ...(api ? { api: { kind: 'web', ...api, needs: needs.slice(0, 1) } } : {}),
        ...suppliers,
        ...(suppliers.db ? { db: { ...suppliers.db, ...database } } : {}),
      },
    };
  });

/** Texts of valid topologies with every kind, relation and option of a site, all of one site. */
export const anyTopology: fc.Arbitrary<string> = fc
  .oneof({ arbitrary: tiered, weight: 9 }, { arbitrary: single, weight: 1 })
  .map((document) => stringify(document))
  .filter((text) => 'topology' in parseTopology(text, 'any.yaml'));
