import {
  Failure,
  Instance,
  isMap,
  Namespace,
  numberOf,
  plain,
  Referred,
  referencesOf,
  textOf,
  Unknown,
  type Value,
  type ValueMap,
} from '../values';

/** A function of Terraform's language; undefined where its result is not known. */
export type LanguageFunction = (...args: readonly (Value | undefined)[]) => Value | undefined;

export type Functions = Readonly<Record<string, LanguageFunction>>;

/** A map or object; undefined where it is not known, or none. */
export function mapOf(value: Value | undefined): ValueMap | undefined {
  if (value instanceof Namespace && value.names.length > 0)
    return new Map(value.names.map((name) => [name, value.get(name)]));
  const known = value === undefined ? undefined : plain(value);
  return known !== undefined && isMap(known) ? known : undefined;
}

/** The entries of a map in the order that Terraform goes through them. */
export function sorted(map: ValueMap): readonly (readonly [string, Value])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The items of a list, set or map; undefined where they are not known. */
export function itemsOf(value: Value | undefined): readonly Value[] | undefined {
  const known = value === undefined ? undefined : plain(value);
  if (Array.isArray(known)) return known;
  if (known !== undefined && isMap(known)) return sorted(known).map(([, item]) => item);
  return undefined;
}

/** The items of several lists; undefined where those of one are not known. A list that is null has none. */
export function gathered(lists: readonly (Value | undefined)[]): readonly (readonly Value[])[] | undefined {
  const all = lists.map((one) => (one === null ? [] : itemsOf(one)));
  return all.every((one) => one !== undefined) ? all.map((one) => one ?? []) : undefined;
}

/** The items of a list as texts; undefined where one is not known. */
export function textsOf(list: Value | undefined): readonly string[] | undefined {
  const texts = itemsOf(list)?.map(textOf);
  return texts?.every((one) => one !== undefined) ? texts.map((one) => one ?? '') : undefined;
}

/** All arguments as texts; undefined where one is not known. */
export function textsOfAll(values: readonly (Value | undefined)[]): readonly string[] | undefined {
  return textsOf(values.map((one) => one ?? null));
}

/** All arguments as numbers; undefined where one is not known. */
export function numbersOfAll(values: readonly (Value | undefined)[]): readonly number[] | undefined {
  const known = values.flatMap((one) => numberOf(one) ?? []);
  return known.length === values.length ? known : undefined;
}

/** What two values have in common where they are the same; undefined where that cannot be told. */
export function identityOf(value: Value): string | undefined {
  if (value instanceof Instance) return referencesOf(value).join();
  const known = plain(value);
  if (known instanceof Unknown || known instanceof Namespace) return undefined;
  if (known instanceof Referred) return `\${${known.reference}}`;
  if (Array.isArray(known)) return joined('[', known.map(identityOf));
  if (isMap(known))
    return joined(
      '{',
      sorted(known).map(([key, one]) => withKey(key, identityOf(one))),
    );
  return JSON.stringify(known);
}

function withKey(key: string, identity: string | undefined): string | undefined {
  return identity === undefined ? undefined : `${JSON.stringify(key)}:${identity}`;
}

function joined(start: string, parts: readonly (string | undefined)[]): string | undefined {
  return parts.some((one) => one === undefined) ? undefined : `${start}${parts.join()}`;
}

/** Each once, in the order that Terraform's sets have; undefined where two may be the same. */
export function distinct(list: Value | undefined): readonly Value[] | undefined {
  const once = onceEach(list);
  return once && [...once].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/** The items of a list by what they are, the first of each; undefined where two may be the same. */
export function onceEach(list: Value | undefined): ReadonlyMap<string, Value> | undefined {
  const found = new Map<string, Value>();
  for (const item of itemsOf(list) ?? [new Failure([])]) {
    const identity = identityOf(item);
    if (identity === undefined) return itemsOf(list)?.length === 1 ? new Map([['', item]]) : undefined;
    if (!found.has(identity)) found.set(identity, item);
  }
  return found;
}
