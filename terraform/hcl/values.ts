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
    const known = () => orUnknown(this.attribute(name));
    return new Referred(`${this.address}.${name}`, this.attribute(name) === undefined ? undefined : known);
  }
}

/** `var`, `local`, a type of resources, a module: what is in it is worked out when it is asked for. */
export class Namespace {
  /** @param names of all that is in it, where what refers to it as a whole means all of it */
  constructor(
    readonly get: (name: string) => Value,
    readonly names: readonly string[] = [],
  ) {}

  get values(): readonly Value[] {
    return this.names.map((name) => this.get(name));
  }
}

/** A value that only a plan would tell, and what it may be. */
export class Unknown {
  constructor(readonly references: readonly string[]) {}
}

/** What Terraform itself refuses to evaluate, as an index beyond a list's end: `try` goes on to its next argument. */
export class Failure extends Unknown {}

/** A value that may not be there; null is there. */
export function orUnknown(value: Value | undefined): Value {
  return value === undefined ? new Unknown([]) : value;
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
  if (value instanceof Namespace) return value.values.flatMap(referencesOf);
  return isMap(value) ? [...value.values()].flatMap(referencesOf) : [];
}

/** Unknown, and made from these; a failure where one of them is. */
export function unknownOf(...from: readonly Value[]): Unknown {
  const references = [...new Set(from.flatMap(referencesOf))];
  return from.some((one) => one instanceof Failure) ? new Failure(references) : new Unknown(references);
}

/** One of these, and not known which. */
export function oneOf(...options: readonly Value[]): Unknown {
  return new Unknown([...new Set(options.flatMap(referencesOf))]);
}

/** JSON as a value; what is not in it is null. */
export function fromJson(json: unknown): Value {
  if (Array.isArray(json)) return json.map(fromJson);
  if (typeof json === 'object' && json !== null)
    return new Map(Object.entries(json).map(([key, one]) => [key, fromJson(one)]));
  return typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean' ? json : null;
}

/** Most values that one is written out as: whatever is referred to stands in it as often as it is named. */
const MOST_WRITTEN = 200_000;

/** As it stands in a synthesized stack: what is known plainly, references as `${aws_subnet.a.id}`; beyond all measure, unknown. */
export function toJson(value: Value): unknown {
  return written(value, { left: MOST_WRITTEN });
}

function written(value: Value, room: { left: number }): unknown {
  if (--room.left < 0) return '${unknown()}';
  if (value instanceof Unknown) return `\${unknown(${value.references.join(', ')})}`;
  if (value instanceof Instance) return `\${${value.address}}`;
  if (value instanceof Referred) return referenceText(value, room);
  if (value instanceof Namespace) return written(unknownOf(value), room);
  if (Array.isArray(value)) return room.left < value.length ? '${unknown()}' : value.map((one) => written(one, room));
  if (isMap(value)) return Object.fromEntries([...value].map(([key, one]) => [key, written(one, room)]));
  return value;
}

/** What tells a resource from others stays a reference to it, also where its text is known. */
function referenceText(value: Referred, room: { left: number }): unknown {
  const known = plain(value);
  if (isIdentity(value.reference) || known === null || isOpen(known)) return `\${${value.reference}}`;
  return written(known, room);
}

/** Whether a value is not known, or holds something that is not. */
function isOpen(value: Value): boolean {
  if (Array.isArray(value)) return value.some((one) => plain(one) instanceof Unknown);
  if (isMap(value)) return [...value.values()].some((one) => plain(one) instanceof Unknown);
  return typeof value === 'object';
}
