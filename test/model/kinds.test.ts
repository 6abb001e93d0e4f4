import { z } from 'zod';
import { KINDS, NAME_PLACES, type NamePlace, ROLES, recordOf, TIER_KINDS, type TierKind } from '../../model/kinds';
import { kindsNamedIn } from '../../model/rules/references';
import { topologyJsonSchema } from '../../model/schema/json-schema';
import { wordList } from '../../model/word-list';

const PLACES = Object.keys(NAME_PLACES) as NamePlace[];

const keysOf = (kind: TierKind): readonly string[] => Object.keys(KINDS[kind].schema.shape);

test('a record is listed under its own name', () => {
  for (const kind of TIER_KINDS) expect(KINDS[kind].kind).toBe(kind);
});

describe.each(TIER_KINDS)('the record of %s', (kind) => {
  const record = recordOf(kind);

  test('lets an application name it where it does something for one', () => {
    expect(record.namedIn.some((place) => NAME_PLACES[place] === 'use')).toBe(record.role !== undefined);
  });

  test('is of a tier that visitors or other tiers reach', () => {
    expect(record.namedIn.length > 0 || record.entrance !== undefined).toBe(true);
  });

  test('has the key of a data volume where it stores on one', () => {
    const onVolume = record.stores !== 'nothing' && record.stores.on === 'volume';
    expect(keysOf(kind).includes('storageGiB')).toBe(onVolume);
  });

  test('says of nodes what its schema allows', () => {
    if (record.runs === 'managed') {
      expect(keysOf(kind)).not.toContain('nodes');
      return;
    }
    const allows = (nodes: number) => z.safeParse(KINDS[kind].schema, minimal(kind, { nodes })).success;
    expect([allows(record.mostNodes), allows(record.mostNodes + 1)]).toEqual([true, false]);
    if (record.mostNodes === 1) expect([record.membersAgree, record.memberLoss]).toEqual([false, 'service']);
  });

  test('has defaults that its schema takes', () => {
    const own = Object.entries(KINDS[kind].defaults).filter(([key]) => keysOf(kind).includes(key));
    expect(z.safeParse(KINDS[kind].schema, minimal(kind, Object.fromEntries(own))).success).toBe(true);
  });
});

/** A tier with what is required, and some more. */
function minimal(kind: TierKind, more: object): object {
  const required = Object.entries(KINDS[kind].schema.shape).flatMap(([key, schema]) =>
    key !== 'kind' && !z.safeParse(schema, undefined).success ? [[key, 'other']] : [],
  );
  return { kind, ...Object.fromEntries(required), ...more };
}

describe('what the schema says of a place that names tiers', () => {
  /** The meaning of a key that names a tier: of the list where it is a list of names. */
  const meanings: Readonly<Record<NamePlace, readonly [kind: TierKind, ...path: string[]]>> = {
    'web.needs': ['web', 'needs'],
    'haproxy.to': ['haproxy', 'to'],
    'haproxy.routes': ['haproxy', 'routes', 'items', 'properties', 'to'],
    'varnish.to': ['varnish', 'to'],
  };

  test.each(PLACES)('names at %s the kinds whose records allow it', (place) => {
    const [kind, ...path] = meanings[place];
    const text = meaningOf(kind, path);
    const words = NAME_PLACES[place] === 'use' ? wordList(ROLES, 'and') : wordList(kindsNamedIn(place), 'or');
    expect(text).toContain(words);
  });

  function meaningOf(kind: TierKind, path: readonly string[]): string {
    const tiers = JSON.parse(JSON.stringify(topologyJsonSchema())).properties.tiers.additionalProperties.oneOf;
    const schema = tiers.find((one: { properties: { kind: { const: string } } }) => one.properties.kind.const === kind);
    return path.reduce((one, step) => one[step], schema.properties).description;
  }
});

test('addresses of two kinds meet only where a site has one of the two', () => {
  const ranges = TIER_KINDS.flatMap((kind) => {
    const record = recordOf(kind);
    return record.runs === 'managed'
      ? []
      : (['private', 'public'] as const).flatMap((exposure) => {
          const range = record.addresses[exposure];
          return range ? [{ kind, exposure, ...range }] : [];
        });
  });
  const meeting = ranges.flatMap((a) =>
    ranges.flatMap((b) => {
      const meet = a.exposure === b.exposure && a.first < b.first + b.size && b.first < a.first + a.size;
      return meet && a.kind < b.kind ? [`${a.kind} ${b.kind}`] : [];
    }),
  );
  expect(meeting).toEqual(['single-server web']);
});
