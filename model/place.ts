import type { LineCounter } from 'yaml';
import { type Diagnostic, keyPathText, type Problem, type Span } from './diagnostic';
import type { PlainValue, Spans } from './yaml/spans';

/** A text in which problems are looked up. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
  readonly lines: LineCounter;
  /** The values in the text and their places, as far as it could be read. */
  readonly content?: { readonly value: PlainValue; readonly spans: Spans };
}

/** Problems with their places, in the order of the text; the same problem is reported once. */
export function placed(source: SourceText, problems: readonly Problem[]): readonly Diagnostic[] {
  const unique = new Map<string, Diagnostic>();
  for (const problem of problems) {
    const diagnostic = place(source, problem);
    unique.set(JSON.stringify([diagnostic.code, diagnostic.line, diagnostic.column, diagnostic.path]), diagnostic);
  }
  return [...unique.values()].sort(
    (a, b) => a.line - b.line || a.column - b.column || compare(a.code, b.code) || compare(a.path, b.path),
  );
}

function place(source: SourceText, problem: Problem): Diagnostic {
  const { code, path, value, message, allowed, fix } = problem;
  const span = spanOf(source, problem);
  const { line, col } = source.lines.linePos(span.start);
  const lineEnd = source.text.slice(span.start, span.end).search(/[\r\n]/);
  const end = lineEnd < 0 ? span.end : span.start + lineEnd;
  return {
    code,
    severity: 'error',
    file: source.file,
    line: Math.max(1, line),
    column: Math.max(1, col),
    length: Math.max(1, end - span.start),
    path: keyPathText(path),
    ...(value !== undefined && { value }),
    message,
    ...(allowed !== undefined && { allowed }),
    fix,
  };
}

function spanOf({ content }: SourceText, { at, path }: Problem): Span {
  if (typeof at === 'object') return at;
  return content ? content.spans.at(content.value, path, at) : { start: 0, end: 0 };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
