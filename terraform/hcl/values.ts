import { isIdentity } from './identity';

/** A value of Terraform's language, as far as it is known before a plan. */
export type Value =
  | null
  | boolean
  | number
  | string
  | readonly Value[]
  | ValueMap
  | Referred
  | Instance
  | Namespace
  | Unknown;

export type ValueMap = ReadonlyMap<string, Value>;

/** An attribute of a resource or data source. */
export class Referred {
  /**
   * @param reference as `aws_subnet.a.id`
   * @param known its value, where the configuration states it
   */
  constructor(
    readonly reference: string,
    readonly known?: () => Value,
  ) {}
}

/** One resource. */
export class Instance {
  /** @param attribute the value that the configuration states for an attribute; undefined where it states none */
  constructor(
    readonly address: string,
    readonly attribute: (name: string) => Value | undefined,
  ) {}

  get(name: string): Referred {
    const known = () => this.attribute(name) ?? new Unknown([]);
    return new Referred(`${this.address}.${name}`, this.attribute(name) === undefined ? undefined : known);
  }
}

/** `var`, `local`, or a type of resources: what is in it is worked out when it is asked for. */
export class Namespace {
  constructor(readonly get: (name: string) => Value) {}
}

/** A value that only a plan would tell, and what it may be. */
export class Unknown {
  constructor(readonly references: readonly string[]) {}
}

export function isMap(value: Value): value is ValueMap {
  return value instanceof Map;
}

/** What a value is by itself: of an attribute that the configuration states, the stated value. */
export function plain(value: Value): Value {
  return value instanceof Referred && value.known ? plain(value.known()) : value;
}

/** A value as text, where it is one or a number or truth value. */
export function textOf(value: Value | undefined): string | undefined {
  const known = value === undefined ? undefined : plain(value);
  return typeof known === 'string' || typeof known === 'number' || typeof known === 'boolean'
    ? String(known)
    : undefined;
}

/** A value as a number, also one that is written as text. */
export function numberOf(value: Value | undefined): number | undefined {
  const known = value === undefined ? undefined : plain(value);
  const number = typeof known === 'string' && known.trim() !== '' ? Number(known) : known;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** A truth value, also one that is written as text. */
export function truthOf(value: Value | undefined): boolean | undefined {
  const known = textOf(value);
  return known === 'true' ? true : known === 'false' ? false : undefined;
}

/** All that a value may refer to. */
export function referencesOf(value: Value): readonly string[] {
  if (value instanceof Referred) return [value.reference];
  if (value instanceof Instance) return [`${value.address}.id`];
  if (value instanceof Unknown) return value.references;
  if (Array.isArray(value)) return value.flatMap(referencesOf);
  return isMap(value) ? [...value.values()].flatMap(referencesOf) : [];
}

/** Unknown, and made from these. */
export function unknownOf(...from: readonly Value[]): Unknown {
  return new Unknown([...new Set(from.flatMap(referencesOf))]);
}

/** As it stands in a synthesized stack: what is known plainly, references as `${aws_subnet.a.id}`. */
export function toJson(value: Value): unknown {
  if (value instanceof Unknown) return `\${unknown(${value.references.join(', ')})}`;
  if (value instanceof Instance) return `\${${value.address}}`;
  if (value instanceof Referred) return referenceText(value);
  if (value instanceof Namespace) return '${unknown()}';
  if (Array.isArray(value)) return value.map(toJson);
  if (isMap(value)) return Object.fromEntries([...value].map(([key, one]) => [key, toJson(one)]));
  return value;
}

/** What tells a resource from others stays a reference to it, also where its text is known. */
function referenceText(value: Referred): unknown {
  const known = plain(value);
  if (isIdentity(value.reference) || textOf(known) === undefined) return `\${${value.reference}}`;
  return known;
}
