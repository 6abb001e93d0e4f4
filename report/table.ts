import Table from 'cli-table3';
import { createColors } from 'picocolors';

export interface TableOptions {
  readonly color: boolean;
  /** Columns of numbers. */
  readonly rightAligned?: readonly number[];
}

/** Rows under a header, in columns, without lines between them. */
export function reportTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  options: TableOptions,
): string {
  const colors = createColors(options.color);
  const table = new Table({
    head: header.map((text) => colors.bold(text)),
    colAligns: header.map((_, column) => (options.rightAligned?.includes(column) ? 'right' : 'left')),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
  table.push(...rows.map((row) => [...row]));
  const lines = table.toString().split('\n');
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** A table as a part of something: each line two columns to the right, without the end of the last. */
export function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ').trimEnd();
}

const NO_LINES = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
  ].map((name) => [name, '']),
);
