import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { REPLACEMENT } from '../upgrade/diff/replacement/table';
import type { ShapeTable, TypeShape } from '../upgrade/diff/shapes/shapes';

/** What `terraform providers schema -json` prints, as far as it is read here. */
interface Schemas {
  readonly provider_schemas: Readonly<Record<string, { readonly resource_schemas: Readonly<Record<string, Schema>> }>>;
}

interface Schema {
  readonly block: SchemaBlock;
}

interface SchemaBlock {
  readonly attributes?: Readonly<
    Record<string, { readonly type?: unknown; readonly optional?: boolean; readonly required?: boolean }>
  >;
  readonly block_types?: Readonly<Record<string, { readonly nesting_mode: string; readonly block: SchemaBlock }>>;
}

/** The shapes of all types that the replacement table knows. */
export function shapesOf(schemas: Schemas, types: readonly string[], provider: string): ShapeTable {
  const known = Object.entries(schemas.provider_schemas).find(([name]) => name.endsWith('hashicorp/aws'))?.[1];
  if (!known) throw new Error('the schema holds no hashicorp/aws');
  return {
    provider,
    types: Object.fromEntries(
      [...types].sort().flatMap((type) => {
        const block = known.resource_schemas[type]?.block;
        return block ? [[type, shape(block)]] : [];
      }),
    ),
  };
}

function shape(block: SchemaBlock): TypeShape {
  const sets = [...paths(block, 'set', '')].sort();
  const maps = [...paths(block, 'map', '')].sort();
  return { sets, maps, taggable: block.attributes?.tags_all !== undefined };
}

function* paths(block: SchemaBlock, collection: string, prefix: string): Generator<string> {
  for (const [name, { type, optional, required }] of Object.entries(block.attributes ?? {})) {
    if ((optional || required) && Array.isArray(type) && type[0] === collection) yield prefix + name;
  }
  for (const [name, { nesting_mode: nesting, block: nested }] of Object.entries(block.block_types ?? {})) {
    if (nesting === collection) yield prefix + name;
    yield* paths(nested, collection, `${prefix}${name}.`);
  }
}

if (require.main === module) {
  const [file = ''] = process.argv.slice(2);
  const schemas = JSON.parse(readFileSync(file, 'utf8')) as Schemas;
  const shapes = shapesOf(schemas, Object.keys(REPLACEMENT.types), REPLACEMENT.provider);
  writeFileSync(resolve('upgrade/diff/shapes/shapes.json'), `${JSON.stringify(shapes, null, 2)}\n`);
}
