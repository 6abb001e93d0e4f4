import { blocks, type Fields, isFields } from '../values';
import type { Scope } from './evaluate';
import type { Evaluation } from './evaluation';
import { itemsOf } from './functions/arguments';
import { inside } from './instances';
import { isMap, plain, textOf, toJson, Unknown, type Value } from './values';

/** Arguments that say how a resource is made, not what it is. */
export const META: ReadonlySet<string> = new Set([
  'count',
  'for_each',
  'provider',
  'depends_on',
  'lifecycle',
  'provisioner',
  'connection',
  'dynamic',
  '//',
]);

/** The arguments of a resource worked out, as they stand in a synthesized stack. */
export function bodyOf(block: Fields, scope: Scope, evaluation: Evaluation): Fields {
  const own = Object.entries(block).filter(([key]) => !META.has(key) || key === 'dynamic');
  return new Bodies(evaluation).block(Object.fromEntries(own), scope);
}

class Bodies {
  constructor(readonly evaluation: Evaluation) {}

  /** A block with its arguments worked out, and the blocks that it makes in a loop. What is null is not there. */
  block({ dynamic, ...own }: Fields, scope: Scope): Fields {
    const body: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(own)) {
      const argument = this.#argument(value, scope);
      if (argument !== null) body[this.evaluation.key(key, scope)] = argument;
    }
    for (const [key, made] of blocks(dynamic).flatMap((one) => this.#dynamic(one, scope))) {
      const before: readonly unknown[] = Array.isArray(body[key]) ? body[key] : [];
      body[key] = [...before, ...made];
    }
    return body;
  }

  #argument(value: unknown, scope: Scope): unknown {
    if (typeof value === 'string') return toJson(this.evaluation.value(value, scope));
    if (Array.isArray(value)) return value.map((item) => this.#argument(item, scope));
    return isFields(value) ? this.block(value, scope) : value;
  }

  #dynamic(dynamic: Fields, scope: Scope): readonly (readonly [string, readonly unknown[]])[] {
    return Object.entries(dynamic).flatMap(([key, all]) =>
      blocks(all).map(({ for_each, iterator, content }) => {
        const [template = {}] = blocks(content);
        const name = typeof iterator === 'string' ? iterator.replace(/^\$\{(.*)\}$/, '$1') : key;
        const made = this.#iterations(for_each, scope).map(([index, value]) => {
          const iteration = new Map<string, Value>([
            ['key', index],
            ['value', value],
          ]);
          return this.block(template, inside(scope, { [name]: iteration }));
        });
        return [key, made] as const;
      }),
    );
  }

  /** A block of which it is not known whether it is there at all is taken as there, its values unknown. */
  #iterations(forEach: unknown, scope: Scope): readonly (readonly [key: Value, value: Value])[] {
    const each = plain(this.evaluation.value(forEach, scope));
    if (isMap(each)) return [...each];
    if (each === null) return [];
    const items = itemsOf(each)?.map((item, index) => [textOf(item) ?? String(index), item] as const);
    return items ?? [[new Unknown([]), each instanceof Unknown ? each : new Unknown([])]];
  }
}
