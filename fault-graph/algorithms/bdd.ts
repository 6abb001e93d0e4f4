import { NodeTable, ResultCache } from './node-table';

const OR = 0;
const AND = 1;

/**
 * Boolean functions in a reduced ordered binary decision diagram (Bryant 1986). A node (level, low, high) is `low` where
 * the level's element works and `high` where it has failed. Without recursion, so that the number of elements is no limit.
 */
export class Bdd {
  static readonly FALSE = 0;
  static readonly TRUE = 1;

  readonly table: NodeTable;
  readonly #cache = new ResultCache();
  /** Pending operations: f, g and the result of the low branch, or -1. It never shrinks, since V8 would copy it each time. */
  readonly #stack: number[] = [];
  #height = 0;

  constructor(nodeLimit: number) {
    this.table = new NodeTable(nodeLimit);
  }

  node(level: number, low: number, high: number): number {
    if (low === high) return low;
    const node = this.table.node(level, low, high);
    this.#cache.fit(this.table.size);
    return node;
  }

  or(f: number, g: number): number {
    return this.#apply(OR, f, g);
  }

  and(f: number, g: number): number {
    return this.#apply(AND, f, g);
  }

  #apply(operation: number, left: number, right: number): number {
    const stack = this.#stack;
    this.#height = 0;
    let f = left;
    let g = right;
    for (;;) {
      if (f > g) {
        const swapped = f;
        f = g;
        g = swapped;
      }
      let result = this.#terminal(operation, f, g);
      if (result < 0) result = this.#cache.get(operation, f, g);
      const { levels, lows, highs } = this.table;
      if (result < 0) {
        stack[this.#height] = f;
        stack[this.#height + 1] = g;
        stack[this.#height + 2] = -1;
        this.#height += 3;
        const level = Math.min(levels[f]!, levels[g]!);
        if (levels[f] === level) f = lows[f]!;
        if (levels[g] === level) g = lows[g]!;
        continue;
      }
      result = this.#ascend(operation, result);
      if (this.#height === 0) return result;
      f = stack[this.#height - 3]!;
      g = stack[this.#height - 2]!;
      const level = Math.min(levels[f]!, levels[g]!);
      if (levels[f] === level) f = highs[f]!;
      if (levels[g] === level) g = highs[g]!;
    }
  }

  /** Completes pending operations with the result at hand, up to one whose high branch is still to be done. */
  #ascend(operation: number, result: number): number {
    const stack = this.#stack;
    let done = result;
    for (let top = this.#height - 3; top >= 0; top -= 3) {
      const low = stack[top + 2]!;
      if (low < 0) {
        stack[top + 2] = done;
        this.#height = top + 3;
        return done;
      }
      const f = stack[top]!;
      const g = stack[top + 1]!;
      done = this.node(Math.min(this.table.levels[f]!, this.table.levels[g]!), low, done);
      this.#cache.set(operation, f, g, done);
    }
    this.#height = 0;
    return done;
  }

  /** f is the smaller number. */
  #terminal(operation: number, f: number, g: number): number {
    if (f === g) return f;
    if (f === Bdd.FALSE) return operation === OR ? g : f;
    if (f === Bdd.TRUE) return operation === OR ? f : g;
    return -1;
  }
}
