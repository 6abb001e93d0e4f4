import type { FaultGraph } from '../fault-graph';
import { type Cone, componentsOf } from './cone';

/** How many scenarios one evaluation decides: the bits of a word. */
export const SCENARIOS = 32;

/**
 * Evaluates the cone of a goal for 32 scenarios at a time: bit s of a node's word says whether it works in scenario s.
 *
 * One evaluation is O(inputs of the cone) where it has no cycles. Within a cycle a gate is looked at again whenever one
 * of its inputs has changed, at most 32 times per input (a bit never goes off again in the least fixed point).
 */
export class Scenarios {
  /** By node. The caller sets the words of the elements; all are 1 in all scenarios to begin with. */
  readonly words: Int32Array;
  /** By node: the scenarios in which a gate has failed, whatever its inputs do. The caller sets them; none to begin with. */
  readonly forced: Int32Array;
  readonly #planes = new Int32Array(32);
  /** By node: the component of the cone that a gate is in; -1 for elements and for gates outside of the cone. */
  readonly components: Int32Array;
  readonly #queue: Int32Array;
  readonly #queued: Uint8Array;

  constructor(
    readonly graph: FaultGraph,
    readonly cone: Cone,
  ) {
    this.words = new Int32Array(graph.nodeCount).fill(-1, 0, graph.elementCount);
    this.forced = new Int32Array(graph.nodeCount);
    const largest = cone.cyclic.reduce((most, cyclic, c) => (cyclic ? Math.max(most, size(cone, c)) : most), 0);
    this.#queue = new Int32Array(largest);
    this.#queued = new Uint8Array(largest > 0 ? graph.nodeCount : 0);
    this.components = componentsOf(graph, cone);
  }

  /** Works out the words of all gates of the cone from those of the elements; returns the goal's. */
  evaluate(): number {
    for (let component = 0; component < this.cone.cyclic.length; component++) this.evaluateComponent(component);
    return this.words[this.cone.goal]!;
  }

  /** Works out the words of the gates of one component of the cone from those of their inputs. */
  evaluateComponent(component: number): void {
    if (this.cone.cyclic[component]) this.#settle(component);
    else {
      const gate = this.cone.gates[this.cone.starts[component]!]!;
      this.words[gate] = this.#word(gate) & ~this.forced[gate]!;
    }
  }

  /** Least fixed point of one component: nothing in it works until it is derived. */
  #settle(component: number): void {
    const { gates, starts } = this.cone;
    const { consumers } = this.graph;
    const queue = this.#queue;
    const length = size(this.cone, component);
    for (let i = 0; i < length; i++) {
      const gate = gates[starts[component]! + i]!;
      this.words[gate] = 0;
      this.#queued[gate] = 1;
      queue[i] = gate;
    }
    let waiting = length;
    for (let head = 0; waiting > 0; head = head + 1 === length ? 0 : head + 1, waiting--) {
      const gate = queue[head]!;
      this.#queued[gate] = 0;
      const word = this.#word(gate) & ~this.forced[gate]!;
      if (word === this.words[gate]) continue;
      this.words[gate] = word;
      for (let i = consumers.starts[gate]!; i < consumers.starts[gate + 1]!; i++) {
        const consumer = consumers.items[i]!;
        if (this.components[consumer] !== component || this.#queued[consumer]) continue;
        this.#queued[consumer] = 1;
        queue[(head + waiting++) % length] = consumer;
      }
    }
  }

  #word(node: number): number {
    const { elementCount, thresholds, inputs } = this.graph;
    const words = this.words;
    const gate = node - elementCount;
    const start = inputs.starts[gate]!;
    const end = inputs.starts[gate + 1]!;
    const threshold = thresholds[gate]!;
    if (threshold === 0) return -1;
    if (threshold > end - start) return 0;
    if (threshold === 1) {
      let any = 0;
      for (let i = start; i < end; i++) any |= words[inputs.items[i]!]!;
      return any;
    }
    if (threshold === end - start) {
      let all = -1;
      for (let i = start; i < end; i++) all &= words[inputs.items[i]!]!;
      return all;
    }
    return this.#atLeast(threshold, start, end);
  }

  /** Counts in bit planes (a ripple-carry adder over words), then compares every scenario's count with the threshold. */
  #atLeast(threshold: number, start: number, end: number): number {
    const planes = this.#planes;
    const items = this.graph.inputs.items;
    const bits = 32 - Math.clz32(end - start);
    planes.fill(0, 0, bits);
    for (let i = start; i < end; i++) {
      let carry = this.words[items[i]!]!;
      for (let bit = 0; carry !== 0; bit++) {
        const plane = planes[bit]!;
        planes[bit] = plane ^ carry;
        carry &= plane;
      }
    }
    let more = 0;
    let equal = -1;
    for (let bit = bits - 1; bit >= 0; bit--) {
      if ((threshold >> bit) & 1) equal &= planes[bit]!;
      else more |= equal & planes[bit]!;
    }
    return more | equal;
  }
}

function size(cone: Cone, component: number): number {
  return cone.starts[component + 1]! - cone.starts[component]!;
}
