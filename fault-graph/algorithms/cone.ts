import type { FaultGraph } from '../fault-graph';

/** The part of a graph that a goal depends on, in an order in which it can be evaluated. */
export interface Cone {
  readonly goal: number;
  /** Elements that the goal depends on, in the order of a depth-first search from the goal. */
  readonly elements: Int32Array;
  /** Gates (as nodes) that the goal depends on, component after component; inputs come before what needs them. */
  readonly gates: Int32Array;
  /** Where each component (a largest set of gates that all depend on each other) starts in `gates`, and the end. */
  readonly starts: Int32Array;
  /** By component: 1 if its gates depend on each other in a cycle, 0 for a single gate that doesn't need itself. */
  readonly cyclic: Uint8Array;
}

/**
 * The cone of influence of a goal, all that it depends on ("cone" from here on): strongly connected components in topological order (Tarjan 1972, without recursion).
 * O(nodes + inputs of the cone), plus O(nodes of the graph) of memory.
 */
export function coneOf(graph: FaultGraph, goal: number): Cone {
  const search = new Search(graph);
  search.visit(goal);
  return { goal, ...search.result() };
}

/** By node: the number of its component in the cone, from 0; -1 for elements and for gates outside of the cone. */
export function componentsOf(graph: FaultGraph, cone: Cone): Int32Array {
  const components = new Int32Array(graph.nodeCount).fill(-1);
  for (let component = 0; component < cone.cyclic.length; component++) {
    for (let i = cone.starts[component]!; i < cone.starts[component + 1]!; i++) components[cone.gates[i]!] = component;
  }
  return components;
}

class Search {
  /** Order of discovery from 1; 0: not yet discovered. Elements only use it as a mark. */
  readonly #index: Int32Array;
  readonly #low: Int32Array;
  readonly #cursor: Int32Array;
  readonly #path: Int32Array;
  readonly #open: Int32Array;
  readonly #elements: Int32Array;
  readonly #gates: Int32Array;
  readonly #starts: number[] = [0];
  readonly #cyclic: number[] = [];
  #openCount = 0;
  #elementCount = 0;
  #gateCount = 0;

  constructor(readonly graph: FaultGraph) {
    this.#index = new Int32Array(graph.nodeCount);
    this.#low = new Int32Array(graph.gateCount);
    this.#cursor = new Int32Array(graph.gateCount);
    this.#path = new Int32Array(graph.gateCount);
    this.#open = new Int32Array(graph.gateCount);
    this.#elements = new Int32Array(graph.elementCount);
    this.#gates = new Int32Array(graph.gateCount);
  }

  visit(goal: number): void {
    const { elementCount, inputs } = this.graph;
    const index = this.#index;
    const low = this.#low;
    if (goal < elementCount) {
      this.#elements[this.#elementCount++] = goal;
      return;
    }
    let depth = 0;
    let discovered = 0;
    const enter = (node: number): void => {
      const gate = node - elementCount;
      index[node] = ++discovered;
      low[gate] = discovered;
      this.#cursor[gate] = inputs.starts[gate]!;
      this.#path[depth++] = gate;
      this.#open[this.#openCount++] = gate;
    };
    enter(goal);
    while (depth > 0) {
      const gate = this.#path[depth - 1]!;
      if (this.#cursor[gate]! < inputs.starts[gate + 1]!) {
        const input = inputs.items[this.#cursor[gate]!++]!;
        if (input < elementCount) {
          if (index[input] === 0) this.#elements[this.#elementCount++] = input;
          index[input] = 1;
        } else if (index[input] === 0) {
          enter(input);
        } else if (low[input - elementCount]! > 0 && index[input]! < low[gate]!) {
          low[gate] = index[input]!;
        }
        continue;
      }
      depth--;
      if (low[gate] === index[elementCount + gate]) this.#close(gate);
      else if (depth > 0) {
        const parent = this.#path[depth - 1]!;
        if (low[gate]! < low[parent]!) low[parent] = low[gate]!;
      }
    }
  }

  /** Emits the component whose first discovered gate is `root`. A closed gate has low 0. */
  #close(root: number): void {
    const start = this.#gateCount;
    let gate: number;
    do {
      gate = this.#open[--this.#openCount]!;
      this.#low[gate] = 0;
      this.#gates[this.#gateCount++] = this.graph.elementCount + gate;
    } while (gate !== root);
    this.#starts.push(this.#gateCount);
    this.#cyclic.push(this.#gateCount - start > 1 || this.#needsItself(root) ? 1 : 0);
  }

  #needsItself(gate: number): boolean {
    const { elementCount, inputs } = this.graph;
    for (let i = inputs.starts[gate]!; i < inputs.starts[gate + 1]!; i++) {
      if (inputs.items[i] === elementCount + gate) return true;
    }
    return false;
  }

  result(): Omit<Cone, 'goal'> {
    return {
      elements: this.#elements.slice(0, this.#elementCount),
      gates: this.#gates.slice(0, this.#gateCount),
      starts: Int32Array.from(this.#starts),
      cyclic: Uint8Array.from(this.#cyclic),
    };
  }
}
