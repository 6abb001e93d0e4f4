/**
 * The fault graph: a monotone AND / at-least-k graph from elements to goals.
 *
 * Meaning. An **element** works unless it is given as failed. A **gate** works when at least `threshold` of its distinct
 * inputs (elements or gates) work. Cycles are allowed, and the least fixed point decides: a node works only if that can
 * be derived, step by step, from working elements. So two gates that merely support each other do not keep each other
 * alive: once the elements under them are lost, both are lost. A gate that nothing can start (two services that each
 * wait for the other) does not work even with every element up; the algorithms report such a goal as failing from the
 * start, and its one minimal cut set is the empty set. Losing more elements never makes a gate work again (monotone).
 */
export class FaultGraph {
  /** By node: the gates (as nodes) that have it as an input. */
  readonly consumers: Rows;
  readonly #indices: ReadonlyMap<string, number>;

  /** @internal Use `FaultGraphBuilder`. */
  constructor(
    /** How many elements there are: the nodes 0 … elementCount − 1. */
    readonly elementCount: number,
    /** Identifier of each node; the gates follow the elements. */
    readonly ids: readonly string[],
    /** By gate (node minus elementCount): how many inputs suffice. 0: always works. More than it has: never works. */
    readonly thresholds: Int32Array,
    /** By gate: its distinct inputs, as nodes. */
    readonly inputs: Rows,
    /** What the graph is about: the node of each goal, by the goal's name. */
    readonly goals: ReadonlyMap<string, number>,
    indices: ReadonlyMap<string, number>,
  ) {
    this.#indices = indices;
    this.consumers = this.#transposed();
  }

  get nodeCount(): number {
    return this.elementCount + this.thresholds.length;
  }

  get gateCount(): number {
    return this.thresholds.length;
  }

  id(node: number): string {
    const id = this.ids[node];
    if (id === undefined) throw new FaultGraphError([{ code: 'unknown-node', id: String(node) }]);
    return id;
  }

  /** The node of an element or gate. */
  node(id: string): number {
    const node = this.#indices.get(id);
    if (node === undefined) throw new FaultGraphError([{ code: 'unknown-node', id }]);
    return node;
  }

  /** The node of an element; a gate is refused. */
  element(id: string): number {
    const node = this.node(id);
    if (!this.isElement(node)) throw new FaultGraphError([{ code: 'not-an-element', id }]);
    return node;
  }

  /** The node that decides a goal. */
  goal(name: string): number {
    const node = this.goals.get(name);
    if (node === undefined) throw new FaultGraphError([{ code: 'unknown-goal', id: name }]);
    return node;
  }

  isElement(node: number): boolean {
    return node < this.elementCount;
  }

  /** The same elements under other gates: those of this graph, rewired, and any number of nameless ones after them. */
  rewired(thresholds: Int32Array, inputs: Rows): FaultGraph {
    return new FaultGraph(this.elementCount, this.ids, thresholds, inputs, this.goals, this.#indices);
  }

  #transposed(): Rows {
    const { starts, items } = this.inputs;
    const consumerStarts = new Int32Array(this.nodeCount + 1);
    for (let i = 0; i < items.length; i++) consumerStarts[items[i]! + 1]!++;
    for (let node = 0; node < this.nodeCount; node++) consumerStarts[node + 1]! += consumerStarts[node]!;
    const next = consumerStarts.slice();
    const consumers = new Int32Array(items.length);
    for (let gate = 0; gate < this.gateCount; gate++) {
      for (let i = starts[gate]!; i < starts[gate + 1]!; i++) {
        consumers[next[items[i]!]!++] = this.elementCount + gate;
      }
    }
    return { starts: consumerStarts, items: consumers };
  }
}

/** Rows of different lengths in two arrays: row r is items[starts[r]] … items[starts[r + 1] − 1]. */
export interface Rows {
  readonly starts: Int32Array;
  readonly items: Int32Array;
}

/** What can be wrong with a graph, or with a question to it. */
export interface FaultGraphProblem {
  readonly code: 'duplicate' | 'undefined' | 'bad-threshold' | 'unknown-node' | 'not-an-element' | 'unknown-goal';
  /** The element, gate or goal in question. */
  readonly id: string;
  /** Gate or goal that refers to it, where one does. */
  readonly in?: string;
}

const PROBLEM_TEXT: Record<FaultGraphProblem['code'], string> = {
  duplicate: 'is defined twice',
  undefined: 'is neither an element nor a gate',
  'bad-threshold': 'needs a whole number of inputs, 0 or more',
  'unknown-node': 'is not in the graph',
  'not-an-element': 'is a gate, not an element',
  'unknown-goal': 'is not a goal of the graph',
};

/** A graph that cannot be built, with all its problems, or a question about something that it doesn't contain. */
export class FaultGraphError extends Error {
  override readonly name = 'FaultGraphError';

  constructor(readonly problems: readonly FaultGraphProblem[]) {
    const lines = problems.map(({ code, id, in: where }) => {
      return `${id}${where === undefined ? '' : ` (in ${where})`} ${PROBLEM_TEXT[code]}`;
    });
    super(lines.join('\n'));
  }
}
