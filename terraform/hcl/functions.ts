import { networkFunctions } from './network-functions';
import {
  Instance,
  isMap,
  numberOf,
  plain,
  Referred,
  referencesOf,
  textOf,
  truthOf,
  type Value,
  type ValueMap,
} from './values';

/** A function of Terraform's language; undefined where its result is not known. */
export type LanguageFunction = (...args: readonly (Value | undefined)[]) => Value | undefined;

/** The functions that places, counts and references are commonly made with. What is not here gives an unknown value. */
export const FUNCTIONS: Readonly<Record<string, LanguageFunction>> = {
  toset: distinct,
  tolist: itemsOf,
  tomap: mapOf,
  tostring: textOf,
  tonumber: numberOf,
  tobool: truthOf,
  sensitive: (value) => value,
  nonsensitive: (value) => value,
  length: (value) => itemsOf(value)?.length ?? textOf(value)?.length,
  element: (list, at) => {
    const items = itemsOf(list);
    const index = numberOf(at);
    return items === undefined || index === undefined || items.length === 0 ? undefined : items[index % items.length];
  },
  slice: (list, from, to) => slice(list, numberOf(from), numberOf(to)),
  concat: (...lists) => gathered(lists)?.flat(),
  flatten: flattened,
  compact: (list) => itemsOf(list)?.filter((one) => one !== null && plain(one) !== ''),
  distinct,
  reverse: (list) => itemsOf(list)?.slice().reverse(),
  sort: (list) => knownTexts(list)?.slice().sort(),
  keys: (map) => mapOf(map) && sorted(map).map(([key]) => key),
  values: (map) => mapOf(map) && sorted(map).map(([, value]) => value),
  lookup: (map, key, otherwise) => {
    const [known, name] = [mapOf(map), textOf(key)];
    return known === undefined || name === undefined ? undefined : (known.get(name) ?? otherwise);
  },
  merge: (...maps) =>
    maps.every((one) => mapOf(one)) ? new Map(maps.flatMap((one) => [...(mapOf(one) ?? [])])) : undefined,
  zipmap: (names, items) => {
    const [keys, list] = [knownTexts(names), itemsOf(items)];
    return keys && list && new Map(keys.map((key, index) => [key, list[index] ?? null]));
  },
  range: (...bounds) => range(bounds.map(numberOf)),
  contains: (list, value) => {
    const [texts, wanted] = [knownTexts(list), textOf(value)];
    return texts && wanted !== undefined ? texts.includes(wanted) : undefined;
  },
  index: (list, value) => {
    const at = knownTexts(list)?.indexOf(textOf(value) ?? '');
    return at === undefined || at < 0 ? undefined : at;
  },
  coalesce: (...values) => values.find((one) => one !== undefined && one !== null && plain(one) !== ''),
  coalescelist: (...lists) => lists.find((one) => (itemsOf(one)?.length ?? 1) > 0),
  one: (list) => {
    const items = itemsOf(list);
    return items === undefined || items.length > 1 ? undefined : (items[0] ?? null);
  },
  min: (...numbers) => apply((...known) => Math.min(...known), numbers),
  max: (...numbers) => apply((...known) => Math.max(...known), numbers),
  floor: (value) => apply(Math.floor, [value]),
  ceil: (value) => apply(Math.ceil, [value]),
  abs: (value) => apply(Math.abs, [value]),
  lower: (text) => textOf(text)?.toLowerCase(),
  upper: (text) => textOf(text)?.toUpperCase(),
  trimspace: (text) => textOf(text)?.trim(),
  replace: (text, from, to) => {
    const [whole, part, other] = [textOf(text), textOf(from), textOf(to)];
    // Between slashes stands a regular expression of another dialect.
    const readable = whole !== undefined && part !== undefined && other !== undefined && !part.startsWith('/');
    return readable ? whole.replaceAll(part, () => other) : undefined;
  },
  join: (separator, list) => {
    const [at, texts] = [textOf(separator), knownTexts(list)];
    return at === undefined ? undefined : texts?.join(at);
  },
  split: (separator, text) => {
    const at = textOf(separator);
    return at === undefined ? undefined : textOf(text)?.split(at);
  },
  format: (pattern, ...args) => format(textOf(pattern), args),
  ...networkFunctions,
};

function mapOf(value: Value | undefined): ValueMap | undefined {
  const known = value === undefined ? undefined : plain(value);
  return known !== undefined && isMap(known) ? known : undefined;
}

function sorted(map: Value | undefined): readonly (readonly [string, Value])[] {
  return [...(mapOf(map) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The items of a list, set or map; undefined where they are not known. */
export function itemsOf(value: Value | undefined): readonly Value[] | undefined {
  const known = value === undefined ? undefined : plain(value);
  if (Array.isArray(known)) return known;
  if (known !== undefined && isMap(known)) return [...known.values()];
  return undefined;
}

function gathered(lists: readonly (Value | undefined)[]): readonly (readonly Value[])[] | undefined {
  const all = lists.map(itemsOf);
  return all.every((one) => one !== undefined) ? all.map((one) => one ?? []) : undefined;
}

function flattened(list: Value | undefined): readonly Value[] | undefined {
  return itemsOf(list)?.flatMap((one) => (Array.isArray(plain(one)) ? (flattened(one) ?? []) : [one]));
}

/** Terraform fails where a list is shorter than what is cut out of it, so numbers of it are known beforehand. */
function slice(list: Value | undefined, from: number | undefined, to: number | undefined): Value | undefined {
  if (from === undefined || to === undefined) return undefined;
  if (list instanceof Referred && !list.known) {
    return Array.from(
      { length: Math.max(0, to - from) },
      (_, index) => new Referred(`${list.reference}[${from + index}]`),
    );
  }
  return itemsOf(list)?.slice(from, to);
}

/** Each once, in the order that sets have. */
function distinct(list: Value | undefined): readonly Value[] | undefined {
  const seen = itemsOf(list)?.map((one) => [identity(one), one] as const);
  return seen && [...new Map(seen)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

function identity(value: Value): string {
  return value instanceof Instance || value instanceof Referred
    ? referencesOf(value).join()
    : (textOf(value) ?? JSON.stringify(value));
}

function knownTexts(list: Value | undefined): readonly string[] | undefined {
  const texts = itemsOf(list)?.map(textOf);
  return texts?.every((one) => one !== undefined) ? texts.map((one) => one ?? '') : undefined;
}

function apply(math: (...values: number[]) => number, values: readonly (Value | undefined)[]): number | undefined {
  const numbers = values.map(numberOf);
  const known = numbers.flatMap((one) => one ?? []);
  return known.length === 0 || known.length < numbers.length ? undefined : math(...known);
}

/** Longest list that `range` makes: a number of machines beyond it is a slip. */
const LONGEST = 10_000;

function range(bounds: readonly (number | undefined)[]): readonly number[] | undefined {
  const known = bounds.flatMap((one) => one ?? []);
  if (known.length !== bounds.length || known.length === 0) return undefined;
  const [from, to, step] = known.length === 1 ? [0, known[0] ?? 0, 1] : [known[0] ?? 0, known[1] ?? 0, known[2] ?? 1];
  const length = Math.ceil((to - from) / step);
  return length > LONGEST || !(length >= 0) ? undefined : Array.from({ length }, (_, index) => from + index * step);
}

/** `%s`, `%d`, `%v` and zero-padded numbers, which are what names are made with. */
function format(pattern: string | undefined, args: readonly (Value | undefined)[]): string | undefined {
  const texts = args.map(textOf);
  if (pattern === undefined || texts.some((one) => one === undefined)) return undefined;
  let next = 0;
  let known = true;
  const text = pattern.replace(/%(0\d+)?([a-z%])/g, (_, width: string | undefined, verb: string) => {
    if (verb === '%') return '%';
    known &&= 'sdv'.includes(verb);
    return (texts[next++] ?? '').padStart(Number(width ?? 0), '0');
  });
  return known ? text : undefined;
}
