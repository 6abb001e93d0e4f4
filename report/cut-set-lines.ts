import type { CutSets } from '../fault-graph/algorithms/cut-set-family';
import { Zbdd } from '../fault-graph/algorithms/zbdd';

/** Lines are handed on in pieces of about so many bytes. */
const PIECE = 1 << 16;

const LINE_END = 10;

/**
 * All sets as text (UTF-8), the smallest first: a line each, elements and sets in the order of the diagram. Comes in pieces of
 * whole lines, since there can be millions. Most of a line is that of the line before, so lines are put together from
 * bytes: strings would take several times as long. O(what it returns).
 */
export function* cutSetLines({ graph, zbdd, root, elements, counts }: CutSets): Generator<Buffer> {
  const { levels, lows, highs } = zbdd.table;
  const names = elements.map((element) => Buffer.from(`${graph.ids[element]!} `));
  const line = new Uint8Array(names.reduce((sum, name) => sum + name.length, 0));
  /** The start of `line`, by length. */
  const starts: Uint8Array[] = [];
  const byOrder = counts.map(() => new Lines());
  const walk = (start: number, length: number, order: number): void => {
    let node = start;
    for (; node > Zbdd.ALWAYS; node = lows[node]!) {
      const name = names[levels[node]!]!;
      line.set(name, length);
      walk(highs[node]!, length + name.length, order + 1);
    }
    if (node !== Zbdd.ALWAYS) return;
    starts[length] ??= line.subarray(0, length);
    byOrder[order]!.add(starts[length]!);
  };
  walk(root, 0, 0);
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
