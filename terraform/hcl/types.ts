import { evaluate } from './evaluate';
import { distinct } from './functions/arguments';
import { parseTemplate } from './parser';
import { type Expression, ExpressionError } from './syntax';
import { isMap, numberOf, plain, textOf, truthOf, type Value } from './values';

/** A value as a variable of a type holds it; what does not fit, or is not known, stays as it is. */
export type Conversion = (value: Value) => Value;

const AS_IT_IS: Conversion = (value) => value;

/**
 * How values become those of a type: `set(string)` has each once, `object({ n = optional(number, 1) })` has `n`.
 * @param type as Terraform's JSON has it: `${list(string)}`, or `list` as it was written of old
 */
export function conversion(type: unknown): Conversion {
  if (typeof type !== 'string') return AS_IT_IS;
  try {
    return converterOf(parseTemplate(type.startsWith('${') ? type : `\${${type}}`));
  } catch (error) {
    if (error instanceof ExpressionError) return AS_IT_IS;
    throw error;
  }
}

function converterOf(type: Expression): Conversion {
  if (type.kind === 'name') return PRIMITIVE[type.name] ?? AS_IT_IS;
  if (type.kind !== 'call') return AS_IT_IS;
  const [inner, otherwise] = type.args;
  const each = inner === undefined ? AS_IT_IS : converterOf(inner);
  switch (type.name) {
    case 'list':
      return onList((items) => items.map(each));
    case 'set':
      return onList((items) => distinct(items.map(each)) ?? items.map(each));
    case 'map':
      return onMap((entries) => new Map([...entries].map(([key, value]) => [key, each(value)])));
    case 'object':
      return inner?.kind === 'object' ? objectOf(inner.entries) : AS_IT_IS;
    case 'tuple':
      return inner?.kind === 'list' ? tupleOf(inner.items.map(converterOf)) : AS_IT_IS;
    case 'optional':
      return (value) =>
        value === null && otherwise !== undefined
          ? each(evaluate(otherwise, () => undefined, { spend: () => {}, text: () => undefined }))
          : each(value);
    default:
      return AS_IT_IS;
  }
}

const PRIMITIVE: Readonly<Record<string, Conversion>> = {
  string: (value) => (typeof value === 'number' || typeof value === 'boolean' ? (textOf(value) ?? value) : value),
  number: (value) => (typeof value === 'string' ? (numberOf(value) ?? value) : value),
  bool: (value) => (typeof value === 'string' ? (truthOf(value) ?? value) : value),
};

function objectOf(entries: Extract<Expression, { kind: 'object' }>['entries']): Conversion {
  const attributes = entries.flatMap(([key, type]) =>
    key.kind === 'literal' ? [[String(key.value), converterOf(type)] as const] : [],
  );
  return onMap((map) => new Map(attributes.map(([name, convert]) => [name, convert(map.get(name) ?? null)])));
}

function tupleOf(types: readonly Conversion[]): Conversion {
  return onList((items) => items.map((item, index) => types[index]?.(item) ?? item));
}

function onList(convert: (items: readonly Value[]) => Value): Conversion {
  return (value) => {
    const known = plain(value);
    return Array.isArray(known) ? convert(known) : value;
  };
}

function onMap(convert: (map: ReadonlyMap<string, Value>) => Value): Conversion {
  return (value) => {
    const known = plain(value);
    return isMap(known) ? convert(known) : value;
  };
}
