import { diagnosticsOf, placesOf, topologyOf, withKeys, withTiers } from './topologies';

const SERVER = 'web: { kind: single-server }';

describe('words of YAML 1.1', () => {
  const fixesOf = (text: string): readonly string[] => diagnosticsOf(text).map(({ code, fix }) => `${code}: ${fix}`);

  test('are text, and the fix says so', () => {
    const text = withTiers(
      'web: { kind: web, nodes: 1_0, address: elastic-ip, needs: [files] }',
      'files: { kind: glusterfs, arbiter: yes }',
    );
    expect(fixesOf(text)).toEqual([
      'wrong-type: write 10, without quotes or underscores',
      'wrong-type: write true: in YAML 1.2, yes is text',
    ]);
  });

  test('that look like times are text', () => {
    expect(placesOf(withTiers('web: { kind: single-server, storageGiB: 1:30 }'))).toEqual(['wrong-type 4:43']);
  });

  test('that begin with a zero are decimal', () => {
    expect(topologyOf(withTiers('web: { kind: single-server, storageGiB: 010 }')).tiers[0]).toMatchObject({
      storageGiB: 10,
    });
  });
});

describe('numbers', () => {
  test.each(['1e400', '-.inf', '.nan', '2.5', '99999999999999999999', '-1', '0', '0x'])(
    '%s are refused as storage',
    (value) => {
      const [first, ...others] = placesOf(withTiers(`web: { kind: single-server, storageGiB: ${value} }`));
      expect(first).toMatch(/^(wrong-type|out-of-range) 4:43$/);
      expect(others).toEqual([]);
    },
  );

  test('where a text belongs get quotes as their fix', () => {
    expect(diagnosticsOf(withKeys('tags: { stage: 4 }'))[0]).toMatchObject({
      code: 'wrong-type',
      fix: "if it is meant, quote it: '4'",
    });
  });
});

describe('missing values', () => {
  test('are marked at their key', () => {
    expect(placesOf(withKeys('tags:', 'domain:'))).toEqual(['wrong-type 5:1', 'wrong-type 6:1']);
    expect(placesOf('just text')).toEqual(['wrong-type 1:1']);
    expect(placesOf('[]')).toEqual(['wrong-type 1:1']);
    expect(placesOf('')).toEqual(['empty-file 1:1']);
    expect(placesOf('---\n')).toEqual(['empty-file 1:1']);
    expect(placesOf(withTiers().replace('tiers:\n', 'tiers: {}\n'))).toEqual(['out-of-range 3:1']);
  });
});

describe('aliases', () => {
  test('may stand for values', () => {
    const text = withTiers(
      'balancer: { kind: haproxy, to: web, routes: [{ path: /api/, to: api }] }',
      'web: { kind: web, needs: &needs [db] }',
      'api: { kind: web, needs: *needs }',
      'db: { kind: mysql }',
    );
    expect(topologyOf(text).tiers[2]).toMatchObject({ name: 'api', needs: ['db'] });
  });

  test('report faults of what they stand for where it is written', () => {
    const text = withTiers(
      'balancer: { kind: haproxy, to: web, routes: [{ path: /api/, to: api }] }',
      'web: { kind: web, needs: &needs [dbb] }',
      'api: { kind: web, needs: *needs }',
      'db: { kind: mysql }',
    );
    expect(diagnosticsOf(text).map(({ code, path, line }) => [code, path, line])).toEqual([
      ['unknown-tier', 'tiers.api.needs[0]', 5],
      ['unknown-tier', 'tiers.web.needs[0]', 5],
    ]);
  });

  test('that multiply are refused before they cost memory', () => {
    const levels = [...'bcdefghij'].map((name, index) => {
      const below = 'abcdefghi'[index];
      return `${name}: &${name} [${Array(10).fill(`*${below}`).join(', ')}]`;
    });
    expect(placesOf(['a: &a [x, x, x, x, x, x, x, x, x, x]', ...levels].join('\n'))).toEqual(['alias-bomb 1:11']);
  });
});

describe('hostile input', () => {
  test.each([
    ['lists', '['.repeat(10_000)],
    ['maps', '{a: '.repeat(5_000)],
    ['items', `${'- '.repeat(10_000)}a`],
    ['keys', '? '.repeat(10_000)],
    ['indents', Array.from({ length: 1_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('nested thousands deep in %s does not overflow', (_, text) => {
    expect(placesOf(text)[0]).toMatch(/^too-deep /);
  });

  test('cannot reach a prototype', () => {
    const text = withTiers('__proto__: { kind: cdn }', SERVER, 'prototype: { kind: cdn }');
    expect(placesOf(text)).toEqual(['reserved-key 4:3']);
    expect(placesOf(withKeys('constructor: 1', 'toString: 2'))).toEqual(['unknown-key 5:1', 'unknown-key 6:1']);
  });

  test('with thousands of unknown keys gets them all', () => {
    const keys = Array.from({ length: 5_000 }, (_, index) => `key${index}: 1`);
    expect(diagnosticsOf(withKeys(...keys))).toHaveLength(5_000);
  });
});

describe('keys', () => {
  test.each(['{ 1: x }', '{ true: x }', '{ [a]: x }', '{ ~: x }', '{ ? : x }'])('in %s are not text', (map) => {
    expect(placesOf(withKeys(`tags: ${map}`))[0]).toMatch(/^non-string-key 5:/);
  });

  test('named like tags of AWS or of the project are refused', () => {
    expect(placesOf(withKeys('tags: { "aws:x": a, Name: b, "nospof:site": c, team: d }'))).toEqual([
      'bad-format 5:9',
      'bad-format 5:21',
      'bad-format 5:30',
    ]);
  });

  test('of tiers are names of tiers', () => {
    const text = withTiers(
      SERVER,
      'Web: { kind: cdn }',
      'web-1: { kind: cdn }',
      'a-: { kind: cdn }',
      `${'a'.repeat(21)}: { kind: cdn }`,
    );
    expect(diagnosticsOf(text).map(({ code, fix }) => `${code}: ${fix}`)).toEqual([
      'bad-format: rename it to web',
      'bad-format: rename it to web1',
      'bad-format: rename it to a',
      `bad-format: rename it to ${'a'.repeat(20)}`,
    ]);
  });
});

test('unknown tags are refused', () => {
  expect(placesOf(withKeys('domain: !secret a.example'))).toEqual(['yaml-syntax 5:9']);
  expect(placesOf(withKeys('domain: !!binary aGVsbG8='))).toEqual(['yaml-syntax 5:9']);
  expect(placesOf(withKeys('domain: !!str a.example'))).toEqual([]);
});
