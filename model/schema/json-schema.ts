import { z } from 'zod';
import { KINDS, TIER_KINDS } from '../kinds';
import * as f from './fields';
import { MAX_TIERS, TIERS_ALLOWED, topologyWith } from './topology';

const [first, ...others] = TIER_KINDS.map((kind) => KINDS[kind].schema);
if (first === undefined) throw new RangeError('there is no kind of tier');

const tier = z.discriminatedUnion('kind', [first, ...others]);

/** The whole format in one schema. */
export const topologySchema = topologyWith(
  z
    .record(f.tierName(), tier, { error: TIERS_ALLOWED })
    .meta({ minProperties: 1, maxProperties: MAX_TIERS, description: 'The tiers, by name.' }),
);

/** The JSON Schema (draft 7, which editors read) of a topology file. What relates several values is not in it. */
export function topologyJsonSchema(): z.core.JSONSchema.BaseSchema {
  const { $schema, ...schema } = z.toJSONSchema(topologySchema, { target: 'draft-7', io: 'input' });
  return {
    $schema,
    $id: 'urn:nospof:topology',
    title: 'nospof topology',
    description: 'A web site on AWS: named tiers, a kind each, and the relations between them.',
    ...schema,
  };
}

/** The text of `schema/topology.schema.json`. */
export function topologyJsonSchemaText(): string {
  return `${JSON.stringify(topologyJsonSchema(), undefined, 2)}\n`;
}
