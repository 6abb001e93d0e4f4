import { type InstanceTier, type TierKind, type TierOf, zonesOf } from '../../model';
import { diagnosticsOf, FULL_SITE, placesOf, topologyOf, withKeys, withTiers } from './topologies';

/** The first tier of a kind. */
function tierOf<K extends TierKind>(text: string, kind: K): TierOf<K> {
  const tier = topologyOf(text).tiers.find((one): one is TierOf<K> => one.kind === kind);
  if (!tier) throw new Error(`no ${kind} tier`);
  return tier;
}

const balanced = (...lines: readonly string[]): string => withTiers('balancer: { kind: haproxy, to: web }', ...lines);

describe('defaults', () => {
  test('of the topology suit a production site', () => {
    expect(topologyOf(withKeys())).toMatchObject({
      zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
      survives: 'none',
      network: { cidr: '10.20.0.0/16', egress: 'per-zone' },
      snapshots: { everyHours: 24, keep: 14 },
      tags: {},
      keep: [],
      accept: [],
      rates: [],
    });
  });

  test('of zones follow the region', () => {
    expect(topologyOf(withKeys().replace('eu-central-1', 'us-west-1')).zones).toEqual(['us-west-1a', 'us-west-1c']);
    expect(topologyOf(withKeys().replace('eu-central-1', 'us-east-1')).zones).toHaveLength(3);
    expect(topologyOf(withKeys('zones: 1')).zones).toEqual(['eu-central-1a']);
  });

  test('of a tier are its zones and its place in the network', () => {
    const { tiers, zones } = topologyOf(FULL_SITE);
    const exposures = tiers.map((tier) => [tier.name, tier.kind === 'cdn' ? undefined : tier.exposure]);
    expect(Object.fromEntries(exposures)).toMatchObject({ balancer: 'public', pagecache: 'private', web: 'private' });
    for (const tier of tiers) if (tier.kind !== 'cdn') expect(tier.zones).toEqual(zones);
  });

  test('of memory are a share of the node', () => {
    const text = withTiers(
      'balancer: { kind: haproxy, to: cache }',
      'cache: { kind: varnish, to: web, size: t3.small }',
      'web: { kind: web, needs: [sessions] }',
      'sessions: { kind: memcached, size: t3.micro }',
    );
    expect(tierOf(text, 'varnish').memoryMiB).toBe(1228);
    expect(tierOf(text, 'memcached').memoryMiB).toBe(716);
    expect(tierOf(FULL_SITE, 'varnish').memoryMiB).toBe(1024);
  });

  test('of a root disk has room for large uploads under way', () => {
    const sized = (line: string) => tierOf(balanced(`web: { kind: web${line} }`), 'web').rootGiB;
    expect(sized('')).toBe(12);
    expect(sized(', maxUploadMiB: 1024')).toBe(74);
    expect(sized(', maxUploadMiB: 1024, rootGiB: 30')).toBe(30);
    expect(tierOf(balanced('web: { kind: web }'), 'haproxy').rootGiB).toBe(10);
  });

  test.each([
    ['{ kind: mysql }', 'none', 'none'],
    ['{ kind: mysql, nodes: 2 }', 'primary-replica', 'none'],
    ['{ kind: mysql, nodes: 3 }', 'primary-replica', 'automatic'],
    ['{ kind: mysql, nodes: 3, failover: none }', 'primary-replica', 'none'],
    ['{ kind: mysql, nodes: 5, replication: galera }', 'galera', 'automatic'],
  ])('of %s are %s and %s', (line, replication, failover) => {
    const text = balanced('web: { kind: web, needs: [db] }', `db: ${line}`);
    expect(tierOf(text, 'mysql')).toMatchObject({ replication, failover, mode: 'hot-warm' });
  });

  test('of TLS follow the domain', () => {
    const text = balanced('web: { kind: web }');
    expect(tierOf(text, 'haproxy').tls).toBe('self-signed');
    expect(tierOf(`${text}domain: shop.example.com\n`, 'haproxy').tls).toBe('acme');
    expect(tierOf(`${text.replace('to: web', 'to: web, tls: secret')}domain: a.example\n`, 'haproxy').tls).toBe(
      'secret',
    );
  });

  test('of the state backend come from the topology', () => {
    expect(topologyOf(withKeys('state: { bucket: our-state }')).state).toEqual({
      bucket: 'our-state',
      key: 'shop/terraform.tfstate',
      region: 'eu-central-1',
    });
  });
});

describe('a media server', () => {
  const server = (to: string): InstanceTier =>
    tierOf(
      withTiers(
        `balancer: { kind: haproxy, to: web${to} }`,
        'web: { kind: web, needs: [media] }',
        'media: { kind: media-server }',
      ),
      'media-server',
    );

  test('is public unless a balancer routes to it', () => {
    expect(server('').exposure).toBe('public');
    expect(server(', routes: [{ path: /media/, to: media }]').exposure).toBe('private');
  });
});

describe('the topology', () => {
  test('keeps the order of the file and lists kept volumes by name', () => {
    expect(topologyOf(FULL_SITE).tiers.map(({ name }) => name)).toEqual([
      'balancer',
      'pagecache',
      'web',
      'sessions',
      'uploads',
      'db',
      'media',
    ]);
    expect(topologyOf(withKeys('keep: { old-1-data: { zone: eu-central-1b, storageGiB: 20 } }')).keep).toEqual([
      { name: 'old-1-data', zone: 'eu-central-1b', storageGiB: 20 },
    ]);
  });

  test('may use names that every object has', () => {
    const text = withTiers(
      'constructor: { kind: web, nodes: 1, address: elastic-ip, needs: [valueof] }',
      'valueof: { kind: mysql }',
    );
    expect(topologyOf(text).tiers.map(({ name }) => name)).toEqual(['constructor', 'valueof']);
    expect(placesOf(withTiers('balancer: { kind: haproxy, to: constructor }', 'web: { kind: web }'))).toEqual([
      'unknown-tier 4:34',
    ]);
  });

  test('may name a zone that only some accounts have', () => {
    const text = withKeys('zones: [us-west-1b, us-west-1c]').replace('eu-central-1', 'us-west-1');
    expect(topologyOf(text).zones).toEqual(['us-west-1b', 'us-west-1c']);
    expect(zonesOf('us-west-1')).not.toContain('us-west-1b');
  });
});

describe('several problems', () => {
  const text = [
    'name: Shop',
    'region: eu-central-9',
    'survivs: zone',
    'tiers:',
    '  balancer: { kind: haproxy, nodes: 20, to: wbe }',
    '  web: { kind: web, nodes: "2", size: t3.smal, needs: [db, cache] }',
    '  db: { kind: mysqll }',
    '  media:',
    '',
  ].join('\n');

  test('are all reported at once, in the order of the text', () => {
    expect(placesOf(text)).toEqual([
      'bad-format 1:7',
      'unknown-region 2:9',
      'unknown-key 3:1',
      'out-of-range 5:37',
      'unknown-tier 5:45',
      'wrong-type 6:28',
      'unknown-size 6:39',
      'unknown-tier 6:60',
      'unknown-kind 7:15',
      'wrong-type 8:3',
    ]);
  });

  test('suggest what was probably meant', () => {
    const fixes = Object.fromEntries(diagnosticsOf(text).map(({ path, fix }) => [path, fix]));
    expect(fixes).toMatchObject({
      name: 'write shop',
      survivs: 'did you mean survives?',
      'tiers.balancer.nodes': 'write 4 or less',
      'tiers.balancer.to': 'did you mean web?',
      'tiers.web.nodes': 'write 2, without quotes or underscores',
      'tiers.web.size': 'did you mean t3.small?',
      'tiers.db.kind': 'did you mean mysql?',
    });
  });

  test('do not bring others in their train', () => {
    // The misspelt reference leaves web unreached, and the tier that cannot be read may be what db was meant to be.
    expect(placesOf(withTiers('balancer: { kind: haproxy, to: wbe }', 'web: { kind: web }'))).toEqual([
      'unknown-tier 4:34',
    ]);
    expect(placesOf(balanced('web: { kind: web, needs: [db] }', 'db: { kind: mysqll, nodes: 4 }'))).toEqual([
      'unknown-kind 6:15',
    ]);
    expect(placesOf(withKeys('zones: 6').replace('eu-central-1', 'nowhere-1'))).toEqual(['unknown-region 2:9']);
  });
});
