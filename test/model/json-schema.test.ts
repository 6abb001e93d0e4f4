import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { topologyJsonSchema, topologyJsonSchemaText } from '../../model/schema/json-schema';
import { diagnosticsOf, FULL_SITE, withKeys, withTiers } from './topologies';

const validate = new Ajv({ strict: false, allErrors: true }).compile(topologyJsonSchema());

const isValid = (text: string): boolean => validate(parse(text));

describe('the JSON Schema', () => {
  test('is committed as it is generated', () => {
    const committed = readFileSync(join(__dirname, '../../schema/topology.schema.json'), 'utf8');
    // Out of date? `npx nospof schema > schema/topology.schema.json`
    expect(committed).toBe(topologyJsonSchemaText());
  });

  test('accepts a whole site', () => {
    expect(isValid(FULL_SITE)).toBe(true);
    expect(validate.errors).toBeNull();
  });

  test.each([
    ['an unknown key', withKeys('survivs: zone')],
    ['an unknown key of a tier', withTiers('web: { kind: single-server, nods: 1 }')],
    ['an unknown kind', withTiers('web: { kind: webb }')],
    ['a number out of range', withTiers('web: { kind: web, nodes: 5001 }')],
    ['text for a number', withTiers('web: { kind: web, nodes: "2" }')],
    ['a region that does not exist', withKeys().replace('eu-central-1', 'eu-central-9')],
    ['a size that does not exist', withTiers('web: { kind: single-server, size: t3.huge }')],
    ['a tier name in capitals', withTiers('WEB: { kind: single-server }')],
    ['a network that is not private', withKeys('network: { cidr: 8.8.0.0/16 }')],
    ['a topology without tiers', 'name: shop\nregion: eu-central-1\ntiers: {}\n'],
    ['a topology without a name', 'region: eu-central-1\ntiers: { web: { kind: single-server } }\n'],
  ])('refuses %s, as the parser does', (_, text) => {
    expect(isValid(text)).toBe(false);
    expect(diagnosticsOf(text)).not.toEqual([]);
  });

  test('explains every key and closes every map', () => {
    const unexplained: string[] = [];
    const walk = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      if ('properties' in node && typeof node.properties === 'object' && node.properties !== null) {
        expect(node).toMatchObject({ additionalProperties: false });
        for (const [key, value] of Object.entries(node.properties)) {
          if (key !== 'kind' && !value.description) unexplained.push(`${path}.${key}`);
        }
      }
      for (const [key, value] of Object.entries(node)) walk(value, `${path}/${key}`);
    };
    walk(topologyJsonSchema(), '');
    expect(unexplained).toEqual([]);
  });
});
