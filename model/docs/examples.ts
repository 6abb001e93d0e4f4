import type { DiagnosticCode } from '../codes';

/** The first lines of every example that is about its tiers. */
const HEAD = 'name: shop\nregion: eu-central-1\n';

const SINGLE = `${HEAD}tiers:\n  web: { kind: single-server }\n`;

/** A whole site, with the given lines as its tiers. */
const tiers = (...lines: readonly string[]): string => `${HEAD}tiers:\n${lines.map((line) => `  ${line}\n`).join('')}`;

/** A text for each code that yields exactly this code. Codes about the bytes of a file, or about what is rendered from it, have none. */
export const EXAMPLES: Readonly<Partial<Record<DiagnosticCode, string>>> = {
  'empty-file': '# nothing but a comment\n',
  'yaml-syntax': `${HEAD}tiers: { web: { kind: single-server }\n`,
  tab: `${HEAD}tiers:\n\tweb: { kind: single-server }\n`,
  'multiple-documents': `${SINGLE}---\nname: blog\n`,
  'yaml-directive': `%YAML 1.1\n---\n${SINGLE}`,
  'too-deep': `${SINGLE}tags: ${'['.repeat(40)}${']'.repeat(40)}\n`,
  'alias-bomb': `${SINGLE}tags: &all { again: *all }\n`,
  'unknown-alias': `${HEAD}tiers: { web: *server }\n`,
  'merge-key': tiers('web: { kind: single-server, <<: { storageGiB: 50 } }'),
  'duplicate-key': tiers('web: { kind: single-server }', 'web: { kind: single-server, storageGiB: 50 }'),
  'non-string-key': `${SINGLE}tags: { 1: one }\n`,
  'reserved-key': `${SINGLE}tags: { __proto__: x }\n`,
  'unknown-key': tiers('web: { kind: single-server, storageGB: 50 }'),
  'missing-key': 'name: shop\ntiers:\n  web: { kind: single-server }\n',
  'wrong-type': tiers('web: { kind: single-server, storageGiB: 50GB }'),
  'out-of-range': tiers('web: { kind: single-server, storageGiB: 5 }'),
  'bad-format': 'name: My Shop\nregion: eu-central-1\ntiers:\n  web: { kind: single-server }\n',
  'not-allowed': tiers('web: { kind: single-server, runtime: pph }'),
  'unknown-kind': tiers('web: { kind: single-sever }'),
  'unknown-region': 'name: shop\nregion: eu-centrall-1\ntiers:\n  web: { kind: single-server }\n',
  'unknown-size': tiers('web: { kind: single-server, size: t3.smal }'),
  'unknown-zone': `${HEAD}zones: [eu-central-1a, eu-central-1x]\ntiers:\n  web: { kind: single-server }\n`,
  'duplicate-zone': `${HEAD}zones: [eu-central-1a, eu-central-1a]\ntiers:\n  web: { kind: single-server }\n`,
  'too-many-zones': `${HEAD}zones: 4\ntiers:\n  web: { kind: single-server }\n`,
  'too-few-zones': `${HEAD}zones: 1\nsurvives: zone\ntiers:\n  web: { kind: single-server }\n`,
  'unknown-tier': tiers('balancer: { kind: haproxy, to: wbe }', 'web: { kind: web }'),
  'wrong-tier-kind': tiers(
    'balancer: { kind: haproxy, to: web }',
    'web: { kind: web, needs: [balancer2] }',
    'balancer2: { kind: varnish, to: web2 }',
    'web2: { kind: web }',
  ),
  cycle: tiers('web: { kind: web, nodes: 1, address: elastic-ip, needs: [api] }', 'api: { kind: web, needs: [web] }'),
  'duplicate-need': tiers(
    'web: { kind: web, nodes: 1, address: elastic-ip, needs: [db, orders] }',
    'db: { kind: mysql }',
    'orders: { kind: mysql }',
  ),
  'duplicate-route': tiers(
    'balancer: { kind: haproxy, to: web, routes: [{ path: /api/, to: api }, { path: /api/, to: web }] }',
    'web: { kind: web }',
    'api: { kind: web }',
  ),
  'no-entrance': tiers('web: { kind: web }'),
  'two-entrances': tiers('balancer: { kind: haproxy, to: web }', 'web: { kind: web, nodes: 1, address: elastic-ip }'),
  'unused-tier': tiers('web: { kind: single-server }', 'sessions: { kind: memcached }'),
  'unreachable-web': tiers('balancer: { kind: haproxy, to: web }', 'web: { kind: web }', 'api: { kind: web }'),
  'conflicting-options': tiers('web: { kind: web, nodes: 2, address: elastic-ip }'),
  'memory-too-large': tiers(
    'web: { kind: web, nodes: 1, address: elastic-ip, needs: [sessions] }',
    'sessions: { kind: memcached, memory: 1G }',
  ),
  'volume-in-use': `${SINGLE}keep:\n  web-1-data: { zone: eu-central-1a, storageGiB: 20 }\n`,
  'address-collision': tiers(
    'balancer: { kind: haproxy, to: web, routes: [{ path: /api/, to: api }] }',
    'web: { kind: web, offset: 100 }',
    'api: { kind: web, offset: 110 }',
  ),
  'address-overflow': tiers('web: { kind: single-server, offset: 200 }'),
  'too-many-tags': `${SINGLE}tags: { a: b, c: d, e: f, g: h, i: j, k: l, m: n, o: p, q: r, s: t }\n`,
  'name-too-long': SINGLE.replace('shop', 'flowers-and-pottery').replace('web:', 'application-servers:'),
  'reserved-name': SINGLE.replace('shop', 'sg-wholesale'),
};
