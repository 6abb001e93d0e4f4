import { isDeepStrictEqual } from 'node:util';
import { blocks, isFields } from '../../../terraform/values';
import type { AttributeChange } from '../../upgrade';
import { type Effect, effect as effectOf, REPLACEMENT } from '../replacement/table';
import { shapeOf, type TypeShape } from '../shapes/shapes';
import type { Evaluator, Rendered } from './evaluator';
import { isTemplate } from './template';

/** How an attribute's value differs, and whether the table knows what that does. */
export interface ValueDifference extends AttributeChange {
  /** The name of the attribute or block that it is inside of. */
  readonly attribute: string;
  /** It is unknown only because what it refers to is. */
  readonly inherited: boolean;
}

/** The values of two sides. */
export interface Sides {
  readonly before: Evaluator;
  readonly after: Evaluator;
  /**
   * The old side is a state: it holds what AWS chose as well, and values where the configuration has expressions.
   * @default false
   */
  readonly fromState?: boolean;
}

/** Arguments of one resource type, compared. Complexity: linear in their text, but for the elements of a set. */
export class ValueComparison {
  readonly differences: ValueDifference[] = [];
  readonly #type: string;
  readonly #shape: TypeShape;
  readonly #sides: Sides;

  constructor(type: string, sides: Sides) {
    this.#type = type;
    this.#shape = shapeOf(type);
    this.#sides = sides;
  }

  /**
   * Finds what differs between two values.
   * @param path as the reader sees it, with indexes: `origin[1].domain_name`
   * @param rule as the tables know it: `origin.domain_name`
   */
  compare(path: string, rule: string, before: unknown, after: unknown): void {
    if (before === after && isPlain(before)) return;
    const old = this.#sides.before.resolve(before);
    const now = this.#sides.after.resolve(after);
    const [a, b] = [old.value, now.value];
    if (isAbsent(a) && isAbsent(b)) return;
    if (a === b && !old.opaque && !now.opaque && isPlain(a)) return;
    if (old.opaque || now.opaque || isAbsent(a) || isAbsent(b)) this.#leaf(path, rule, before, after);
    else if (this.#shape.maps.includes(rule) && isFields(a) && isFields(b)) this.#map(path, rule, a, b);
    else if (isBlocks(a) && isBlocks(b)) this.#blocks(path, rule, blocks(a), blocks(b));
    else this.#leaf(path, rule, before, after);
  }

  #map(path: string, rule: string, before: Readonly<Record<string, unknown>>, after: typeof before): void {
    for (const key of keysOf(before, after)) this.#leaf(`${path}.${key}`, rule, before[key], after[key]);
  }

  #blocks(path: string, rule: string, before: readonly Block[], after: readonly Block[]): void {
    const isSet = this.#shape.sets.includes(rule);
    const [left, right] = isSet ? this.#withoutEqual(before, after) : [before, after];
    const many = Math.max(before.length, after.length) > 1;
    for (let index = 0; index < Math.max(left.length, right.length); index++) {
      const at = many ? `${path}[${index}]` : path;
      const [a, b] = [left[index], right[index]];
      if (!a || !b) this.#leaf(at, rule, a, b);
      else for (const key of keysOf(a, b)) this.compare(`${at}.${key}`, `${rule}.${key}`, a[key], b[key]);
    }
  }

  /** Elements of two sets that have no equal in the other. */
  #withoutEqual(before: readonly Block[], after: readonly Block[]): readonly [readonly Block[], readonly Block[]] {
    if (this.#sides.fromState) return this.#withoutFitting(before, after);
    // What is known of an element, as text; nothing of one that follows from what is not known yet.
    const key = (side: Evaluator) => (element: Block) => {
      const { text, follows, maybe } = side.render(element);
      return follows.length + maybe.length > 0 ? undefined : text;
    };
    const [old, now] = [before.map(key(this.#sides.before)), after.map(key(this.#sides.after))];
    const without = (elements: readonly Block[], keys: readonly (string | undefined)[], others: typeof keys) => {
      const there = new Set(others);
      return elements.filter((_, index) => keys[index] === undefined || !there.has(keys[index]));
    };
    return [without(before, old, now), without(after, now, old)];
  }

  /** Elements of a state's set, without those that hold all that an element of the configuration asks for. */
  #withoutFitting(before: readonly Block[], after: readonly Block[]): readonly [readonly Block[], readonly Block[]] {
    const left = [...before];
    const right = after.filter((wanted) => {
      const at = left.findIndex((block) => this.#fits(block, wanted));
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
    return [left, right];
  }

  #fits(block: Block, wanted: Block): boolean {
    const comparison = new ValueComparison(this.#type, this.#sides);
    for (const key of Object.keys(wanted)) comparison.compare(key, key, block[key], wanted[key]);
    return comparison.differences.length === 0;
  }

  /** One value against the other; either may be missing. */
  #leaf(path: string, rule: string, before: unknown, after: unknown): void {
    const old =
      isAbsent(before) || this.#isEmptyMap(rule, before) ? undefined : this.#text(this.#sides.before, rule, before);
    const now =
      isAbsent(after) || this.#isEmptyMap(rule, after) ? undefined : this.#text(this.#sides.after, rule, after);
    if (!old && !now) return;
    const { follows = [], maybe = [] } = now ?? {};
    if (follows.length + maybe.length === 0 && sameText(old?.text, now?.text)) return;
    const effect = this.#effect(rule, old, now, before ?? after);
    if (effect === 'nothing' || (this.#sides.fromState && !now && !this.#wasSet(rule))) return;
    // An expression that is not evaluated here may have the very value that the state has.
    const isOpen = this.#sides.fromState === true && follows.length === 0 && isTemplate(now?.text ?? '');
    const inherited = follows.length === 0 && maybe.length > 0 && effect !== undefined;
    this.differences.push({
      path,
      attribute: rule.split('.')[0] ?? rule,
      ...(old ? { before: old.text } : {}),
      ...(now ? { after: now.text } : {}),
      follows: [...follows, ...maybe],
      inherited,
      replaces: inherited || isOpen ? 'unknown' : REPLACES[effect ?? 'unknown'],
    });
  }

  #isEmptyMap(rule: string, value: unknown): boolean {
    return this.#shape.maps.includes(rule) && isFields(value) && Object.keys(value).length === 0;
  }

  /** Whether what a state has and the configuration does not ask for was asked for before, rather than chosen by AWS. */
  #wasSet(rule: string): boolean {
    return defaultText(this.#type, rule) !== undefined || this.#shape.maps.includes(rule);
  }

  /** What a difference does; undefined where no table says. */
  #effect(rule: string, old: Rendered | undefined, now: Rendered | undefined, value: unknown): Effect | undefined {
    if (old && now) return effectOf(this.#type, rule, 'changed');
    const difference = old ? 'removed' : 'added';
    if ((old ?? now)?.text === defaultText(this.#type, rule)) return 'nothing';
    const own = effectOf(this.#type, rule, difference);
    const nested = blocks(value);
    if (own !== undefined || nested.length === 0 || (this.#sides.fromState && old)) return own;
    // A block that comes or goes does what the attributes inside of it do.
    const effects = nested.flatMap((block) =>
      Object.entries(block).map(([key, inner]) => {
        return isAbsent(inner)
          ? 'nothing'
          : this.#effect(
              `${rule}.${key}`,
              old && this.#text(this.#sides.before, key, inner),
              now && this.#text(this.#sides.after, key, inner),
              inner,
            );
      }),
    );
    return worst(effects);
  }

  /** A value as it is compared: the order in sets means nothing. */
  #text(side: Evaluator, rule: string, value: unknown): Rendered {
    const { value: found, opaque } = side.resolve(value);
    if (opaque || !Array.isArray(found) || !this.#shape.sets.includes(rule)) return side.render(value);
    const elements = found.map((one) => side.render(one));
    return {
      text: JSON.stringify(elements.map(({ text }) => text).sort()),
      follows: [...new Set(elements.flatMap(({ follows }) => follows))].sort(),
      maybe: [...new Set(elements.flatMap(({ maybe }) => maybe))].sort(),
    };
  }
}

type Block = Readonly<Record<string, unknown>>;

const REPLACES = { replace: 'yes', update: 'no', nothing: 'no', unknown: 'unknown' } as const;

function worst(effects: readonly (Effect | undefined)[]): Effect | undefined {
  if (effects.includes('replace')) return 'replace';
  if (effects.includes(undefined)) return undefined;
  return effects.includes('update') ? 'update' : 'nothing';
}

function defaultText(type: string, rule: string): string | undefined {
  const value = REPLACEMENT.types[type]?.defaults?.[rule];
  return value === undefined ? undefined : String(value);
}

/** Terraform takes an empty list for none. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function isBlocks(value: unknown): boolean {
  return isFields(value) || (Array.isArray(value) && value.length > 0 && value.every(isFields));
}

/** Whether a value says the same on both sides without being evaluated. */
function isPlain(value: unknown): boolean {
  return typeof value !== 'object' && !(typeof value === 'string' && isTemplate(value));
}

function keysOf(a: Block, b: Block): readonly string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}

/** Policies are JSON, and the same whatever the order of their keys. */
function sameText(a: string | undefined, b: string | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || !/^[[{]/.test(a) || !/^[[{]/.test(b)) return false;
  try {
    return isDeepStrictEqual(JSON.parse(a), JSON.parse(b));
  } catch {
    return false;
  }
}
