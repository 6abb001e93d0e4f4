import fc from 'fast-check';
import { stringify } from 'yaml';
import { parseTopology } from '../../model';

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

/** Texts of valid topologies with every kind and relation, of one site. */
export const anyTopology: fc.Arbitrary<string> = fc
  .record({
    zones: fc.constantFrom(1, 2, 3),
    egress: fc.constantFrom('per-zone', 'single'),
    balancers: fc.constantFrom(1, 2, 3),
    caches: fc.constantFrom(0, 1, 2),
    suppliers: fc.record(supplier, { requiredKeys: [] }),
    main: web,
    api: fc.option(web),
    routeMedia: fc.boolean(),
  })
  .map(({ zones, egress, balancers, caches, suppliers, main, api, routeMedia }) => {
    const needs = Object.keys(suppliers);
    const routes = [
      ...(api ? [{ path: '/api/', to: 'api' }] : []),
      ...(routeMedia && suppliers.media?.kind === 'media-server' ? [{ path: '/media/', to: 'media' }] : []),
    ];
    return stringify({
      name: 'shop',
      region: 'eu-central-1',
      zones,
      network: { egress },
      tiers: {
        balancer: { kind: 'haproxy', nodes: balancers, to: caches > 0 ? 'pages' : 'main', routes },
        ...(caches > 0 ? { pages: { kind: 'varnish', nodes: caches, to: 'main' } } : {}),
        main: { kind: 'web', ...main, needs },
        ...(api ? { api: { kind: 'web', ...api, needs: needs.slice(0, 1) } } : {}),
        ...suppliers,
      },
    });
  })
  .filter((text) => 'topology' in parseTopology(text, 'any.yaml'));
