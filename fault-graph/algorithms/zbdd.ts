import { NodeTable, ResultCache } from './node-table';

/** No limit on the size of a set. */
export const UNLIMITED = 0x7fffffff;

const UNION = 0;
const WITHOUT = 1;
const PRODUCT = 2;
/** A product of sets up to size n is operation LIMITED_PRODUCT + n, so that results under different limits stay apart. */
const LIMITED_PRODUCT = 3;

/**
 * Families of minimal sets in a zero-suppressed decision diagram (Minato 1993). A node (level, low, high) is the family
 * of the sets in `low`, and of those in `high` with the level's element added. No set of a family contains another.
 *
 * Every operation goes down both families together. Low branches can be as long as there are elements and are walked in
 * a loop; high branches are as long as a set is large and are recursed into.
 */
export class Zbdd {
  /** The family without any set: never. */
  static readonly NEVER = 0;
  /** The family of the empty set: always. */
  static readonly ALWAYS = 1;

  readonly table: NodeTable;
  readonly #cache = new ResultCache();
  /** By node: size of the smallest and of the largest set. */
  #smallest = new Int32Array(1 << 10);
  #largest = new Int32Array(1 << 10);
  /** Pairs that are still to be combined, for all operations under way. It never shrinks, since V8 would copy it each time. */
  readonly #path: number[] = [];
  #height = 0;

  constructor(nodeLimit: number) {
    this.table = new NodeTable(nodeLimit);
    this.#smallest[Zbdd.NEVER] = UNLIMITED;
    this.#largest[Zbdd.NEVER] = -1;
  }

  /** The family whose sets with the level's element are those of `high`, and without it those of `low`, all minimal. */
  node(level: number, low: number, high: number): number {
    if (high === Zbdd.NEVER) return low;
    const before = this.table.size;
    const node = this.table.node(level, low, high);
    if (this.table.size === before) return node;
    if (node >= this.#smallest.length) this.#grow();
    this.#smallest[node] = Math.min(this.#smallest[low]!, this.#smallest[high]! + 1);
    this.#largest[node] = Math.max(this.#largest[low]!, this.#largest[high]! + 1);
    return node;
  }

  /** Size of the largest set; -1 where there is none. */
  largest(f: number): number {
    return this.#largest[f]!;
  }

  /** Size of the smallest set; `UNLIMITED` where there is none. */
  smallest(f: number): number {
    return this.#smallest[f]!;
  }

  /** The minimal ones among the sets of f and of g. */
  union(f: number, g: number): number {
    return this.#apply(UNION, f, g);
  }

  /** The sets of f that contain no set of g. */
  without(f: number, g: number): number {
    return this.#apply(WITHOUT, f, g);
  }

  /** The minimal ones among the unions of a set of f with a set of g, those of at most `limit` elements. */
  product(f: number, g: number, limit: number): number {
    if (this.#smallest[f]! > limit || this.#smallest[g]! > limit) return Zbdd.NEVER;
    const enough = limit === UNLIMITED || this.#largest[f]! + this.#largest[g]! <= limit;
    return this.#apply(enough ? PRODUCT : LIMITED_PRODUCT + limit, f, g);
  }

  #apply(operation: number, left: number, right: number): number {
    const path = this.#path;
    const base = this.#height;
    let top = base;
    let f = left;
    let g = right;
    let result: number;
    for (;;) {
      if (operation !== WITHOUT && f > g) {
        const swapped = f;
        f = g;
        g = swapped;
      }
      result = this.#terminal(operation, f, g);
      if (result < 0) result = this.#cache.get(operation, f, g);
      if (result >= 0) break;
      path[top] = f;
      path[top + 1] = g;
      top += 2;
      const { levels, lows } = this.table;
      const level = Math.min(levels[f]!, levels[g]!);
      if (levels[f] === level) f = lows[f]!;
      if (levels[g] === level) g = lows[g]!;
    }
    while (top > base) {
      top -= 2;
      f = path[top]!;
      g = path[top + 1]!;
      this.#height = top;
      const level = Math.min(this.table.levels[f]!, this.table.levels[g]!);
      result = this.node(level, result, this.#high(operation, f, g, level, result));
      this.#cache.set(operation, f, g, result);
    }
    return result;
  }

  /** The result where it needs no going down; -1 elsewhere. For a commutative operation f is the smaller number. */
  #terminal(operation: number, f: number, g: number): number {
    if (operation === WITHOUT) {
      if (f === g || g === Zbdd.ALWAYS) return Zbdd.NEVER;
      // No set contains a larger one. (Of NEVER, the largest is -1 and the smallest has no limit.)
      return this.#smallest[g]! > this.#largest[f]! ? f : -1;
    }
    if (operation === UNION) {
      if (f === Zbdd.NEVER || f === g) return g;
      return f === Zbdd.ALWAYS ? f : -1;
    }
    if (f === Zbdd.NEVER) return f;
    if (f !== Zbdd.ALWAYS && f !== g) return -1;
    return operation === PRODUCT || this.#largest[g]! <= operation - LIMITED_PRODUCT ? g : -1;
  }

  /**
   * The sets of the result that contain the level's element, without it. `low`: the sets that don't contain it. Mostly only
   * one of f and g looks at the level, and most of the work falls away.
   */
  #high(operation: number, f: number, g: number, level: number, low: number): number {
    const { levels, lows, highs } = this.table;
    const f1 = levels[f] === level ? highs[f]! : Zbdd.NEVER;
    const g1 = levels[g] === level ? highs[g]! : Zbdd.NEVER;
    const g0 = levels[g] === level ? lows[g]! : g;
    if (operation === WITHOUT) {
      const sets = f1 === Zbdd.NEVER || g1 === Zbdd.NEVER ? f1 : this.without(f1, g1);
      return sets === Zbdd.NEVER || g0 === Zbdd.NEVER ? sets : this.without(sets, g0);
    }
    let sets: number;
    if (operation === UNION) {
      sets = f1 === Zbdd.NEVER ? g1 : g1 === Zbdd.NEVER ? f1 : this.union(f1, g1);
    } else {
      const limit = operation === PRODUCT ? UNLIMITED : operation - LIMITED_PRODUCT - 1;
      if (limit < 0) return Zbdd.NEVER;
      const f0 = levels[f] === level ? lows[f]! : f;
      if (g1 === Zbdd.NEVER) sets = this.product(f1, g0, limit);
      else if (f1 === Zbdd.NEVER) sets = this.product(f0, g1, limit);
      else sets = this.union(this.product(f1, this.union(g0, g1), limit), this.product(f0, g1, limit));
    }
    return sets === Zbdd.NEVER || low === Zbdd.NEVER ? sets : this.without(sets, low);
  }

  #grow(): void {
    this.#smallest = doubled(this.#smallest);
    this.#largest = doubled(this.#largest);
    this.#cache.fit(this.#smallest.length);
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}
