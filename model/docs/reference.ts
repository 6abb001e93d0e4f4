import { z } from 'zod';
import { shown } from '../diagnostic';
import { INSTANCE_TYPES } from '../instance-types';
import { KINDS, placedKeys, TIER_KINDS } from '../kinds';
import { REGIONS, zonesOf } from '../regions';
import { OPERATING_SYSTEMS, type OperatingSystem, RELEASES } from '../releases';
import { topologySchema } from '../schema/json-schema';
import { referenceTable } from './table';

const INTRODUCTION = `# Reference of the topology file

One YAML file (YAML 1.2) describes one site: named tiers, a kind each, and the relations between them. What has no
default is required. This page is generated from the model; editors read the same from \`schema/topology.schema.json\`:

\`\`\`yaml
# yaml-language-server: $schema=../schema/topology.schema.json
name: shop
region: eu-central-1
tiers:
  web: { kind: single-server }
\`\`\`
`;

/** Keys that all kinds with nodes have alike; `size` has another default in each. */
const COMMON = Object.entries(placedKeys('')).filter(([key]) => key !== 'size');
const MANAGED = TIER_KINDS.filter((kind) => KINDS[kind].runs === 'managed').map(code);

/** The page of all keys of the format. */
export function referenceMarkdown(): string {
  const { tiers: _, ...header } = topologySchema.shape;
  const kinds = TIER_KINDS.map((kind) => {
    const { schema, about } = KINDS[kind];
    const own = Object.entries(schema.shape).filter(
      ([key]) => key !== 'kind' && COMMON.every(([common]) => common !== key),
    );
    return [`### ${kind}\n`, `${about}\n`, keyTable(own), ...nested(own)].join('\n');
  });
  return [
    INTRODUCTION,
    '## Top of the file\n',
    keyTable(Object.entries(topologySchema.shape)),
    ...nested(Object.entries(header)),
    '## Tiers\n',
    `Each entry of \`tiers\` is a name and a map with a \`kind\`. Every kind but ${MANAGED.join(' and ')} has these keys besides its own:\n`,
    keyTable(COMMON),
    ...kinds,
    '## Releases\n',
    RELEASES_ARE,
    referenceTable(
      ['os', 'regular support until', 'long-term support until', 'programs'],
      OPERATING_SYSTEMS.map(releaseRow),
    ),
    '## Regions\n',
    referenceTable(
      ['region', 'zones'],
      REGIONS.map((region) => [
        code(region),
        zonesOf(region)
          .map((zone) => zone.at(-1))
          .join(', '),
      ]),
    ),
    '## Sizes\n',
    referenceTable(
      ['size', 'vCPUs', 'memory', 'processor'],
      [...INSTANCE_TYPES.values()].map((type) => [
        code(type.name),
        String(type.vcpus),
        `${type.memoryMiB / 1024} GiB`,
        type.architecture,
      ]),
    ),
  ].join('\n');
}

/** Said above the table of releases. */
const RELEASES_ARE = `What \`os\` may be. Security upgrades come by themselves for as long as Debian makes them; long-term support covers a part of
the packages. Dates: [Debian](${RELEASES['debian-13'].support.source}).
`;

function releaseRow(os: OperatingSystem): readonly string[] {
  const { support, php, programs } = RELEASES[os];
  const versions = Object.entries({ ...programs, PHP: php }).sort(([a], [b]) =>
    a.toLowerCase() < b.toLowerCase() ? -1 : 1,
  );
  return [code(os), support.regular, support.longTerm, versions.map((one) => one.join(' ')).join(', ')];
}

type Keys = readonly (readonly [string, z.core.$ZodType])[];

function code(text: string): string {
  return `\`${text}\``;
}

function keyTable(keys: Keys): string {
  const rows = keys.map(([key, schema]) => [code(key), allowedBy(schema), defaultOf(schema), descriptionOf(schema)]);
  return referenceTable(['key', 'value', 'default', 'meaning'], rows);
}

/** The error text of a schema is what it allows, and no schema of the format allows this value. */
function allowedBy(schema: z.core.$ZodType): string {
  const result = z.safeParse(schema, Number.NaN);
  return result.error?.issues[0]?.message ?? '';
}

function defaultOf(schema: z.core.$ZodType): string {
  const result = z.safeParse(schema, undefined);
  if (!result.success) return 'required';
  if (result.data === undefined) return '–';
  return typeof result.data === 'object'
    ? '–'
    : code(typeof result.data === 'string' ? result.data : shown(result.data));
}

function descriptionOf(schema: z.core.$ZodType): string {
  const inner = unwrapped(schema);
  return z.globalRegistry.get(schema)?.description ?? (inner ? descriptionOf(inner) : '');
}

/** Tables of the maps inside of the given keys. */
function nested(keys: Keys): string[] {
  return keys.flatMap(([key, schema]) => {
    const shape = innerShape(schema);
    return shape ? [`#### ${key}\n`, keyTable(Object.entries(shape))] : [];
  });
}

function innerShape(schema: z.core.$ZodType): z.core.$ZodShape | undefined {
  if (schema instanceof z.ZodObject) return schema.shape;
  const inner =
    schema instanceof z.ZodArray
      ? schema.element
      : schema instanceof z.ZodRecord
        ? schema.valueType
        : unwrapped(schema);
  return inner && innerShape(inner);
}

/** What stands below an optional value or a default. */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  const wraps = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  return wraps ? schema.unwrap() : undefined;
}
