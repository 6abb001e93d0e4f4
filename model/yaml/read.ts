import { Composer, type CST, type Document, isScalar, Lexer, LineCounter, type ParsedNode, Parser } from 'yaml';
import type { Problem } from '../diagnostic';
import { Reader } from './reader';
import type { PlainValue, Spans } from './spans';
import { MAX_DEPTH, survey } from './survey';
import { syntaxProblems } from './syntax';

/** What stands in a YAML text. Without `value`, the problems made it unreadable. */
export interface YamlContent {
  readonly problems: readonly Problem[];
  readonly lines: LineCounter;
  readonly content?: { readonly value: PlainValue; readonly spans: Spans };
}

/** Options that pin YAML 1.2 whatever a directive says, and leave to the reader what it checks in linear time. */
const OPTIONS = {
  version: '1.2',
  schema: 'core',
  merge: false,
  resolveKnownTags: false,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

const START = { start: 0, end: 0 };

/** YAML text → plain values with places. Never throws. */
export function readYaml(text: string): YamlContent {
  const lines = new LineCounter();
  const unreadable = (...problems: readonly Problem[]): YamlContent => ({ problems, lines });

  const tokens = tokenize(text, lines);
  if (tokens === undefined) return unreadable(tooMuch());
  const { tooDeep, unclosed } = survey(tokens);
  if (tooDeep !== undefined) return unreadable(nestedTooDeep(tooDeep));

  const documents = [...new Composer(OPTIONS).compose(tokens, true, text.length)];
  const [first, second] = documents;
  if (first === undefined) return unreadable(emptyFile());
  const syntax = syntaxProblems(first, text, unclosed);
  if (second) syntax.push(multipleDocuments(second));
  if (syntax.length > 0) return unreadable(...syntax);
  if (isEmpty(first.contents)) return unreadable(emptyFile());

  const reader = new Reader(text, first.contents);
  const value = reader.read();
  if (reader.problems.some(({ code }) => code === 'alias-bomb')) return unreadable(...reader.problems);
  return { problems: reader.problems, lines, content: { value, spans: reader.spans } };
}

/**
 * Words and signs of YAML in one file, spaces and line ends included: thousands of lines. Some stages of the YAML
 * library take quadratic time or recurse for each, so a hostile megabyte must not reach them.
 */
const MAX_TOKENS = 40_000;

/** The syntax tree, or undefined where the text is larger than any topology. */
function tokenize(text: string, lines: LineCounter): readonly CST.Token[] | undefined {
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  let count = 0;
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    count += 1;
    if (count > MAX_TOKENS) return undefined;
    tokens.push(...parser.next(lexeme));
  }
  tokens.push(...parser.end());
  return tokens;
}

function isEmpty(contents: ParsedNode | null): contents is null {
  return contents === null || (isScalar(contents) && contents.value === null && !contents.source);
}

function multipleDocuments(second: Document.Parsed): Problem {
  const start = second.range[0];
  return {
    code: 'multiple-documents',
    path: [],
    at: { start, end: start },
    message: 'a second YAML document starts here; one file is one topology',
    fix: 'put it into a file of its own, or delete the `---`',
  };
}

function emptyFile(): Problem {
  return {
    code: 'empty-file',
    path: [],
    at: START,
    message: 'the file has no content',
    fix: 'start from a shipped topology: nospof init',
  };
}

function tooMuch(): Problem {
  return {
    code: 'file-too-large',
    path: [],
    at: START,
    message: `the file holds more than ${MAX_TOKENS} words and signs; a topology is a page or two`,
    fix: 'check that this is the right file',
  };
}

function nestedTooDeep(offset: number): Problem {
  return {
    code: 'too-deep',
    path: [],
    at: { start: offset, end: offset + 1 },
    message: `nested deeper than ${MAX_DEPTH} levels`,
    fix: 'look for brackets that are not closed',
  };
}
