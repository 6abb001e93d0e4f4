import fc from 'fast-check';
import {
  addressRange,
  defaultOffset,
  type Exposure,
  hasNodes,
  natAddress,
  nodeAddress,
  nodeZone,
  type PlacedKind,
  subnetCidr,
  TIER_KINDS,
  type Topology,
} from '../../model';
import { diagnosticsOf, FULL_SITE, placesOf, topologyOf, withTiers } from './topologies';

const CIDR = '10.20.0.0/16';
const ZONES = ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'];

const numberOf = (address: string): number => address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);

function contains(cidr: string, address: string): boolean {
  const [base = '', bits = '0'] = cidr.split('/');
  const offset = numberOf(address) - numberOf(base);
  return offset >= 4 && offset < 2 ** (32 - Number(bits)) - 1;
}

function addressesOf({ tiers, network }: Topology): ReadonlyMap<string, string> {
  return new Map(
    tiers.filter(hasNodes).flatMap((tier) =>
      Array.from({ length: tier.nodes }, (_, index) => {
        const address = nodeAddress({ ...tier, cidr: network.cidr, number: index + 1 });
        return [`${tier.name}-${index + 1}`, address] as const;
      }),
    ),
  );
}

describe('subnets', () => {
  test('are cut by the letter of the zone', () => {
    expect(subnetCidr(CIDR, 'private', 'eu-central-1a')).toBe('10.20.0.0/19');
    expect(subnetCidr(CIDR, 'private', 'us-east-1f')).toBe('10.20.160.0/19');
    expect(subnetCidr(CIDR, 'public', 'eu-central-1a')).toBe('10.20.192.0/21');
    expect(subnetCidr('192.168.0.0/16', 'public', 'us-east-1f')).toBe('192.168.232.0/21');
    expect(() => subnetCidr(CIDR, 'private', 'nowhere')).not.toThrow();
    expect(() => subnetCidr(CIDR, 'private', 'us-east-1z')).toThrow(RangeError);
  });

  test('never overlap', () => {
    const starts = [...'abcdef'].flatMap((letter) =>
      (['private', 'public'] as const).map((exposure) => {
        const [base = '', bits = ''] = subnetCidr(CIDR, exposure, `us-east-1${letter}`).split('/');
        return { from: numberOf(base), to: numberOf(base) + 2 ** (32 - Number(bits)) };
      }),
    );
    const sorted = starts.sort((a, b) => a.from - b.from);
    sorted.slice(1).forEach((subnet, index) => {
      expect(subnet.from).toBeGreaterThanOrEqual(sorted[index]?.to ?? 0);
    });
    expect(sorted.at(-1)?.to).toBeLessThanOrEqual(numberOf('10.21.0.0'));
  });
});

describe('ranges of kinds', () => {
  const EXPOSURES: readonly Exposure[] = ['private', 'public'];
  const ranges = EXPOSURES.flatMap((exposure) =>
    TIER_KINDS.filter((kind): kind is PlacedKind => kind !== 'cdn').flatMap((kind) => {
      const range = addressRange(kind, exposure);
      return range ? [{ exposure, kind, ...range }] : [];
    }),
  );

  test('are these, for they are part of every deployed site', () => {
    expect(
      ranges.map(({ exposure, kind, first, size }) => `${exposure} ${kind} ${first}+${size}`),
    ).toMatchInlineSnapshot(`
[
  "private web 4096+4080",
  "private varnish 256+256",
  "private memcached 512+256",
  "private redis 1792+256",
  "private nfs 768+256",
  "private glusterfs 1024+256",
  "private mysql 1280+256",
  "private postgresql 2048+256",
  "private media-server 1536+256",
  "public single-server 128+128",
  "public web 128+128",
  "public haproxy 256+128",
  "public media-server 384+128",
]
`);
  });

  test('leave the first and the last addresses of a subnet free', () => {
    for (const { exposure, first, size } of ranges) {
      expect(first).toBeGreaterThanOrEqual(16);
      expect(first + size).toBeLessThanOrEqual(exposure === 'private' ? 8191 : 2047);
    }
    expect(natAddress(CIDR, 'eu-central-1b')).toBe('10.20.200.10');
  });

  test('let a single server become a web server in place', () => {
    const name = 'web';
    const at = { cidr: CIDR, exposure: 'public', name, zones: ZONES, number: 1 } as const;
    expect(nodeAddress({ ...at, kind: 'single-server' })).toBe(nodeAddress({ ...at, kind: 'web' }));
  });
});

describe('addresses of nodes', () => {
  test('are these for the full site', () => {
    expect(Object.fromEntries(addressesOf(topologyOf(FULL_SITE)))).toMatchInlineSnapshot(`
{
  "balancer-1": "10.20.193.108",
  "balancer-2": "10.20.201.108",
  "db-1": "10.20.5.27",
  "db-2": "10.20.37.27",
  "db-3": "10.20.69.27",
  "pagecache-1": "10.20.1.80",
  "pagecache-2": "10.20.33.80",
  "sessions-1": "10.20.2.96",
  "sessions-2": "10.20.34.96",
  "uploads-1": "10.20.4.9",
  "uploads-2": "10.20.36.9",
  "uploads-3": "10.20.68.9",
  "web-1": "10.20.18.32",
  "web-2": "10.20.50.32",
}
`);
  });

  test('take turns in the zones', () => {
    expect([1, 2, 3, 4].map((k) => nodeZone(ZONES, k).at(-1)).join('')).toBe('abca');
    expect(() => nodeZone([], 1)).toThrow(RangeError);
  });

  test('stay when nodes and tiers come', () => {
    const before = addressesOf(topologyOf(FULL_SITE));
    const grown = FULL_SITE.replace('nodes: 2\n', 'nodes: 40\n')
      .replace('to: pagecache', 'to: pagecache, routes: [{ path: /api/, to: api }]')
      .concat('  api: { kind: web, needs: [db] }\n');
    const after = addressesOf(topologyOf(grown));
    for (const [node, address] of before) expect(after.get(node)).toBe(address);
  });

  test('are inside of their subnets and all different', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,19}$/);
    fc.assert(
      fc.property(name, fc.integer({ min: 1, max: 5000 }), fc.constantFrom(...TIER_KINDS), (tier, nodes, kind) => {
        if (kind === 'cdn') return;
        for (const exposure of ['private', 'public'] as const) {
          const range = addressRange(kind, exposure);
          if (!range) continue;
          const offset = defaultOffset(kind, exposure, tier);
          const count = Math.min(nodes, (range.size - offset) * ZONES.length);
          const addresses = Array.from({ length: count }, (_, index) => {
            const address = nodeAddress({ cidr: CIDR, kind, exposure, name: tier, zones: ZONES, number: index + 1 });
            expect(contains(subnetCidr(CIDR, exposure, nodeZone(ZONES, index + 1)), address)).toBe(true);
            return address;
          });
          expect(new Set(addresses).size).toBe(count);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('outside of the range are an error of the caller', () => {
    const node = { cidr: CIDR, name: 'web', zones: ['eu-central-1a'], number: 1 } as const;
    expect(() => nodeAddress({ ...node, kind: 'mysql', exposure: 'public' })).toThrow(
      'a mysql tier has no public addresses',
    );
    expect(() => nodeAddress({ ...node, kind: 'mysql', exposure: 'private', offset: 256 })).toThrow(RangeError);
  });
});

describe('collisions', () => {
  test('do not occur for one tier of a kind, whatever its name and size', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z0-9]{0,19}$/), fc.integer({ min: 1, max: 5000 }), (name, nodes) => {
        const text = withTiers(`balancer: { kind: haproxy, to: ${name} }`, `${name}: { kind: web, nodes: ${nodes} }`);
        expect(placesOf(text)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  test('are solved by the proposed offset', () => {
    const names = 'orders users stock mail search billing media carts logs events stats admin forum blog'.split(' ');
    const routes = names.map((name) => `{ path: /${name}/, to: w${name} }`).join(', ');
    const lines = [
      `balancer: { kind: haproxy, to: worders, routes: [${routes}] }`,
      ...names.flatMap((name) => [`w${name}: { kind: web, needs: [d${name}] }`, `d${name}: { kind: mysql, nodes: 3 }`]),
    ];
    const first = diagnosticsOf(withTiers(...lines));
    expect(first.length).toBeGreaterThan(1);
    let text = withTiers(...lines);
    for (const { code, fix } of first) {
      expect(code).toBe('address-collision');
      const [, offset, tier] = /^add offset: (\d+) to (\w+)/.exec(fix) ?? [];
      text = text.replace(`  ${tier}: {`, `  ${tier}: { offset: ${offset},`);
    }
    expect(diagnosticsOf(text)).toEqual([]);
  });
});
