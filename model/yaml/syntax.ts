import type { Document, ErrorCode, YAMLError } from 'yaml';
import type { Problem } from '../diagnostic';

/** Syntax errors that are reported: what comes after the first ones mostly follows from them. */
const MOST_REPORTED = 5;

/** The fix for the library's errors that people make, in words for who writes a topology. */
const FIXES: Readonly<Partial<Record<ErrorCode, string>>> = {
  BAD_INDENT: 'indent this line as its neighbours are, and close brackets that are open',
  BAD_SCALAR_START: 'put the text in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'write one key on each line, or several in braces: { a: 1, b: 2 }',
  BLOCK_IN_FLOW: 'separate the entries by commas, and close brackets that are open',
  MISSING_CHAR: 'add what is missing: a colon after a key, a comma between entries, a space after both',
  MULTILINE_IMPLICIT_KEY: 'put a colon after the key, and check how far this line and the next are indented',
  TAG_RESOLVE_FAILED: 'delete the tag; topologies need none',
  UNEXPECTED_TOKEN: 'delete what does not belong here, or put the text in quotes',
};

/** What keeps a document from being read: one problem a line. */
export function syntaxProblems(document: Document.Parsed, text: string, unclosed: number | undefined): Problem[] {
  const { yaml } = document.directives;
  const errors = [...document.errors, ...document.warnings];
  const problems =
    errors.length > 0 && unclosed !== undefined
      ? [unclosedProblem(text, unclosed)]
      : onePerLine(errors, text)
          .slice(0, MOST_REPORTED)
          .map((error) => syntaxProblem(error, text));
  return yaml.explicit && yaml.version !== '1.2' ? [...problems, directiveProblem(text)] : problems;
}

function onePerLine(errors: readonly YAMLError[], text: string): readonly YAMLError[] {
  const byLine = new Map<number, YAMLError>();
  for (const error of [...errors].sort((a, b) => a.pos[0] - b.pos[0])) {
    const line = lineStart(text, error.pos[0]);
    if (!byLine.has(line)) byLine.set(line, error);
  }
  return [...byLine.values()];
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

function syntaxProblem(error: YAMLError, text: string): Problem {
  const [start, end] = error.pos;
  const line = lineStart(text, start);
  const indent = /^[ \t]*/.exec(text.slice(line, start + 1))?.[0] ?? '';
  const tab = indent.indexOf('\t');
  if (tab >= 0) {
    const at = { start: line + tab, end: line + tab + 1 };
    const fix = 'replace the tab by spaces, two for each level';
    return { code: 'tab', path: [], at, message: 'a tab indents this line; YAML indents with spaces', fix };
  }
  const fix = FIXES[error.code] ?? 'correct the YAML at this place';
  return { code: 'yaml-syntax', path: [], at: { start, end }, message: firstLine(error.message), fix };
}

/** A message of the YAML library may quote the whole input. */
function firstLine(message: string): string {
  const [line = ''] = message.split('\n', 1);
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

function unclosedProblem(text: string, start: number): Problem {
  const sign = text.charAt(start);
  const closing = { '{': '}', '[': ']' }[sign] ?? sign;
  const message = `this ${sign} is never closed`;
  const at = { start, end: start + 1 };
  return { code: 'yaml-syntax', path: [], at, message, fix: `add the ${closing} that closes it, or delete it` };
}

function directiveProblem(text: string): Problem {
  const start = Math.max(0, text.search(/^%YAML/m));
  const at = { start, end: start + '%YAML'.length };
  return {
    code: 'yaml-directive',
    path: [],
    at,
    message: 'topologies are YAML 1.2',
    fix: 'delete the %YAML directive',
  };
}
