import { diagnosticsOf, FULL_SITE, placesOf } from './topologies';

const broken = (from: string, to: string): string => FULL_SITE.replace(from, to);

describe('a syntax error', () => {
  test('is marked where a quote or a bracket opens that is never closed', () => {
    expect(placesOf(broken('kind: haproxy', 'kind: "haproxy'))).toEqual(['yaml-syntax 8:21']);
    expect(placesOf(broken('uploads, media]', 'uploads, media'))).toEqual(['yaml-syntax 14:12']);
    expect(placesOf(broken('media: { kind: cdn }', "media: { kind: 'it''s"))).toEqual(['yaml-syntax 18:18']);
  });

  test('is reported once for a line, and not without end', () => {
    expect(placesOf(broken('{ kind: varnish', '{ kind: varnish]'))).toEqual(['yaml-syntax 9:29']);
    expect(placesOf(broken('tiers:', 'tiers')).length).toBeLessThanOrEqual(5);
    expect(placesOf(broken('survives: zone', 'survives zone'))).toEqual(['yaml-syntax 4:1']);
  });

  test('has a fix in words of who writes topologies', () => {
    const [missingColon] = diagnosticsOf(broken('survives: zone', 'survives zone'));
    expect(missingColon?.fix).toMatch(/^put a colon after the key/);
    const [unquoted] = diagnosticsOf(broken('domain: shop.example.com', 'domain: @shop'));
    expect(unquoted).toMatchObject({ code: 'yaml-syntax', line: 5, column: 9, fix: 'put the text in quotes' });
  });

  test('of several tabs is reported for each line', () => {
    const text = 'name: shop\nregion: eu-central-1\ntiers:\n\tweb: { kind: cdn }\n\tapi: { kind: cdn }\n';
    expect(placesOf(text)).toContain('tab 4:1');
    expect(new Set(diagnosticsOf(text).map(({ code }) => code))).toEqual(new Set(['tab']));
  });

  test('hides nothing that is wrong beside it once it is corrected', () => {
    const text = broken('survives: zone', 'survivs: zone').replace('kind: haproxy', 'kind: "haproxy');
    expect(placesOf(text)).toEqual(['yaml-syntax 8:21']);
    expect(placesOf(text.replace('"', ''))).toEqual(['unknown-key 4:1']);
  });
});
