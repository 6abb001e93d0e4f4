// biome-ignore-all lint/style/noNonNullAssertion: indices are within their arrays by construction
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

  /** The sets of one order, as identifiers: elements and sets in the order of the graph's elements. O(what it returns). */
  ofOrder(order: number): string[][] {
    const { ids } = this.graph;
    const flat = this.#sorted(order);
    return Array.from({ length: this.counts[order] ?? 0 }, (_, set) => {
      return Array.from({ length: order }, (_, i) => ids[flat[set * order + i]!]!);
    });
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

  /** The sets of one order, one after the other. */
  #sorted(order: number): Int32Array {
    const count = this.counts[order] ?? 0;
    const flat = new Int32Array(count * order);
    this.#list(order, flat);
    // Radix sort by element, from the last place to the first.
    let from = flat;
    let to = new Int32Array(flat.length);
    const starts = new Int32Array(this.graph.elementCount + 1);
    for (let place = order - 1; place >= 0; place--) {
      starts.fill(0);
      for (let at = place; at < from.length; at += order) starts[from[at]! + 1]!++;
      for (let element = 0; element < this.graph.elementCount; element++) starts[element + 1]! += starts[element]!;
      for (let at = 0; at < from.length; at += order) {
        const target = order * starts[from[at + place]!]!++;
        for (let i = 0; i < order; i++) to[target + i] = from[at + i]!;
      }
      [from, to] = [to, from];
    }
    return from;
  }

  #list(order: number, flat: Int32Array): void {
    const { levels, lows, highs } = this.zbdd.table;
    const chosen = new Int32Array(order);
    let end = 0;
    const visit = (start: number, size: number): void => {
      for (let node = start; node !== Zbdd.NEVER; node = lows[node]!) {
        if (node === Zbdd.ALWAYS) {
          if (size === order) flat.set(chosen.slice().sort(), end);
          if (size === order) end += order;
          return;
        }
        chosen[size] = this.elements[levels[node]!]!;
        if (this.zbdd.smallest(highs[node]!) + size < order && size + 1 + this.zbdd.largest(highs[node]!) >= order) {
          visit(highs[node]!, size + 1);
        }
      }
    };
    visit(this.root, 0);
  }
}
