import { Failure, numberOf, oneOf, plain, Referred, textOf, truthOf, Unknown, type Value } from '../values';
import { type Functions, gathered, identityOf, itemsOf, mapOf, sorted, textsOf } from './arguments';

/** Functions on lists and maps. */
export const collectionFunctions: Functions = {
  tolist: itemsOf,
  list: (...items) => items.map((one) => one ?? null),
  tomap: mapOf,
  sensitive: (value) => value,
  nonsensitive: (value) => value,
  length: (value) => itemsOf(value)?.length ?? textOf(value)?.length ?? leastZones(value),
  element: (list, at) => {
    const [items, index] = [itemsOf(list), numberOf(at)];
    if (items === undefined) return undefined;
    if (items.length === 0) return new Failure([]);
    return index === undefined ? oneOf(...items) : items[index % items.length];
  },
  slice: (list, from, to) => slice(list, numberOf(from), numberOf(to)),
  concat: (...lists) => gathered(lists)?.flat(),
  flatten: flattened,
  compact: (list) => itemsOf(list)?.filter((one) => one !== null && plain(one) !== ''),
  chunklist: (list, size) => {
    const [items, length] = [itemsOf(list), numberOf(size)];
    if (items === undefined || length === undefined || length < 1) return undefined;
    return Array.from({ length: Math.ceil(items.length / length) }, (_, at) =>
      items.slice(at * length, (at + 1) * length),
    );
  },
  reverse: (list) => itemsOf(list)?.slice().reverse(),
  sort: (list) => textsOf(list)?.slice().sort() ?? sortedZones(list),
  keys: (map) => entries(map)?.map(([key]) => key),
  values: (map) => entries(map)?.map(([, value]) => value),
  lookup: (map, key, otherwise) => {
    const [known, name] = [mapOf(map), textOf(key)];
    if (known === undefined || name === undefined) return undefined;
    if (known.has(name)) return known.get(name);
    return otherwise === undefined ? new Failure([]) : otherwise;
  },
  merge: (...maps) => {
    const all = maps.flatMap((one) => (one === null ? [] : [mapOf(one)]));
    return all.every((one) => one !== undefined) ? new Map(all.flatMap((one) => [...(one ?? [])])) : undefined;
  },
  zipmap: (names, items) => {
    const [keys, list] = [textsOf(names), itemsOf(items)];
    return keys && list && new Map(keys.map((key, index) => [key, list[index] ?? null]));
  },
  transpose: (map) => {
    const turned = new Map<string, Value[]>();
    for (const [key, list] of entries(map) ?? []) {
      const texts = textsOf(list);
      if (texts === undefined) return undefined;
      for (const text of texts) turned.set(text, [...(turned.get(text) ?? []), key]);
    }
    return entries(map) && turned;
  },
  matchkeys: (items, keys, wanted) => {
    const [list, names, chosen] = [itemsOf(items), textsOf(keys), textsOf(wanted)];
    return list && names && chosen && list.filter((_, index) => chosen.includes(names[index] ?? ''));
  },
  contains: (list, value) => {
    const items = itemsOf(list)?.map(identityOf);
    const wanted = value === undefined ? undefined : identityOf(value);
    if (items === undefined || wanted === undefined) return undefined;
    if (items.includes(wanted)) return true;
    return [...items, wanted].some((one) => one === undefined || one.includes('${')) ? undefined : false;
  },
  index: (list, value) => {
    const at = textsOf(list)?.indexOf(textOf(value) ?? '');
    return at === undefined ? undefined : at < 0 ? new Failure([]) : at;
  },
  coalesce: (...values) => first(values, (one) => one === null || plain(one) === ''),
  coalescelist: (...lists) => first(lists, (one) => one === null || itemsOf(one)?.length === 0),
  one: (list) => {
    const items = itemsOf(list);
    return items === undefined || items.length > 1 ? undefined : (items[0] ?? null);
  },
  alltrue: (list) => every(itemsOf(list)?.map(truthOf), true),
  anytrue: (list) => negated(every(itemsOf(list)?.map(truthOf), false)),
};

function entries(map: Value | undefined): readonly (readonly [string, Value])[] | undefined {
  const known = mapOf(map);
  return known && sorted(known);
}

/** Items that are lists are put in their place, however deep; undefined where one may be a list. */
function flattened(list: Value | undefined): readonly Value[] | undefined {
  const items = itemsOf(list);
  if (items === undefined || items.some((one) => plain(one) instanceof Unknown)) return undefined;
  const parts = items.map((one) => (Array.isArray(plain(one)) ? flattened(one) : [one]));
  return parts.every((one) => one !== undefined) ? parts.flatMap((one) => one ?? []) : undefined;
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

/** The first that is not passed over; what is not known may be, too. */
function first(values: readonly (Value | undefined)[], passes: (value: Value) => boolean): Value | undefined {
  const left = values.filter((one) => one !== undefined && !passes(one));
  const [one] = left;
  if (one === undefined) return new Failure([]);
  return one instanceof Unknown ? undefined : one;
}

/** Whether all are so; undefined where that hangs on one that is not known. */
function every(truths: readonly (boolean | undefined)[] | undefined, wanted: boolean): boolean | undefined {
  if (truths === undefined) return undefined;
  if (truths.includes(!wanted)) return false;
  return truths.includes(undefined) ? undefined : true;
}

function negated(truth: boolean | undefined): boolean | undefined {
  return truth === undefined ? undefined : !truth;
}

/** A list of the zones of a region, or one of it. The provider gives it in the order of the zones' names. */
const ZONES = /(?:^|\.)data\.aws_availability_zones\.[\w-]+(?:\[[^\]]*\])?\.(?:names|zone_ids)(?:\[\d+\])?$/;

function isZones(value: Value | undefined): value is Referred {
  return value instanceof Referred && !value.known && ZONES.test(value.reference);
}

/** Each region of AWS has two zones at least, and three for most accounts. */
const LEAST_ZONES = 2;

function leastZones(value: Value | undefined): number | undefined {
  return isZones(value) ? LEAST_ZONES : undefined;
}

/** Zones of one list stay the same zones, in whichever order. */
function sortedZones(list: Value | undefined): Value | undefined {
  if (isZones(list)) return list;
  const items = itemsOf(list);
  return items?.every(isZones) ? items : undefined;
}
