import type { Measurement } from './fit';

/** Measurements of a file, or every reason why they cannot be fitted, as `line 3: …`. */
export type ReadMeasurements =
  | { readonly measurements: readonly Measurement[] }
  | { readonly problems: readonly string[] };

/** Larger than measurements of this kind become. */
const MOST_LINES = 10_000;

/** A number as people and programs write it. */
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Two columns, n and throughput, separated by commas, semicolons, tabs or blanks; a first line of words is a header, lines that begin with
 * `#` are comments. @param coefficients how many a law has: as many different n, and one more, are needed to tell how well it fits
 */
export function readMeasurements(text: string, coefficients: number): ReadMeasurements {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines.length > MOST_LINES)
    return { problems: [`more than ${MOST_LINES} lines; give the measurements of one load test`] };
  const problems: string[] = [];
  const measurements: Measurement[] = [];
  let isFirst = true;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' || line.trim().startsWith('#')) continue;
    const cells = line
      .trim()
      .split(/\s*[,;\t]\s*|\s+/)
      .map((cell) => cell.replace(/^"(.*)"$/, '$1'));
    const isHeader = isFirst && cells.every((cell) => !NUMBER.test(cell));
    isFirst = false;
    if (isHeader) continue;
    const problem = problemOf(cells);
    if (problem !== undefined) problems.push(`line ${index + 1}: ${problem}`);
    else measurements.push({ n: Number(cells[0]), throughput: Number(cells[1]) });
  }
  if (problems.length > 0) return { problems };
  const different = new Set(measurements.map(({ n }) => n)).size;
  if (different <= coefficients)
    return {
      problems: [
        `${different} different n; a law of ${coefficients} coefficients takes ${coefficients + 1} at least, or nothing is left to tell how well it fits`,
      ],
    };
  return { measurements };
}

function problemOf(cells: readonly string[]): string | undefined {
  const [n, throughput, ...more] = cells;
  if (n === undefined || throughput === undefined || more.length > 0)
    return `${cells.length} columns; give two: n, and the throughput that was measured with n`;
  for (const cell of [n, throughput]) {
    const comma = /^\d+,\d+$/.test(cell) ? '; write a point for the decimals' : '';
    if (!NUMBER.test(cell)) return `${JSON.stringify(cell)} is no number${comma}`;
  }
  if (!(Number(n) >= 1)) return `n is ${n}; nothing is measured with less than 1`;
  if (!(Number(throughput) > 0)) return `the throughput is ${throughput}; it is above 0`;
  if (!Number.isFinite(Number(n)) || !Number.isFinite(Number(throughput)))
    return 'a number too large to be a measurement';
  return undefined;
}
