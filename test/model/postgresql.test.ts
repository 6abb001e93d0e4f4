import { diagnosticsOf, topologyOf, withTiers } from './topologies';

const site = (needs: string, ...lines: readonly string[]) =>
  withTiers('balancer: { kind: haproxy, to: web }', `web: { kind: web, needs: ${needs} }`, ...lines);

test('is one node with a volume', () => {
  const { tiers } = topologyOf(site('[db]', 'db: { kind: postgresql }'));
  expect(tiers.find(({ name }) => name === 'db')).toMatchObject({ nodes: 1, storageGiB: 20, exposure: 'private' });
});

test('has no replicas, and says which kind has', () => {
  expect(diagnosticsOf(site('[db]', 'db: { kind: postgresql, nodes: 3 }'))).toMatchObject([
    {
      code: 'not-allowed',
      path: 'tiers.db.nodes',
      line: 6,
      allowed: 'only 1: replicas and failover are there for mysql alone',
      fix: 'write 1',
    },
  ]);
});

test('takes no version: that is the release’s', () => {
  expect(diagnosticsOf(site('[db]', 'db: { kind: postgresql, version: 18 }'))).toMatchObject([
    { code: 'unknown-key', path: 'tiers.db.version' },
  ]);
});

test('two databases of one application are a mistake, whatever they are', () => {
  const both = site('[db, old]', 'db: { kind: postgresql }', 'old: { kind: mysql }');
  expect(diagnosticsOf(both)).toMatchObject([
    {
      code: 'duplicate-need',
      path: 'tiers.web.needs[1]',
      message: 'old (mysql) and db (postgresql) both fill the role database of web',
    },
  ]);
});
