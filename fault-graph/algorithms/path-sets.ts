import type { FaultGraph } from '../fault-graph';
import type { Cone } from './cone';
import { MinHeap } from './min-heap';

/** Costs are summed along every path, so shared parts count several times; this keeps them finite. */
const MOST = 1e300;

/** Up to so many inputs are chosen by insertion, more by sorting. */
const INSERTED = 16;

/**
 * Finds cheap path sets: elements that together suffice for a goal. Prices steer which elements are taken. A set is
 * always sufficient; that it be the cheapest is not promised (what several parts share is paid several times).
 *
 * Gates are priced from the elements up: a gate rests on its `threshold` cheapest inputs and costs their sum. Within a
 * cycle the gates are settled in order of cost (Knuth 1977, a generalization of Dijkstra's algorithm), so that no gate
 * rests on itself. O(inputs of the cone), with a logarithm for cycles and for thresholds between 1 and all.
 */
export class PathSets {
  /** Price of each node, 0 or more; the caller sets them. */
  readonly prices: Float64Array;
  readonly #costs: Float64Array;
  /** In the rows of the graph's inputs: at the start of a gate's row, the inputs that it rests on. */
  readonly #chosen: Int32Array;
  /** By gate in the cycle at hand: how many inputs are still wanted; 0 for all others. */
  readonly #wanted: Int32Array;
  /** By node: the number of the last pass that met it. */
  readonly #met: Int32Array;
  #pass = 0;

  /** @param works by node, whether it works while nothing has failed (`working`); the goal must. */
  constructor(
    readonly graph: FaultGraph,
    readonly cone: Cone,
    readonly works: Uint8Array,
  ) {
    this.prices = new Float64Array(graph.nodeCount).fill(1);
    this.#costs = new Float64Array(graph.nodeCount);
    this.#chosen = new Int32Array(graph.inputs.items.length);
    this.#wanted = new Int32Array(graph.gateCount);
    this.#met = new Int32Array(graph.nodeCount);
  }

  /** Whether a node is in the path set found last. */
  has(node: number): boolean {
    return this.#met[node] === this.#pass;
  }

  /** A cheap path set at the present prices: its elements, and the gates by which they suffice. */
  find(): number[] {
    this.#costs.set(this.prices);
    const { gates, starts, cyclic } = this.cone;
    for (let component = 0; component < cyclic.length; component++) {
      const start = starts[component]!;
      if (cyclic[component]) this.#settle(gates.subarray(start, starts[component + 1]!));
      else if (this.works[gates[start]!]) this.#choose(gates[start]!);
    }
    return this.#collect();
  }

  /** Prices a gate outside of cycles, all of whose inputs are priced. */
  #choose(node: number): void {
    const { elementCount, thresholds, inputs } = this.graph;
    const gate = node - elementCount;
    const threshold = thresholds[gate]!;
    const start = inputs.starts[gate]!;
    const end = inputs.starts[gate + 1]!;
    if (threshold === end - start) for (let i = start; i < end; i++) this.#chosen[i] = inputs.items[i]!;
    else this.#cheapest(start, end, threshold);
    let sum = this.prices[node]!;
    for (let i = start; i < start + threshold; i++) sum += this.#costs[this.#chosen[i]!]!;
    this.#costs[node] = Math.min(sum, MOST);
  }

  /** Chooses the `count` cheapest working inputs of a row. */
  #cheapest(start: number, end: number, count: number): void {
    const chosen = this.#chosen;
    const costs = this.#costs;
    if (count > INSERTED) {
      const usable = this.graph.inputs.items.slice(start, end).filter((input) => this.works[input]);
      usable.sort((a, b) => costs[a]! - costs[b]! || a - b);
      chosen.set(usable.subarray(0, count), start);
      return;
    }
    let kept = 0;
    for (let i = start; i < end; i++) {
      const input = this.graph.inputs.items[i]!;
      if (!this.works[input]) continue;
      const cost = costs[input]!;
      let at = kept;
      for (; at > 0 && costs[chosen[start + at - 1]!]! > cost; at--) {
        if (at < count) chosen[start + at] = chosen[start + at - 1]!;
      }
      if (at < count) chosen[start + at] = input;
      if (kept < count) kept++;
    }
  }

  /** Prices the gates of one cyclic component, the cheapest first. */
  #settle(members: Int32Array): void {
    const { elementCount, thresholds, inputs, consumers } = this.graph;
    const heap = new MinHeap();
    this.#pass++;
    for (const node of members) {
      this.#met[node] = this.#pass;
      this.#wanted[node - elementCount] = this.works[node] ? thresholds[node - elementCount]! : 0;
      if (thresholds[node - elementCount] === 0) heap.push(node, this.#costs[node]!);
    }
    for (const node of members) {
      if (!this.works[node]) continue;
      const gate = node - elementCount;
      for (let i = inputs.starts[gate]!; i < inputs.starts[gate + 1]!; i++) {
        const input = inputs.items[i]!;
        if (this.#met[input] === this.#pass || !this.works[input]) continue;
        this.#met[input] = this.#pass;
        heap.push(input, this.#costs[input]!);
      }
    }
    for (let node = heap.pop(); node !== undefined; node = heap.pop()) {
      for (let i = consumers.starts[node]!; i < consumers.starts[node + 1]!; i++) {
        const consumer = consumers.items[i]!;
        const gate = consumer - elementCount;
        const wanted = this.#wanted[gate]!;
        if (wanted === 0) continue;
        this.#chosen[inputs.starts[gate]! + thresholds[gate]! - wanted] = node;
        this.#costs[consumer] = Math.min(this.#costs[consumer]! + this.#costs[node]!, MOST);
        this.#wanted[gate] = wanted - 1;
        if (wanted === 1) heap.push(consumer, this.#costs[consumer]!);
      }
    }
  }

  /** The goal and what is under it, by way of the chosen inputs. */
  #collect(): number[] {
    const { elementCount, thresholds, inputs } = this.graph;
    const found = [this.cone.goal];
    this.#pass++;
    this.#met[this.cone.goal] = this.#pass;
    for (let next = 0; next < found.length; next++) {
      const node = found[next]!;
      if (node < elementCount) continue;
      const start = inputs.starts[node - elementCount]!;
      for (let i = start; i < start + thresholds[node - elementCount]!; i++) {
        const input = this.#chosen[i]!;
        if (this.#met[input] === this.#pass) continue;
        this.#met[input] = this.#pass;
        found.push(input);
      }
    }
    return found;
  }
}
