import type { FaultGraph } from '../fault-graph';
import { working } from './working';

/** What no longer works after a loss. */
export interface BlastRadius {
  /** Gates (nodes, services) that worked before and don't any more, in the order of the graph. */
  readonly gates: readonly string[];
  /** Goals that worked before and don't any more, in the order of the graph. */
  readonly goals: readonly string[];
}

/** What the loss of elements takes along. O(nodes + inputs). */
export function blastRadius(graph: FaultGraph, lost: Iterable<string>): BlastRadius {
  return new BlastRadii(graph).of(lost);
}

/**
 * What losses take along, each looked at only where it can reach: what does not depend on a lost element, through however
 * many gates, goes on. O(nodes + inputs) once, then O(gates that depend on the lost elements, and their consumers) each.
 */
export class BlastRadii {
  readonly #before: Uint8Array;
  /** By gate: its inputs that work while nothing has failed. */
  readonly #supports: Int32Array;
  /** By node: a number of the last question in which it was met. */
  readonly #met: Int32Array;
  /** By gate: inputs that are still missing, in the last question in which it was met. */
  readonly #missing: Int32Array;
  #question = 0;

  constructor(readonly graph: FaultGraph) {
    this.#before = working(graph);
    this.#supports = new Int32Array(graph.gateCount);
    this.#met = new Int32Array(graph.nodeCount);
    this.#missing = new Int32Array(graph.gateCount);
    const { starts, items } = graph.inputs;
    for (let gate = 0; gate < graph.gateCount; gate++) {
      for (let i = starts[gate]!; i < starts[gate + 1]!; i++) this.#supports[gate]! += this.#before[items[i]!]!;
    }
  }

  of(lost: Iterable<string>): BlastRadius {
    const { graph } = this;
    const failed = [...new Set([...lost].map((id) => graph.element(id)))].filter((node) => this.#before[node]);
    const doubtful = this.#dependants(failed);
    const saved = this.#saved(doubtful, failed.length);
    const gone = new Set(doubtful.filter((node) => !graph.isElement(node) && !saved.has(node)));
    return {
      gates: [...gone].sort((a, b) => a - b).map((node) => graph.id(node)),
      goals: [...graph.goals].filter(([, node]) => gone.has(node) || failed.includes(node)).map(([name]) => name),
    };
  }

  /** The lost elements, and after them every working gate that depends on one, in whatever way. */
  #dependants(failed: readonly number[]): readonly number[] {
    const { elementCount, consumers } = this.graph;
    const question = ++this.#question;
    const found = [...failed];
    for (const node of found) this.#met[node] = question;
    for (let next = 0; next < found.length; next++) {
      const node = found[next]!;
      for (let i = consumers.starts[node]!; i < consumers.starts[node + 1]!; i++) {
        const gate = consumers.items[i]!;
        if (!this.#before[gate]) continue;
        if (this.#met[gate] !== question) {
          this.#met[gate] = question;
          this.#missing[gate - elementCount] =
            this.graph.thresholds[gate - elementCount]! - this.#supports[gate - elementCount]!;
          found.push(gate);
        }
        this.#missing[gate - elementCount]!++;
      }
    }
    return found;
  }

  /** Those of them that work all the same: they are worked out anew from what is not in doubt. */
  #saved(doubtful: readonly number[], failedCount: number): ReadonlySet<number> {
    const { elementCount, consumers } = this.graph;
    const saved = new Set(doubtful.slice(failedCount).filter((gate) => this.#missing[gate - elementCount]! <= 0));
    for (const node of saved) {
      for (let i = consumers.starts[node]!; i < consumers.starts[node + 1]!; i++) {
        const gate = consumers.items[i]!;
        if (this.#before[gate] && --this.#missing[gate - elementCount]! === 0) saved.add(gate);
      }
    }
    return saved;
  }
}
