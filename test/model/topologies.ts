import { type Diagnostic, parseTopology, type Topology } from '../../model';

/** The full site of the design: every relation that the format has. */
export const FULL_SITE = `name: shop
region: eu-central-1
zones: 3
survives: zone
domain: shop.example.com

tiers:
  balancer: { kind: haproxy, nodes: 2, address: elastic-ip, to: pagecache }
  pagecache: { kind: varnish, nodes: 2, memory: 1G, to: web }
  web:
    kind: web
    nodes: 2
    size: t3.small
    needs: [db, sessions, uploads, media]
  sessions: { kind: memcached, nodes: 2 }
  uploads: { kind: glusterfs, nodes: 3, storageGiB: 50 }
  db: { kind: mysql, nodes: 3, storageGiB: 100, failover: automatic }
  media: { kind: cdn }
`;

/** A topology in eu-central-1 with these lines as its tiers. */
export function withTiers(...lines: readonly string[]): string {
  return ['name: shop', 'region: eu-central-1', 'tiers:', ...lines.map((line) => `  ${line}`), ''].join('\n');
}

/** A small site without a fault, followed by more lines at the top level. */
export function withKeys(...lines: readonly string[]): string {
  return `${withTiers('web: { kind: single-server }')}${lines.join('\n')}\n`;
}

export function topologyOf(text: string): Topology {
  const result = parseTopology(text, 'test.yaml');
  if ('diagnostics' in result) throw new Error(JSON.stringify(result.diagnostics, undefined, 2));
  return result.topology;
}

export function diagnosticsOf(text: string): readonly Diagnostic[] {
  const result = parseTopology(text, 'test.yaml');
  return 'diagnostics' in result ? result.diagnostics : [];
}

/** `unknown-key 4:31` for each problem, in order. */
export function placesOf(text: string): readonly string[] {
  return diagnosticsOf(text).map(({ code, line, column }) => `${code} ${line}:${column}`);
}
