import { UnreadableTerraformError } from '../resource-index';
import type { Fields } from '../values';
import type { Scope } from './evaluate';
import type { Evaluation } from './evaluation';
import { itemsOf } from './functions/arguments';
import type { InstanceKey } from './planned-values';
import { isMap, numberOf, orUnknown, plain, textOf, Unknown, type Value } from './values';

/** What one block makes: a resource, a data source or a module, or several by `count` or `for_each`. */
export interface Instances<T> {
  /** What an expression sees under the block's name. */
  readonly value: Value;
  readonly all: readonly T[];
}

/** One of them. */
interface One {
  readonly value: Value;
}

/** What each instance is made with, where the number is known. */
interface Keyed {
  readonly argument: 'count' | 'for_each';
  readonly keys: readonly (readonly [key: string | number, each: Value])[];
}

/**
 * The instances of a block; one where their number is not known, which is said.
 * @throws UnreadableTerraformError for a number that no one means
 */
export function instancesOf<T extends One>(
  address: string,
  block: Fields,
  scope: Scope,
  evaluation: Evaluation,
  make: (address: string, scope: Scope) => T,
): Instances<T> {
  const keyed = keyedBy(address, block, scope, evaluation);
  if (keyed === undefined) {
    const one = make(address, scope);
    return { value: one.value, all: [one] };
  }
  const { argument, keys } = keyed;
  evaluation.admit(address, keys.length, argument);
  const made = keys.map(([key, each]) => {
    const iteration: Readonly<Record<string, Value>> =
      argument === 'count'
        ? { count: new Map([['index', key]]) }
        : {
            each: new Map<string, Value>([
              ['key', key],
              ['value', each],
            ]),
          };
    return [key, make(`${address}[${JSON.stringify(key)}]`, inside(scope, iteration))] as const;
  });
  const all = made.map(([, one]) => one);
  const value: Value =
    argument === 'count'
      ? all.map((one) => one.value)
      : new Map(made.map(([key, one]) => [String(key), one.value] as const));
  return { value, all };
}

/** A scope with more names. */
export function inside(scope: Scope, names: Readonly<Record<string, Value>>): Scope {
  return (name) => (Object.hasOwn(names, name) ? names[name] : scope(name));
}

function keyedBy(address: string, block: Fields, scope: Scope, evaluation: Evaluation): Keyed | undefined {
  // What a plan does not have of a module may be one that makes no resource.
  const planned = isModule(address) ? undefined : evaluation.planned?.keys(address);
  if (block.count !== undefined) return counted(address, block.count, planned, scope, evaluation);
  if (block.for_each !== undefined) return forEach(address, block.for_each, planned, scope, evaluation);
  return planned?.length === 0 ? { argument: 'count', keys: [] } : undefined;
}

function counted(
  address: string,
  count: unknown,
  planned: readonly InstanceKey[] | undefined,
  scope: Scope,
  evaluation: Evaluation,
): Keyed | undefined {
  const keys = planned?.filter((key) => typeof key === 'number').sort((a, b) => a - b);
  if (keys !== undefined) return { argument: 'count', keys: keys.map((key) => [key, key]) };
  const value = evaluation.value(count, scope);
  const number = numberOf(value);
  if (number === undefined) return seen(address, evaluation) ?? notKnown(address, 'count', count, evaluation);
  if (!Number.isInteger(number) || number < 0)
    throw new UnreadableTerraformError(`${address}: count is ${number}; it is a number of instances, 0 or more`);
  evaluation.bound(address, number, 'count');
  return { argument: 'count', keys: Array.from({ length: number }, (_, index) => [index, index]) };
}

function forEach(
  address: string,
  each: unknown,
  planned: readonly InstanceKey[] | undefined,
  scope: Scope,
  evaluation: Evaluation,
): Keyed | undefined {
  const known = plain(evaluation.value(each, scope));
  const entries = isMap(known) ? [...known] : itemsOf(known)?.map((item) => [textOf(item), item] as const);
  const keys = planned?.filter((key) => typeof key === 'string').sort();
  if (keys !== undefined) {
    const values = new Map(entries);
    return { argument: 'for_each', keys: keys.map((key) => [key, orUnknown(values.get(key))]) };
  }
  if (entries === undefined || entries.some(([key]) => key === undefined))
    return seen(address, evaluation) ?? notKnown(address, 'for_each', each, evaluation);
  return { argument: 'for_each', keys: entries.map(([key = '', value]) => [key, value]) };
}

/** The instances of a module that a plan has resources of. */
function seen(address: string, { planned }: Evaluation): Keyed | undefined {
  const keys = isModule(address) ? planned?.moduleKeys(address) : undefined;
  if (keys === undefined) return undefined;
  const texts = keys.filter((key) => typeof key === 'string').sort();
  if (texts.length > 0) return { argument: 'for_each', keys: texts.map((key) => [key, new Unknown([])]) };
  const numbers = keys.filter((key) => typeof key === 'number').sort((a, b) => a - b);
  return { argument: 'count', keys: numbers.map((key) => [key, key]) };
}

function isModule(address: string): boolean {
  return /(?:^|\.)module\.[^.]+$/.test(address);
}

function notKnown(address: string, argument: string, value: unknown, evaluation: Evaluation): undefined {
  evaluation.note({ code: 'count', subject: address, detail: `${argument} is ${shown(value)}` });
  return undefined;
}

/** Longest part of an expression that is shown. */
const SHOWN = 80;

/** An expression on one line, without its comments. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'missing');
  const line = text
    .replace(/(^|\s)(?:#|\/\/).*$/gm, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}
