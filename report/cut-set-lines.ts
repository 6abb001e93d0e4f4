import type { CutSets } from '../fault-graph/algorithms/cut-set-family';

/** Lines are handed on in pieces of about so many bytes. */
const PIECE = 1 << 16;

const LINE_END = 10;

/**
 * All sets as text (UTF-8), the smallest first: a line each, elements and sets in the order of the diagram. Comes in pieces of
 * whole lines, since there can be millions. Most of a line is that of the line before, so lines are put together from
 * bytes: strings would take several times as long. O(what it returns).
 */
export function* cutSetLines(sets: CutSets): Generator<Buffer> {
  const names = sets.elements.map((element) => Buffer.from(`${sets.graph.ids[element]} `));
  const line = new Uint8Array(names.reduce((sum, name) => sum + name.length, 0));
  /** The start of `line`, by length. */
  const starts: Uint8Array[] = [];
  const byOrder = sets.counts.map(() => new Lines());
  const longer = (length: number, name: Uint8Array): number => {
    line.set(name, length);
    return length + name.length;
  };
  sets.eachSet(names, 0, longer, (length, order) => {
    starts[length] ??= line.subarray(0, length);
    byOrder[order]?.add(starts[length]);
  });
  for (const lines of byOrder) yield* lines.pieces();
}

/** Lines that grow at their end. */
class Lines {
  readonly #full: Buffer[] = [];
  #piece = Buffer.alloc(0);
  #used = 0;

  /** Adds a copy of a line, whose last byte becomes the line's end. */
  add(line: Uint8Array): void {
    if (this.#used + line.length > this.#piece.length) this.#next(line.length);
    this.#piece.set(line, this.#used);
    this.#used += line.length;
    this.#piece[this.#used - 1] = LINE_END;
  }

  #next(least: number): void {
    if (this.#used > 0) this.#full.push(this.#piece.subarray(0, this.#used));
    this.#piece = Buffer.allocUnsafe(Math.max(least, PIECE));
    this.#used = 0;
  }

  *pieces(): Generator<Buffer> {
    yield* this.#full;
    yield this.#piece.subarray(0, this.#used);
  }
}
