import { diagnosticsOf, topologyOf, withKeys, withTiers } from './topologies';

const codesOf = (text: string) => diagnosticsOf(text).map(({ code }) => code);
const called = (site: string, text: string) => text.replace('name: shop', `name: ${site}`);
const SITE = 'a'.repeat(18);

describe('names that AWS refuses are refused before', () => {
  const web = (name: string) => called(SITE, withTiers(`${name}: { kind: single-server }`));
  const cdn = (name: string) =>
    called(
      SITE,
      withTiers(`web: { kind: web, nodes: 1, address: elastic-ip, needs: [${name}] }`, `${name}: { kind: cdn }`),
    );

  test('site and tier have 36 letters together, 35 where a bucket is called after them', () => {
    expect(topologyOf(web('b'.repeat(18))).name).toBe(SITE);
    expect(codesOf(web('b'.repeat(19)))).toEqual(['name-too-long']);
    expect(topologyOf(cdn('b'.repeat(17))).name).toBe(SITE);
    expect(codesOf(cdn('b'.repeat(18)))).toEqual(['name-too-long']);
  });

  test.each(['sg', 'sg-wholesale', 'sthree-shop', 'amzn-s3-demo-x', 'xn--shop'])('no site is called %s', (name) => {
    expect(codesOf(called(name, withKeys()))).toEqual(['reserved-name']);
  });

  test.each(['sgx', 'shop-sg', 'sthree'.concat('x')])('%s is no reserved name', (name) => {
    expect(topologyOf(called(name, withKeys())).name).toBe(name);
  });
});

describe('tags that AWS refuses are refused before', () => {
  const tags = (count: number) => `tags: { ${Array.from({ length: count }, (_, index) => `t${index}: x`).join(', ')} }`;

  test('nine are taken, ten are not: an object in S3 has ten with the own one', () => {
    expect(Object.keys(topologyOf(withKeys(tags(9))).tags)).toHaveLength(9);
    expect(codesOf(withKeys(tags(10)))).toEqual(['too-many-tags']);
  });

  test.each(['cost center', 'team/web', 'größe', '.', '..', '_index'])('no tag is called %s', (key) => {
    expect(codesOf(withKeys(`tags: { "${key}": x }`))).toEqual(['bad-format']);
  });

  test.each(['CostCenter', 'team:web', 'a+b-c=d.e,f_g@h'])('%s is a tag', (key) => {
    expect(topologyOf(withKeys(`tags: { "${key}": x }`)).tags).toEqual({ [key]: 'x' });
  });
});
