import { EXAMPLES } from './examples';
import { type Learned, learnedKey } from './learn';
import type { Probe } from './probe';
import { type Block, blockAt, type ResourceSchema, type Setting, settings } from './schema';
import { type Json, type JsonObject, minimal, type Pair, pair } from './values';

type Schemas = Readonly<Record<string, ResourceSchema>>;
type Defaults = (type: string, path: string) => Json | undefined;

/** Every type as it is, unchanged: what the provider adds by itself, and whether the example holds. */
export function unchanged(): Probe[] {
  return Object.entries(EXAMPLES).flatMap(([type, { config, others = [] }]) =>
    [config, ...others].map((one, index) => {
      return { name: `same-${index}`, type, path: '', difference: 'same' as const, before: one, after: one };
    }),
  );
}

/** Every setting of every type: changed, added and removed. What is inside of blocks that no example has is left out. */
export function probes(schemas: Schemas, defaults: Defaults, learned: Learned): Probe[] {
  return Object.entries(EXAMPLES).flatMap(([type, example]) => {
    const { block } = schemaOf(schemas, type);
    const configs = [example.config, ...(example.others ?? [])];
    // A block that no example has is only asked about as a whole.
    const wanted = settings(block).filter(({ path }) =>
      configs.some((config) => path.length === 1 || at(config, path.slice(0, -1)) !== undefined),
    );
    const known = (path: readonly string[]) =>
      example.values?.[path.join('.')] ?? learned.get(learnedKey(type, path.at(-1) ?? ''));
    return wanted.flatMap((setting) => {
      const path = setting.path.join('.');
      // What excludes something of the example has an example of its own.
      const own = example.others?.find((one) => at(one, setting.path) !== undefined);
      const config = own && at(example.config, setting.path) === undefined ? own : example.config;
      return variants(config, known, block, setting, (name) => defaults(type, name)).map((variant) => ({
        ...variant,
        name: `${path.replaceAll('.', '-')}-${variant.difference}`,
        type,
        path,
      }));
    });
  });
}

function schemaOf(schemas: Schemas, type: string): ResourceSchema {
  const schema = schemas[type];
  if (!schema) throw new RangeError(`the provider knows no ${type}`);
  return schema;
}

type Variant = Pick<Probe, 'difference' | 'before' | 'after'>;

type Known = (path: readonly string[]) => Pair | undefined;

function variants(
  config: JsonObject,
  known: Known,
  block: Block,
  { path, attribute, required }: Setting,
  defaults: (path: string) => Json | undefined,
): Variant[] {
  const surrounded = around(config, block, path, known);
  const without = put(surrounded, path, undefined);
  if (!attribute) {
    const inner = blockAt(block, path);
    if (!inner || required) return [];
    const there = at(surrounded, path) ?? [minimal(inner.block, known, path)];
    const both = put(surrounded, path, there);
    return [
      { difference: 'added', before: without, after: both },
      { difference: 'removed', before: both, after: without },
    ];
  }
  const [first, second] = ordered(
    known(path) ?? pair(path.at(-1) ?? '', attribute),
    at(surrounded, path),
    defaults(path.join('.')),
  );
  const before = put(surrounded, path, first);
  const changed: Variant = { difference: 'changed', before, after: put(surrounded, path, second) };
  if (required) return [changed];
  return [
    changed,
    { difference: 'added', before: without, after: before },
    { difference: 'removed', before, after: without },
  ];
}

/** The example's own value first; never the default first, since going back to it would be no change. */
function ordered(values: Pair, own: Json | undefined, fallback: Json | undefined): Pair {
  const [first, second] =
    own === undefined || values.some((one) => same(one, own)) ? values : ([own, values[1]] as const);
  return same(first, fallback) ? [second, first] : [first, second];
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The configuration with every block on the way to a path. */
function around(config: JsonObject, block: Block, path: readonly string[], values: Known): JsonObject {
  return path.slice(0, -1).reduce<JsonObject>((result, _name, index) => {
    const here = path.slice(0, index + 1);
    const inner = blockAt(block, here);
    return at(result, here) !== undefined || !inner ? result : put(result, here, [minimal(inner.block, values, here)]);
  }, config);
}

/** The value at a path, in the first of each nested block. */
function at(value: Json | undefined, path: readonly string[]): Json | undefined {
  const [name, ...rest] = path;
  const inner = first(value);
  if (name === undefined) return value;
  return inner ? at(inner[name], rest) : undefined;
}

/** A copy with another value at a path, or without one. */
function put(value: JsonObject, path: readonly string[], next: Json | undefined): JsonObject {
  const [name = '', ...rest] = path;
  const { [name]: old, ...others } = value;
  if (rest.length === 0) return next === undefined ? others : { ...value, [name]: next };
  const inner = put(first(old) ?? {}, rest, next);
  return { ...value, [name]: Array.isArray(old) ? [inner, ...old.slice(1)] : inner };
}

function first(value: Json | undefined): JsonObject | undefined {
  if (Array.isArray(value)) return first(value[0]);
  return value !== null && typeof value === 'object' ? (value as JsonObject) : undefined;
}
