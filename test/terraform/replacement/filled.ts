import type { AttributeType, Block } from './schema';
import type { Json, JsonObject } from './values';

/** The state after a plan was applied: what the plan knows, and something in every place that AWS would fill in. */
export function filled(after: unknown, unknown: unknown, block: Block): JsonObject {
  const known = members(after);
  const open = members(unknown);
  const result: Record<string, Json> = {};
  for (const [name, { type, nested_type }] of Object.entries(block.attributes ?? {})) {
    if (open[name] !== true) result[name] = (known[name] ?? unset(type)) as Json;
    else result[name] = nested_type ? null : madeUp(name, type ?? 'string');
  }
  for (const [name, { block: inner }] of Object.entries(block.block_types ?? {})) {
    const there = known[name];
    const unknowns = open[name];
    if (Array.isArray(there)) {
      result[name] = there.map((one, index) => filled(one, Array.isArray(unknowns) ? unknowns[index] : {}, inner));
    } else if (unknowns === true) result[name] = [];
  }
  return result;
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? { ...value } : {};
}

/** The provider holds an unset map as an empty one. */
function unset(type: AttributeType | undefined): Json {
  return type !== undefined && type[0] === 'map' ? {} : null;
}

/** Unlike any value that a probe sets. */
function madeUp(name: string, type: AttributeType): Json {
  if (type === 'bool') return false;
  if (type === 'number') return 3;
  if (type === 'string') return `${name.replaceAll('_', '-')}-c`;
  return type[0] === 'map' ? {} : [];
}
