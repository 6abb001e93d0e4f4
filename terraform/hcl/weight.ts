import { isMap, type Value } from './values';

/** Heaviest value that is worked with: some hundred thousand times what people write. */
export const HEAVIEST = 1_000_000;

/** Characters of a text that weigh as much as one value. */
const TEXT = 64;

const known = new WeakMap<object, number>();

/**
 * How many values one is made of, each counted as often as it is in it: lists that hold another one twice grow with each step to
 * what no memory holds, once they are written out. O(what is new in it), for what is known of its parts is remembered.
 */
export function weightOf(value: Value): number {
  if (typeof value === 'string') return 1 + value.length / TEXT;
  if (!Array.isArray(value) && !isMap(value)) return 1;
  const found = known.get(value);
  if (found !== undefined) return found;
  let weight = 1;
  for (const one of value.values()) weight += weightOf(one);
  known.set(value, weight);
  return weight;
}
