import { type Diagnostic, escapeControls } from './diagnostic';

/** Styles of a terminal; those of `picocolors` fit. */
export interface Styles {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly cyan: (text: string) => string;
}

export interface FormatOptions {
  /**
   * How to style the text.
   * @default - not at all
   */
  readonly styles?: Styles;
  /**
   * Diagnostics to print; what is left out is counted.
   * @default 100
   */
  readonly limit?: number;
}

const as = (text: string): string => text;
const PLAIN: Styles = { bold: as, dim: as, red: as, cyan: as };

/** Characters of a source line that an excerpt shows. */
const EXCERPT_WIDTH = 100;

/** Diagnostics of one file as text for people, with excerpts of its source. Ends in a newline unless empty. */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  source: string,
  { styles = PLAIN, limit = 100 }: FormatOptions = {},
): string {
  const lines = source.split(/\r\n|\n|\r/);
  const blocks = diagnostics.slice(0, limit).map((one) => formatOne(one, lines[one.line - 1] ?? '', styles));
  const more = diagnostics.length - blocks.length;
  if (more > 0) blocks.push(`… and ${more} more\n`);
  return blocks.join('\n');
}

function formatOne(diagnostic: Diagnostic, sourceLine: string, { bold, dim, red, cyan }: Styles): string {
  const { file, line, column, code, path, value, message, allowed, fix } = diagnostic;
  const place = bold(`${escapeControls(file)}:${line}:${column}`);
  const where =
    path === '' ? '' : ` at ${escapeControls(path)}${value === undefined ? '' : ` = ${escapeControls(value)}`}`;
  return [
    `${place}: ${red(code)}${where}`,
    `  ${escapeControls(message)}`,
    ...excerpt(diagnostic, sourceLine, dim, red),
    ...(allowed === undefined ? [] : [`  ${dim('allowed:')} ${escapeControls(allowed)}`]),
    `  ${dim('fix:')} ${cyan(escapeControls(fix))}`,
    '',
  ].join('\n');
}

/** The marked line, cut to a window around the mark where it is long. */
function excerpt({ line, column, length }: Diagnostic, text: string, dim: Styles['dim'], red: Styles['red']): string[] {
  if (text.trim() === '') return [];
  const from = text.length <= EXCERPT_WIDTH ? 0 : Math.max(0, column - 1 - EXCERPT_WIDTH / 2);
  // One character each, so that the carets stand below what they mark.
  const shown = escapeToOne(text.slice(from, from + EXCERPT_WIDTH));
  const start = Math.min(column - 1 - from, shown.length);
  const marks = '^'.repeat(Math.max(1, Math.min(length, shown.length - start)));
  const gutter = String(line);
  return [
    `  ${dim(`${gutter} |`)} ${shown}`,
    `  ${dim(`${' '.repeat(gutter.length)} |`)} ${' '.repeat(start)}${red(marks)}`,
  ];
}

function escapeToOne(text: string): string {
  return text
    .replaceAll('\t', ' ')
    .replace(/./gu, (character) => (escapeControls(character) === character ? character : '·'));
}
