import type { FaultGraph } from '../fault-graph';
import { sortFew } from './sort-few';
import { Zbdd } from './zbdd';

/** Minimal cut sets, stored compactly: millions of them may share a small diagram. Counting does not list them. */
export class CutSets {
  /**
   * How many there are of each order, from 0. Order 0 is the empty set: the goal fails with every element up.
   * Exact up to 2^53.
   */
  readonly counts: readonly number[];
  readonly total: number;

  /** @param elements by level of the diagram: the element, as a node of the graph */
  constructor(
    readonly graph: FaultGraph,
    readonly zbdd: Zbdd,
    readonly root: number,
    readonly elements: readonly number[],
  ) {
    this.counts = this.#count();
    this.total = this.counts.reduce((sum, count) => sum + count, 0);
  }

  /**
   * The sets of one order, as identifiers. Elements are in the order of the graph's elements, sets in that of the diagram:
   * the same graph gives the same order. O(what it returns).
   */
  ofOrder(order: number): string[][] {
    const sets: string[][] = [];
    this.#visit(order, (set) => sets.push(set.map((element) => this.graph.ids[element]!)));
    return sets;
  }

  /** All sets, the smallest first; see `ofOrder`. */
  *[Symbol.iterator](): IterableIterator<readonly string[]> {
    for (let order = 0; order < this.counts.length; order++) yield* this.ofOrder(order);
  }

  /**
   * Puts each set together from parts that stand for its elements, in the order of the diagram. What sets have in common
   * at their start is put together once. O(what it calls).
   * @param parts by level of the diagram, as `elements`
   * @param add a set with one part more
   */
  eachSet<Part, Set>(
    parts: readonly Part[],
    empty: Set,
    add: (set: Set, part: Part) => Set,
    use: (set: Set, order: number) => void,
  ): void {
    const { levels, lows, highs } = this.zbdd.table;
    const walk = (start: number, set: Set, order: number): void => {
      let node = start;
      for (; node > Zbdd.ALWAYS; node = lows[node]!) walk(highs[node]!, add(set, parts[levels[node]!]!), order + 1);
      if (node === Zbdd.ALWAYS) use(set, order);
    };
    walk(this.root, empty, 0);
  }

  /** Number of sets of each size under each node, children before parents. O(nodes · largest order). */
  #count(): number[] {
    if (this.root === Zbdd.NEVER) return [];
    const { lows, highs } = this.zbdd.table;
    const width = this.zbdd.largest(this.root) + 1;
    /** By node: its row; those of the terminals are the first two, and -1 is for nodes that others made on the way. */
    const rows = new Int32Array(this.root + 1).fill(-1);
    rows[this.root] = 0;
    for (let node = this.root; node > Zbdd.ALWAYS; node--) {
      if (rows[node] === 0) rows[lows[node]!] = rows[highs[node]!] = 0;
    }
    rows[Zbdd.NEVER] = 0;
    rows[Zbdd.ALWAYS] = 1;
    let used = 2;
    for (let node = 2; node <= this.root; node++) if (rows[node] === 0) rows[node] = used++;
    const counts = new Float64Array(used * width);
    counts[width] = 1;
    for (let node = 2; node <= this.root; node++) {
      if (rows[node] === -1) continue;
      const row = rows[node]! * width;
      const low = rows[lows[node]!]! * width;
      const high = rows[highs[node]!]! * width;
      counts[row] = counts[low]!;
      for (let size = 1; size < width; size++) counts[row + size] = counts[low + size]! + counts[high + size - 1]!;
    }
    return [...counts.subarray(rows[this.root]! * width, (rows[this.root]! + 1) * width)];
  }

  /** Hands out each set of one order, in ascending order of its elements; the list is used again for the next one. */
  #visit(order: number, use: (set: readonly number[]) => void): void {
    const { levels, lows, highs } = this.zbdd.table;
    const { zbdd, elements } = this;
    const chosen: number[] = [];
    const set: number[] = [];
    const walk = (start: number, size: number): void => {
      let node = start;
      for (; node > Zbdd.ALWAYS; node = lows[node]!) {
        const high = highs[node]!;
        if (zbdd.smallest(high) + size >= order || size + 1 + zbdd.largest(high) < order) continue;
        chosen[size] = elements[levels[node]!]!;
        walk(high, size + 1);
      }
      if (node !== Zbdd.ALWAYS || size !== order) return;
      for (let i = 0; i < order; i++) set[i] = chosen[i]!;
      sortFew(set, (a, b) => a - b);
      use(set);
    };
    walk(this.root, 0);
  }
}
