/** A table; what is in its cells is escaped. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)];
}

/** Text in which nothing is markup, on one line. */
export function escaped(text: string): string {
  return text.replace(/[\\|<>*`[\]]/g, '\\$&').replace(/[\r\n]+/g, ' ');
}

/** A part that is folded until a reader opens it. */
export function folded(summary: string, lines: readonly string[]): readonly string[] {
  return ['', '<details>', `<summary>${html(summary)}</summary>`, '', ...lines, '', '</details>'];
}

/** Text as code that nothing in it can end. */
export function codeBlock(language: string, lines: readonly string[]): readonly string[] {
  const longest = Math.max(2, ...lines.flatMap((line) => line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...lines, fence];
}

/** A name as code within a line. */
export function code(text: string): string {
  return text.includes('`') ? escaped(text) : `\`${text.replace(/[\r\n]+/g, ' ')}\``;
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
