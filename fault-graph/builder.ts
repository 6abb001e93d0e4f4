import { FaultGraph, FaultGraphError, type FaultGraphProblem } from './fault-graph';

/** Threshold of a gate that needs all of its inputs, until their number is known. */
const ALL = -1;

const UNDECLARED = 0;
const ELEMENT = 1;
const GATE = 2;

/**
 * Builds a `FaultGraph`. Elements, gates and goals are named by identifiers, in any order: an input may be defined after
 * the gate that uses it, so cycles are easy to state. Problems are collected and thrown together by `build`.
 *
 *     const graph = new FaultGraphBuilder()
 *       .element('instance.web_1').element('instance.web_2').element('zone.a')
 *       .all('web_1', ['instance.web_1', 'zone.a'])
 *       .all('web_2', ['instance.web_2', 'zone.a'])
 *       .gate('web', 1, ['web_1', 'web_2'])
 *       .goal('serve', 'web')
 *       .build();
 */
export class FaultGraphBuilder {
  readonly #indices = new Map<string, number>();
  readonly #ids: string[] = [];
  readonly #kinds: number[] = [];
  readonly #gates: number[] = [];
  readonly #thresholds: number[] = [];
  readonly #starts: number[] = [0];
  readonly #inputs: number[] = [];
  readonly #goals = new Map<string, string>();
  readonly #problems: FaultGraphProblem[] = [];

  /** A thing that can fail by itself. */
  element(id: string): this {
    this.#declare(id, ELEMENT);
    return this;
  }

  /**
   * Something that works when at least `atLeast` of its distinct inputs work: members of a service group. 0 always works;
   * more than there are inputs never does.
   */
  gate(id: string, atLeast: number, inputs: Iterable<string>): this {
    if (!Number.isInteger(atLeast) || atLeast < 0) this.#problems.push({ code: 'bad-threshold', id });
    return this.#addGate(id, atLeast, inputs);
  }

  /** Something that works when all of its inputs work: a node with its volumes, its zone and the services it needs. */
  all(id: string, inputs: Iterable<string>): this {
    return this.#addGate(id, ALL, inputs);
  }

  /** Something that works when any of its inputs works. Without inputs it never works. */
  any(id: string, inputs: Iterable<string>): this {
    return this.#addGate(id, 1, inputs);
  }

  /** Names what the graph is about, and the element or gate that decides it. */
  goal(name: string, id: string): this {
    if (this.#goals.has(name)) this.#problems.push({ code: 'duplicate', id: name });
    this.#goals.set(name, id);
    return this;
  }

  /** @throws FaultGraphError naming every duplicate, undefined input and bad threshold. O(nodes + inputs). */
  build(): FaultGraph {
    const nodes = this.#renumber();
    const elementCount = this.#ids.length - this.#gates.length;
    const goals = new Map([...this.#goals].map(([name, id]) => [name, this.#resolveGoal(name, id, nodes)]));
    if (this.#problems.length > 0) throw new FaultGraphError(this.#problems);
    const ids = new Array<string>(this.#ids.length);
    for (let index = 0; index < nodes.length; index++) {
      ids[nodes[index]!] = this.#ids[index]!;
      this.#indices.set(this.#ids[index]!, nodes[index]!);
    }
    const thresholds = Int32Array.from(this.#thresholds);
    const inputs = this.#distinctInputs(nodes, thresholds);
    return new FaultGraph(elementCount, ids, thresholds, inputs, goals, this.#indices);
  }

  #declare(id: string, kind: number): number {
    const index = this.#intern(id);
    if (this.#kinds[index] !== UNDECLARED) this.#problems.push({ code: 'duplicate', id });
    this.#kinds[index] = kind;
    return index;
  }

  #intern(id: string): number {
    const known = this.#indices.get(id);
    if (known !== undefined) return known;
    const index = this.#ids.length;
    this.#indices.set(id, index);
    this.#ids.push(id);
    this.#kinds.push(UNDECLARED);
    return index;
  }

  #addGate(id: string, threshold: number, inputs: Iterable<string>): this {
    this.#gates.push(this.#declare(id, GATE));
    this.#thresholds.push(threshold);
    for (const input of inputs) this.#inputs.push(this.#intern(input));
    this.#starts.push(this.#inputs.length);
    return this;
  }

  /** New number of each interned identifier: elements first, then gates, each in the order of declaration. */
  #renumber(): Int32Array {
    const nodes = new Int32Array(this.#ids.length);
    let elements = 0;
    this.#kinds.forEach((kind, index) => {
      if (kind === ELEMENT) nodes[index] = elements++;
      if (kind === UNDECLARED) this.#problems.push({ code: 'undefined', ...this.#firstUse(index) });
    });
    for (let gate = 0; gate < this.#gates.length; gate++) nodes[this.#gates[gate]!] = elements + gate;
    return nodes;
  }

  #firstUse(index: number): { id: string; in?: string } {
    const id = this.#ids[index]!;
    const use = this.#inputs.indexOf(index);
    const gate = this.#starts.findIndex((start) => start > use) - 1;
    return { id, in: this.#ids[this.#gates[gate]!]! };
  }

  #resolveGoal(name: string, id: string, nodes: Int32Array): number {
    const index = this.#indices.get(id);
    if (index === undefined) this.#problems.push({ code: 'undefined', id, in: `goal ${name}` });
    return index === undefined ? -1 : nodes[index]!;
  }

  /** The inputs of every gate without repetitions; settles the thresholds of gates that need all of them. */
  #distinctInputs(nodes: Int32Array, thresholds: Int32Array): { starts: Int32Array; items: Int32Array } {
    const starts = new Int32Array(this.#starts.length);
    const items = new Int32Array(this.#inputs.length);
    const lastGate = new Int32Array(nodes.length).fill(-1);
    let end = 0;
    for (let gate = 0; gate < thresholds.length; gate++) {
      for (let i = this.#starts[gate]!; i < this.#starts[gate + 1]!; i++) {
        const input = nodes[this.#inputs[i]!]!;
        if (lastGate[input] === gate) continue;
        lastGate[input] = gate;
        items[end++] = input;
      }
      starts[gate + 1] = end;
      if (thresholds[gate] === ALL) thresholds[gate] = end - starts[gate]!;
    }
    return { starts, items: items.slice(0, end) };
  }
}
