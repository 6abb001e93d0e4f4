import type { Path, Span } from '../diagnostic';

/** What a YAML document is made of, without its syntax. Maps have no prototype. */
export type PlainValue = null | boolean | number | string | readonly PlainValue[] | PlainMap;
export interface PlainMap {
  readonly [key: string]: PlainValue;
}

export function isPlainMap(value: PlainValue | undefined): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Where a key and its value stand in the text. Items of lists have no key. */
export interface Entry {
  readonly key?: Span;
  readonly value: Span;
}

/** Where each value of a document stands, found by the containers that hold them. */
export class Spans {
  private readonly entries = new WeakMap<object, Map<string | number, Entry>>();

  add(container: object, step: string | number, entry: Entry): void {
    const known = this.entries.get(container);
    if (known) known.set(step, entry);
    else this.entries.set(container, new Map([[step, entry]]));
  }

  /** The key or the value at a path; where that does not exist, the nearest key above it. */
  at(root: PlainValue, path: Path, which: 'key' | 'value'): Span {
    let entry: Entry = { value: { start: 0, end: 0 } };
    let value: PlainValue | undefined = root;
    for (const step of path) {
      const next: Entry | undefined =
        typeof value === 'object' && value !== null ? this.entries.get(value)?.get(step) : undefined;
      if (next === undefined) return entry.key ?? entry.value;
      entry = next;
      value = valueAt(value, [step]);
    }
    return which === 'key' || entry.value.start === entry.value.end ? (entry.key ?? entry.value) : entry.value;
  }
}

/** The value at a path, or undefined where there is none. */
export function valueAt(root: PlainValue | undefined, path: Path): PlainValue | undefined {
  let value = root;
  for (const step of path) {
    if (typeof step === 'number') value = Array.isArray(value) ? value[step] : undefined;
    else value = isPlainMap(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}
