import type { FaultGraph } from '../fault-graph';
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

  /** All sets as text, the smallest first: a line each, elements and sets in the order of the diagram. O(what it returns). */
  lines(): string[] {
    const { levels, lows, highs } = this.zbdd.table;
    const names = this.elements.map((element) => this.graph.ids[element]!);
    const byOrder: string[][] = this.counts.map(() => []);
    const walk = (start: number, before: string, size: number): void => {
      let node = start;
      for (; node > Zbdd.ALWAYS; node = lows[node]!) {
        const name = names[levels[node]!]!;
        walk(highs[node]!, size === 0 ? name : `${before} ${name}`, size + 1);
      }
      if (node === Zbdd.ALWAYS) byOrder[size]!.push(before);
    };
    walk(this.root, '', 0);
    return byOrder.flat();
  }

  /** All sets, the smallest first; see `ofOrder`. */
  *[Symbol.iterator](): IterableIterator<readonly string[]> {
    for (let order = 0; order < this.counts.length; order++) yield* this.ofOrder(order);
  }

  /** Number of sets of each size under each node, children before parents. O(nodes · largest order). */
  #count(): number[] {
    const { lows, highs } = this.zbdd.table;
    const width = Math.max(0, this.zbdd.largest(this.root)) + 1;
    const wanted = new Uint8Array(this.root + 1);
    wanted[this.root] = 1;
    for (let node = this.root; node > Zbdd.ALWAYS; node--) {
      if (wanted[node]) wanted[lows[node]!] = wanted[highs[node]!] = 1;
    }
    const rows = new Map<number, Float64Array>([[Zbdd.NEVER, new Float64Array(width)]]);
    rows.set(Zbdd.ALWAYS, new Float64Array(width).fill(1, 0, 1));
    for (let node = 2; node <= this.root; node++) {
      if (!wanted[node]) continue;
      const row = rows.get(lows[node]!)!.slice();
      const high = rows.get(highs[node]!)!;
      for (let size = 1; size < width; size++) row[size]! += high[size - 1]!;
      rows.set(node, row);
    }
    return this.root === Zbdd.NEVER ? [] : [...rows.get(this.root)!];
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
      // By insertion: faster than `sort` for lists as short as these.
      for (let i = 0; i < order; i++) {
        const element = chosen[i]!;
        let at = i;
        for (; at > 0 && set[at - 1]! > element; at--) set[at] = set[at - 1]!;
        set[at] = element;
      }
      use(set);
    };
    walk(this.root, 0);
  }
}
