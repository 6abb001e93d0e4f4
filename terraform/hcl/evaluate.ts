import { FUNCTIONS } from './functions';
import { identityOf, itemsOf } from './functions/arguments';
import { parseTemplate } from './parser';
import { type Expression, ExpressionError, type ForExpression } from './syntax';
import {
  Failure,
  Instance,
  isMap,
  Namespace,
  numberOf,
  oneOf,
  orUnknown,
  plain,
  Referred,
  textOf,
  truthOf,
  Unknown,
  unknownOf,
  type Value,
} from './values';
import { HEAVIEST, weightOf } from './weight';

/** The names that an expression sees: `var`, `local`, `data`, `count`, types of resources, variables of its loops. */
export type Scope = (name: string) => Value | undefined;

/** What an evaluation has besides its names. */
export interface EvaluationSurroundings {
  /** Called at each step, so that somebody can end it. @param steps @default 1 */
  spend(steps?: number): void;
  /** The text of a file, by its path from the root module's folder; undefined where it is not there, or not to be read. */
  text(path: string): string | undefined;
}

/** The value of an expression; what cannot be known is unknown, and says what it is made from. */
export function evaluate(expression: Expression, scope: Scope, around: EvaluationSurroundings): Value {
  around.spend();
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'name':
      return orUnknown(scope(expression.name));
    case 'template':
      return template(expression.parts.map((part) => evaluate(part, scope, around)));
    case 'attribute':
      return attribute(evaluate(expression.of, scope, around), expression.name);
    case 'index':
      return indexed(evaluate(expression.of, scope, around), evaluate(expression.key, scope, around));
    case 'splat':
      return splat(evaluate(expression.of, scope, around), (item) =>
        evaluate(expression.each, within(scope, { '*': item }), around),
      );
    case 'list':
      return bearable(expression.items.map((item) => evaluate(item, scope, around)));
    case 'object':
      return bearable(
        object(
          expression.entries.map(([key, value]) => [evaluate(key, scope, around), evaluate(value, scope, around)]),
        ),
      );
    case 'choice':
      return choice(
        evaluate(expression.if, scope, around),
        () => evaluate(expression.then, scope, around),
        () => evaluate(expression.else, scope, around),
      );
    case 'operation':
      return operation(
        expression.operator,
        expression.operands.map((one) => evaluate(one, scope, around)),
      );
    case 'call':
      return bearable(call(expression, scope, around));
    case 'for':
      return bearable(loop(expression, scope, around));
  }
}

/** The value, or that it is not known: what is too long to be written out is nothing that anybody means. */
function bearable(value: Value): Value {
  return weightOf(value) > HEAVIEST ? new Unknown([]) : value;
}

function within(scope: Scope, names: Readonly<Record<string, Value>>): Scope {
  return (name) => (Object.hasOwn(names, name) ? names[name] : scope(name));
}

function template(parts: readonly Value[]): Value {
  const texts = parts.map(textOf);
  return texts.some((one) => one === undefined) ? unknownOf(...parts) : texts.join('');
}

/** An attribute of a resource, or the value of a key. */
export function attribute(of: Value, name: string): Value {
  if (of instanceof Instance || of instanceof Namespace) return of.get(name);
  const known = plain(of);
  if (of instanceof Referred) {
    // Of a block, the provider may add to what is stated.
    const stated = isMap(known) ? known.get(name) : undefined;
    return stated === undefined ? new Referred(`${of.reference}.${name}`) : stated;
  }
  if (isMap(known)) return present(known.get(name));
  if (isScalar(known)) return new Failure([]);
  // Every attribute of a thing that may be any of several is that of any of them.
  return unknownOf(of);
}

function indexed(of: Value, key: Value): Value {
  // How many there are is not known: each is what stands for all of them.
  if (of instanceof Instance || of instanceof Namespace) return of;
  const [number, text] = [numberOf(key), textOf(key)];
  const known = plain(of);
  if (text === undefined) return isScalar(known) ? new Failure([]) : oneOf(known, key);
  const item = Array.isArray(known) ? known[number ?? -1] : isMap(known) ? known.get(text) : undefined;
  if (of instanceof Referred) {
    const place = `${of.reference}[${number ?? JSON.stringify(text)}]`;
    return item === undefined ? new Referred(place) : new Referred(place, () => item);
  }
  return item !== undefined || Array.isArray(known) || isMap(known) || isScalar(known) ? present(item) : unknownOf(of);
}

function splat(of: Value, each: (item: Value) => Value): Value {
  if (of instanceof Referred && !of.known) return unknownOf(of);
  const known = plain(of);
  if (known === null) return [];
  if (known instanceof Unknown) return known;
  if (!Array.isArray(known)) return [each(known)];
  return known.map((item, index) => each(of instanceof Referred ? indexed(of, index) : item));
}

function present(value: Value | undefined): Value {
  return value === undefined ? new Failure([]) : value;
}

function isScalar(value: Value): boolean {
  return value === null || typeof value !== 'object';
}

function object(entries: readonly (readonly [Value, Value])[]): Value {
  const known = entries.map(([key, value]) => [textOf(key), value] as const);
  if (known.some(([key]) => key === undefined)) return unknownOf(...entries.map(([, value]) => value));
  return new Map(known.map(([key, value]) => [key ?? '', value]));
}

function choice(condition: Value, then: () => Value, otherwise: () => Value): Value {
  const truth = truthOf(condition);
  if (truth === undefined) return either(then(), otherwise());
  return truth ? then() : otherwise();
}

/** What a condition that is not known leaves open; nothing where both sides are the same. */
function either(one: Value, other: Value): Value {
  const [a, b] = [textOf(one), textOf(other)];
  return a !== undefined && a === b ? one : oneOf(one, other);
}

type Arithmetic = (a: number, b: number) => number | boolean;

const ARITHMETIC: Readonly<Record<string, Arithmetic>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};

function operation(operator: string, operands: readonly Value[]): Value {
  const [left = null, right = null] = operands;
  const unknown = () => unknownOf(...operands);
  if (operator === '!') return negated(truthOf(left)) ?? unknown();
  if (operator === 'negate') return operation('-', [0, left]);
  if (operator === '==' || operator === '!=') {
    const same = equal(left, right);
    return (operator === '==' ? same : negated(same)) ?? unknown();
  }
  if (operator === '&&' || operator === '||') {
    const [a, b] = [truthOf(left), truthOf(right)];
    const decides = operator === '||';
    if (a === decides || b === decides) return decides;
    return a === undefined || b === undefined ? unknown() : !decides;
  }
  const [a, b] = [numberOf(left), numberOf(right)];
  return a === undefined || b === undefined ? unknown() : (ARITHMETIC[operator]?.(a, b) ?? unknown());
}

function negated(truth: boolean | undefined): boolean | undefined {
  return truth === undefined ? undefined : !truth;
}

function equal(left: Value, right: Value): boolean | undefined {
  const [a, b] = [plain(left), plain(right)];
  if (a === null || b === null) return isOpen(a) || isOpen(b) ? undefined : a === b;
  if (isCollection(a) && isCollection(b)) return sameItems(a, b);
  const [one, other] = [textOf(a), textOf(b)];
  if (one === undefined || other === undefined) return undefined;
  if (one !== other || typeof a === typeof b) return one === other;
  // Terraform's `"1" == 1` is false; but what an attribute's type is, the provider knows.
  return left instanceof Referred || right instanceof Referred ? undefined : false;
}

function isCollection(value: Value): boolean {
  return Array.isArray(value) || isMap(value);
}

function sameItems(one: Value, other: Value): boolean | undefined {
  if (itemsOf(one)?.length !== itemsOf(other)?.length) return false;
  const [a, b] = [identityOf(one), identityOf(other)];
  return a === undefined || b === undefined || `${a}${b}`.includes('${') ? undefined : a === b;
}

function isOpen(value: Value): boolean {
  return value instanceof Unknown || value instanceof Referred || value instanceof Instance;
}

function call(
  { name, args: written, expand }: Extract<Expression, { kind: 'call' }>,
  scope: Scope,
  around: EvaluationSurroundings,
): Value {
  const values = written.map((one) => evaluate(one, scope, around));
  if (name === 'try') return tried(values);
  if (name === 'can') return values.some(fails) ? false : values.some(isUnknown) ? oneOf(...values) : true;
  const last = expand ? itemsOf(values.at(-1)) : undefined;
  if (expand && last === undefined) return unknownOf(...values);
  const args = last === undefined ? values : [...values.slice(0, -1), ...last];
  const weight = args.reduce<number>((sum, one) => sum + weightOf(one), 0);
  if (weight > 2 * HEAVIEST) return new Unknown([]);
  // A function goes through what it is given.
  around.spend(1 + Math.floor(weight / 100));
  const read = ofFile(name, args, around);
  if (read !== undefined) return read;
  const result = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name]?.(...args) : undefined;
  return result === undefined ? unknownOf(...values) : result;
}

/** What is read from a file beside the configuration; of one that is not there, nothing is known: something may yet make it. */
function ofFile(name: string, [path, given]: readonly Value[], around: EvaluationSurroundings): Value | undefined {
  if (name !== 'file' && name !== 'fileexists' && name !== 'templatefile') return undefined;
  const where = textOf(path);
  const text = where === undefined ? undefined : around.text(where);
  if (text === undefined) return undefined;
  if (name !== 'templatefile') return name === 'file' ? text : true;
  const template = templateOf(text);
  const values = given === undefined ? undefined : plain(given);
  if (template === undefined || values === undefined || !isMap(values)) return undefined;
  return evaluate(template, (one) => values.get(one), around);
}

function templateOf(text: string): Expression | undefined {
  try {
    return parseTemplate(text);
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

/** The first that does not fail; of one that is not known, that may not be known either. */
function tried(values: readonly Value[]): Value {
  const open = values.filter((one) => !fails(one));
  const [first] = open;
  if (first === undefined) return new Failure([]);
  return isUnknown(first) ? oneOf(...open) : first;
}

function isUnknown(value: Value): boolean {
  return plain(value) instanceof Unknown && !(value instanceof Referred);
}

function fails(value: Value): boolean {
  if (Array.isArray(value)) return value.some(fails);
  return isMap(value) ? [...value.values()].some(fails) : value instanceof Failure;
}

/** Longest list that is gone through, since loops stand inside of loops. */
const LONGEST = 10_000;

function loop(expression: ForExpression, scope: Scope, around: EvaluationSurroundings): Value {
  const collection = collected(evaluate(expression.in, scope, around));
  const items: readonly (readonly [Value, Value])[] | undefined = isMap(collection)
    ? [...collection].sort(([a], [b]) => (a < b ? -1 : 1))
    : itemsOf(collection)?.map((item, index) => [index, item]);
  if (items === undefined || items.length > LONGEST) return unknownOf(collection);
  const { keyName, valueName } = expression;
  const results: (readonly [Value, Value])[] = [];
  for (const [key, value] of items) {
    const inner = within(scope, { [valueName]: value, ...(keyName === undefined ? {} : { [keyName]: key }) });
    const wanted = expression.if === undefined ? true : truthOf(evaluate(expression.if, inner, around));
    if (wanted === undefined) return oneOf(...items.map(([, one]) => one));
    if (wanted)
      results.push([
        expression.key ? evaluate(expression.key, inner, around) : null,
        evaluate(expression.value, inner, around),
      ]);
  }
  if (expression.key === undefined) return results.map(([, value]) => value);
  return expression.grouped ? grouped(results) : object(results);
}

/** What a loop goes through; a module's outputs by their names. */
function collected(value: Value): Value {
  if (!(value instanceof Namespace)) return plain(value);
  return new Map(value.names.map((name) => [name, value.get(name)]));
}

function grouped(results: readonly (readonly [Value, Value])[]): Value {
  const groups = new Map<string, Value[]>();
  for (const [key, value] of results) {
    const name = textOf(key);
    if (name === undefined) return unknownOf(...results.map(([, one]) => one));
    groups.set(name, [...(groups.get(name) ?? []), value]);
  }
  return groups;
}
