import { CODES } from '../codes';
import { formatDiagnostics } from '../format';
import { parseTopology } from '../parse';
import { EXAMPLES } from './examples';

const INTRODUCTION = `# Errors in a topology

Every problem of a file is reported at once, in the order of the text, each with a code, its place, what is allowed there
and the fix. Codes are stable. The exit status is 2, and nothing is written. This page is generated from the model.
`;

/** The page of all error codes: what each means, a text that causes it, and what is printed for that. */
export function errorsMarkdown(): string {
  const examples: Readonly<Partial<Record<string, string>>> = EXAMPLES;
  const sections = Object.entries(CODES).map(([code, { means, remedy }]) => {
    const example = examples[code];
    return [
      `## ${code}\n`,
      `${means} ${remedy}\n`,
      ...(example === undefined ? [] : [shownExample(code, example)]),
    ].join('\n');
  });
  return [INTRODUCTION, ...sections].join('\n');
}

function shownExample(code: string, text: string): string {
  const result = parseTopology(text, 'shop.yaml');
  const diagnostics = 'diagnostics' in result ? result.diagnostics.filter((one) => one.code === code) : [];
  return [
    '```yaml',
    text.replaceAll('\t', '→').trimEnd(),
    '```\n',
    '```text',
    formatDiagnostics(diagnostics, text).trimEnd(),
    '```\n',
  ].join('\n');
}
