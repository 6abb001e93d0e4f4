/** Thrown when a decision diagram outgrows the number of nodes that it was given. */
export class DiagramTooLarge extends Error {
  override readonly name = 'DiagramTooLarge';

  constructor(readonly limit: number) {
    super(`the decision diagram needs more than ${limit} nodes`);
  }
}

/** Level of the two terminal nodes: below every variable. */
const TERMINAL_LEVEL = 0x7fffffff;

/**
 * Room for nodes to start with; a power of two. Most diagrams stay small, and memory that a process touches for the first
 * time costs it more than whatever it does there.
 */
const START = 1 << 10;

/**
 * The nodes of a decision diagram: (level, low, high), each triple once, so that equal functions are equal numbers.
 * Children are made before their parents and so have smaller numbers. Nodes 0 and 1 are the terminals.
 * About 20 bytes a node.
 */
export class NodeTable {
  levels: Int32Array<ArrayBuffer>;
  lows: Int32Array<ArrayBuffer>;
  highs: Int32Array<ArrayBuffer>;
  /** Number of nodes. */
  size = 2;
  #slots: Int32Array<ArrayBuffer>;
  #mask: number;

  constructor(readonly limit: number) {
    this.levels = new Int32Array(START);
    this.lows = new Int32Array(START);
    this.highs = new Int32Array(START);
    this.#slots = new Int32Array(2 * START);
    this.#mask = 2 * START - 1;
    this.levels[0] = TERMINAL_LEVEL;
    this.levels[1] = TERMINAL_LEVEL;
  }

  /** The node (level, low, high). @throws DiagramTooLarge */
  node(level: number, low: number, high: number): number {
    let slot = hash(level, low, high) & this.#mask;
    for (let node = this.#slots[slot]!; node !== 0; node = this.#slots[slot]!) {
      if (this.lows[node] === low && this.highs[node] === high && this.levels[node] === level) return node;
      slot = (slot + 1) & this.#mask;
    }
    if (this.size === this.limit) throw new DiagramTooLarge(this.limit);
    if (this.size === this.levels.length) {
      this.#grow();
      return this.node(level, low, high);
    }
    const node = this.size++;
    this.levels[node] = level;
    this.lows[node] = low;
    this.highs[node] = high;
    this.#slots[slot] = node;
    return node;
  }

  #grow(): void {
    const capacity = this.levels.length * 2;
    this.levels = enlarged(this.levels, capacity);
    this.lows = enlarged(this.lows, capacity);
    this.highs = enlarged(this.highs, capacity);
    this.#mask = 2 * capacity - 1;
    this.#slots = new Int32Array(2 * capacity);
    for (let node = 2; node < this.size; node++) {
      let slot = hash(this.levels[node]!, this.lows[node]!, this.highs[node]!) & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = node;
    }
  }
}

/** Results of operations on nodes; direct-mapped: a newer result replaces an older one in the same place. */
export class ResultCache {
  #keys = new Int32Array(3 * 2 * START);
  #results = new Int32Array(2 * START);
  #mask = 2 * START - 1;

  /** The result of an operation (0 … 255) on two nodes, or -1. */
  get(operation: number, a: number, b: number): number {
    const slot = hash(operation, a, b) & this.#mask;
    const at = 3 * slot;
    const hit = this.#keys[at] === operation + 1 && this.#keys[at + 1] === a && this.#keys[at + 2] === b;
    return hit ? this.#results[slot]! : -1;
  }

  set(operation: number, a: number, b: number, result: number): void {
    const slot = hash(operation, a, b) & this.#mask;
    const at = 3 * slot;
    this.#keys[at] = operation + 1;
    this.#keys[at + 1] = a;
    this.#keys[at + 2] = b;
    this.#results[slot] = result;
  }

  /** Keeps pace with a table of that many nodes. Forgets all results when it grows. */
  fit(nodes: number): void {
    if (nodes <= this.#mask || this.#mask >= 1 << 22) return;
    const slots = 4 * (this.#mask + 1);
    this.#mask = slots - 1;
    this.#keys = new Int32Array(3 * slots);
    this.#results = new Int32Array(slots);
  }
}

/** Any integer, also a negative one: larger than 31 bits, V8's interpreter would make an object of it. */
function hash(a: number, b: number, c: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return h ^ (h >>> 13);
}

function enlarged(array: Int32Array, capacity: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(capacity);
  larger.set(array);
  return larger;
}
