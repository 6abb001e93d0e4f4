import { diagnosticsOf, placesOf, topologyOf, withKeys, withTiers } from './topologies';

const codesOf = (text: string): readonly string[] => diagnosticsOf(text).map(({ code }) => code);

/** A site whose database is this line. */
const withDatabase = (line: string, ...more: readonly string[]): string =>
  `${withTiers('web: { kind: web, nodes: 1, address: elastic-ip, needs: [db] }', `db: ${line}`)}${more.join('\n')}\n`;

const withBalancer = (line: string, ...more: readonly string[]): string =>
  `${withTiers(`balancer: ${line}`, 'web: { kind: web }')}${more.join('\n')}\n`;

describe('references', () => {
  test('go to kinds that can answer', () => {
    expect(
      placesOf(
        withTiers('balancer: { kind: haproxy, to: db }', 'web: { kind: web, needs: [db] }', 'db: { kind: mysql }'),
      ),
    ).toEqual(['wrong-tier-kind 4:34']);
  });

  test('of a tier to itself are a circle', () => {
    expect(placesOf(withTiers('web: { kind: web, nodes: 1, address: elastic-ip, needs: [web] }'))).toEqual([
      'cycle 4:60',
    ]);
  });

  test('across three tiers are one circle', () => {
    const text = withTiers(
      'balancer: { kind: haproxy, to: a }',
      'a: { kind: varnish, to: b }',
      'b: { kind: varnish, to: c }',
      'c: { kind: varnish, to: a }',
    );
    expect(placesOf(text)).toEqual(['cycle 7:27']);
    expect(diagnosticsOf(text)[0]?.value).toBe('a → b → c → a');
  });

  test('may reach one tier from two sides', () => {
    const text = withTiers(
      'balancer: { kind: haproxy, to: web, routes: [{ path: /api/, to: api }] }',
      'web: { kind: web, needs: [db, media] }',
      'api: { kind: web, needs: [db] }',
      'db: { kind: mysql }',
      'media: { kind: cdn }',
    );
    expect(topologyOf(text).tiers).toHaveLength(5);
  });

  test('of one web tier name each role once', () => {
    const text = withTiers(
      'web: { kind: web, nodes: 1, address: elastic-ip, needs: [files, cluster, files] }',
      'files: { kind: nfs }',
      'cluster: { kind: glusterfs }',
    );
    expect(placesOf(text)).toEqual(['duplicate-need 4:67', 'duplicate-need 4:76']);
  });
});

describe('survives: zone', () => {
  const quorum = (line: string, zones: string): string => withDatabase(line, `zones: ${zones}`, 'survives: zone');

  test('needs two zones, and three for a majority', () => {
    expect(codesOf(quorum('{ kind: mysql, nodes: 3 }', '2'))).toEqual(['too-few-zones']);
    expect(codesOf(quorum('{ kind: mysql, nodes: 3, replication: galera }', '2'))).toEqual(['too-few-zones']);
    expect(codesOf(quorum('{ kind: mysql, nodes: 3, failover: none }', '2'))).toEqual([]);
    expect(codesOf(quorum('{ kind: mysql, nodes: 3 }', '3'))).toEqual([]);
    expect(codesOf(withKeys('zones: [eu-central-1a]', 'survives: zone'))).toEqual(['too-few-zones']);
  });

  test('looks at the zones that a tier names itself', () => {
    const text = quorum('{ kind: mysql, nodes: 3, zones: [eu-central-1a, eu-central-1b] }', '3');
    expect(placesOf(text)).toEqual(['too-few-zones 5:32']);
  });
});

describe('zones', () => {
  test('of a tier are zones of the topology, each once', () => {
    const text = withDatabase('{ kind: mysql, zones: [eu-central-1c, eu-central-1a, eu-central-1a] }', 'zones: 2');
    expect(placesOf(text)).toEqual(['unknown-zone 5:30', 'duplicate-zone 5:60']);
  });

  test('of a kept volume are zones of the region', () => {
    const text = withKeys('zones: 1', 'keep: { a-1-data: { zone: eu-central-1d, storageGiB: 10 } }');
    expect(placesOf(text)).toEqual(['unknown-zone 6:27']);
    expect(codesOf(text.replace('1d', '1b'))).toEqual([]);
  });
});

describe('options of mysql', () => {
  test.each([
    ['{ kind: mysql, nodes: 2, replication: none }', 'tiers.db.replication'],
    ['{ kind: mysql, nodes: 1, replication: primary-replica }', 'tiers.db.replication'],
    ['{ kind: mysql, nodes: 4 }', 'tiers.db.nodes'],
    ['{ kind: mysql, nodes: 2, failover: automatic }', 'tiers.db.nodes'],
    ['{ kind: mysql, nodes: 2, replication: galera }', 'tiers.db.nodes'],
    ['{ kind: mysql, nodes: 3, replication: galera, failover: none }', 'tiers.db.failover'],
    ['{ kind: mysql, nodes: 3, mode: hot-hot }', 'tiers.db.mode'],
  ])('%s contradict each other', (line, path) => {
    expect(diagnosticsOf(withDatabase(line)).map((one) => [one.code, one.path])).toEqual([
      ['conflicting-options', path],
    ]);
  });

  test.each([
    '{ kind: mysql, nodes: 4, failover: none }',
    '{ kind: mysql, nodes: 3, replication: galera, mode: hot-hot, failover: automatic }',
  ])('%s fit together', (line) => {
    expect(codesOf(withDatabase(line))).toEqual([]);
  });
});

describe('options of haproxy', () => {
  test('by DNS need a domain and a hosted zone', () => {
    expect(
      codesOf(withBalancer('{ kind: haproxy, to: web, address: dns, hostedZone: Z1 }', 'domain: a.example')),
    ).toEqual([]);
    expect(codesOf(withBalancer('{ kind: haproxy, to: web, address: dns, hostedZone: Z1 }'))).toEqual([
      'conflicting-options',
    ]);
    expect(codesOf(withBalancer('{ kind: haproxy, to: web, address: dns }', 'domain: a.example'))).toEqual([
      'conflicting-options',
    ]);
    expect(codesOf(withBalancer('{ kind: haproxy, to: web, hostedZone: Z1 }', 'domain: a.example'))).toEqual([
      'conflicting-options',
    ]);
  });

  test('by ACME need a domain', () => {
    expect(codesOf(withBalancer('{ kind: haproxy, to: web, tls: acme }'))).toEqual(['conflicting-options']);
    expect(codesOf(withBalancer('{ kind: haproxy, to: web, tls: secret }'))).toEqual([]);
  });
});

describe('several web nodes', () => {
  test('have neither an address nor files of their own', () => {
    expect(placesOf(withTiers('web: { kind: web, nodes: 2, address: elastic-ip, storageGiB: 20 }'))).toEqual([
      'conflicting-options 4:40',
      'conflicting-options 4:64',
    ]);
    expect(codesOf(withTiers('web: { kind: web, nodes: 1, address: elastic-ip, storageGiB: 20 }'))).toEqual([]);
  });
});

describe('a web tier with files on another tier', () => {
  const site = (web: string, files: string) => withTiers(`web: { kind: web, ${web} }`, `files: { kind: ${files} }`);

  test.each(['nfs', 'glusterfs'])('of kind %s has none of its own', (files) => {
    const text = site('nodes: 1, address: elastic-ip, storageGiB: 20, needs: [files]', files);
    expect(placesOf(text)).toEqual(['conflicting-options 4:64']);
    expect(diagnosticsOf(text)[0]?.fix).toContain('keep: { web-1-data: … }');
  });

  test('is fine without a volume, and a volume without such a tier', () => {
    expect(codesOf(site('nodes: 1, address: elastic-ip, needs: [files]', 'nfs'))).toEqual([]);
    expect(codesOf(site('nodes: 1, address: elastic-ip, storageGiB: 20, needs: [files]', 'mysql'))).toEqual([]);
  });

  test('is told once where it has several nodes as well', () => {
    const text = site('nodes: 2, storageGiB: 20, needs: [files]', 'nfs');
    expect(codesOf(`${text}  balancer: { kind: haproxy, to: web }\n`)).toEqual(['conflicting-options']);
  });
});

describe('kept volumes', () => {
  test('are those beyond the nodes of a tier', () => {
    const keep = 'keep: { db-2-data: { zone: eu-central-1b, storageGiB: 20 } }';
    expect(codesOf(withDatabase('{ kind: mysql }', keep))).toEqual([]);
    expect(codesOf(withDatabase('{ kind: mysql, nodes: 2 }', keep))).toEqual(['volume-in-use']);
  });
});

describe('a cache', () => {
  test('leaves memory to the node', () => {
    const text = (memory: string): string =>
      withTiers(
        'balancer: { kind: haproxy, to: cache }',
        `cache: { kind: varnish, to: web, memory: ${memory} }`,
        'web: { kind: web }',
      );
    expect(codesOf(text('1638M'))).toEqual([]);
    expect(codesOf(text('1639M'))).toEqual(['memory-too-large']);
  });
});

describe('what is accepted', () => {
  const accepting = (...risks: readonly string[]) =>
    `${withTiers('web: { kind: single-server }')}accept:\n${risks.map((one) => `  - { ${one} }\n`).join('')}`;

  test('is a single point of failure, a difference or what is unread', () => {
    const text = accepting(
      'element: aws_instance.web_1, goal: serve, because: a',
      'element: aws_instance.web_1, differs: ami, because: b',
      'element: aws_network_acl.n, unread: true, because: c',
    );
    expect(topologyOf(text).accept).toEqual([
      { element: 'aws_instance.web_1', goal: 'serve', because: 'a' },
      { element: 'aws_instance.web_1', differs: 'ami', because: 'b' },
      { element: 'aws_network_acl.n', unread: true, because: 'c' },
    ]);
  });

  test.each<[string, string, readonly string[]]>([
    ['nothing', 'element: aws_instance.web_1, because: a', ['missing-key 6:5']],
    ['two things', 'element: a.b, goal: serve, differs: ami, because: a', ['conflicting-options 6:34']],
    ['without a reason', 'element: a.b, differs: ami', ['missing-key 6:5']],
    ['with an empty reason', 'element: a.b, unread: true, because: " "', ['bad-format 6:44']],
    ['not unread', 'element: a.b, unread: false, because: a', ['not-allowed 6:29']],
  ])('%s is refused', (_, risk, places) => {
    expect(placesOf(accepting(risk))).toEqual(places);
  });

  test('twice is refused', () => {
    const one = 'element: a.b, differs: ami, because: a';
    expect(placesOf(accepting(one, one))).toEqual(['conflicting-options 7:16']);
  });
});
