import type { FaultGraph } from '../fault-graph';
import type { Cone } from './cone';
import { Scenarios } from './scenarios';

/**
 * Follows the loss of single nodes through a cone, 32 losses at a time, each as far as something changes: a loss that is
 * made up for costs no more than what it reaches, and one is followed no further than to a node that is known to matter.
 */
export class Losses {
  readonly #scenarios: Scenarios;
  /** Components that have to be looked at again, a bit each. */
  readonly #dirty: Int32Array;
  readonly #touched: number[] = [];

  /** @param works by node, whether it works while nothing has failed (`working`) */
  constructor(
    readonly graph: FaultGraph,
    readonly cone: Cone,
    readonly works: Uint8Array,
  ) {
    this.#scenarios = new Scenarios(graph, cone);
    const { words } = this.#scenarios;
    for (let node = 0; node < words.length; node++) words[node] = works[node] ? -1 : 0;
    this.#dirty = new Int32Array((cone.cyclic.length >>> 5) + 1);
  }

  /**
   * Which of the nodes (at most 32 that work) fail the goal by their loss alone, as bits.
   * @param points by node: 1 for the goal, and for any node that is known to fail it alone
   */
  fatal(nodes: readonly number[], points: Uint8Array): number {
    const all = nodes.length === 32 ? -1 : (1 << nodes.length) - 1;
    for (const [scenario, node] of nodes.entries()) this.#lose(node, 1 << scenario);
    let fatal = 0;
    for (let word = 0; word < this.#dirty.length; word++) {
      // What is marked meanwhile comes later in the order, so never before the lowest bit.
      while (this.#dirty[word] !== 0 && fatal !== all) {
        const lowest = this.#dirty[word]! & -this.#dirty[word]!;
        this.#dirty[word]! ^= lowest;
        fatal |= this.#evaluate(32 * word + 31 - Math.clz32(lowest), points, fatal);
      }
      this.#dirty[word] = 0;
    }
    this.#restore();
    return fatal;
  }

  /** Works out a component again; returns the losses that are fatal since one of its gates matters. */
  #evaluate(component: number, points: Uint8Array, known: number): number {
    this.#scenarios.evaluateComponent(component);
    let fatal = 0;
    for (let i = this.cone.starts[component]!; i < this.cone.starts[component + 1]!; i++) {
      fatal |= this.#follow(this.cone.gates[i]!, points, known);
    }
    return fatal;
  }

  #lose(node: number, mask: number): void {
    this.#touched.push(node);
    if (this.graph.isElement(node)) {
      this.#scenarios.words[node]! &= ~mask;
      this.#spread(node);
      return;
    }
    this.#scenarios.forced[node]! |= mask;
    this.#mark(this.#scenarios.components[node]!);
  }

  /** Passes on what a gate has lost; returns the losses that are fatal since it matters. Those known are followed no more. */
  #follow(gate: number, points: Uint8Array, known: number): number {
    if (!this.works[gate]) return 0;
    const lost = ~(this.#scenarios.words[gate]! | known);
    const fatal = points[gate] ? lost : 0;
    this.#scenarios.words[gate] = ~lost | fatal;
    this.#touched.push(gate);
    if (lost !== fatal) this.#spread(gate);
    return fatal;
  }

  #spread(node: number): void {
    const { starts, items } = this.graph.consumers;
    for (let i = starts[node]!; i < starts[node + 1]!; i++) {
      const component = this.#scenarios.components[items[i]!]!;
      if (component !== this.#scenarios.components[node]) this.#mark(component);
    }
  }

  #mark(component: number): void {
    if (component >= 0) this.#dirty[component >>> 5]! |= 1 << (component & 31);
  }

  #restore(): void {
    for (const node of this.#touched) {
      this.#scenarios.words[node] = this.works[node] ? -1 : 0;
      this.#scenarios.forced[node] = 0;
    }
    this.#touched.length = 0;
  }
}
