/** A directive of a configuration in braces: words, and what stands in its braces. */
export interface Directive {
  readonly words: readonly string[];
  readonly block: readonly Directive[];
}

/** How a daemon of this family writes. */
export interface BraceSyntax {
  /** What starts a comment in a word, to the end of the line. */
  readonly comment: RegExp;
  /** What ends a directive: the end of its line, or a semicolon. */
  readonly end: 'line' | 'semicolon';
}

type Token = '{' | '}' | 'end' | readonly [word: string];

/** The directives of a text. What stands in braces that are never closed counts, as to the end of the text. */
export function parseBraces(text: string, syntax: BraceSyntax): readonly Directive[] {
  const stack: Directive[][] = [[]];
  let words: string[] = [];
  const finish = (block: Directive[] = []) => {
    if (words.length > 0) stack.at(-1)?.push({ words, block });
    words = [];
  };
  for (const token of tokens(text, syntax)) {
    if (token === '{') {
      const block: Directive[] = [];
      finish(block);
      stack.push(block);
    } else if (token === '}') {
      finish();
      if (stack.length > 1) stack.pop();
    } else if (token === 'end') finish();
    else words.push(token[0]);
  }
  finish();
  return stack[0] ?? [];
}

function tokens(text: string, { comment, end }: BraceSyntax): readonly Token[] {
  const found = text.matchAll(/"((?:\\.|[^"\\])*)"|'([^']*)'|([{};\n])|([^\s{};"']+)|\s/g);
  let ignored = false;
  return [...found].flatMap(([all, double, single, mark, word]): Token[] => {
    if (all === '\n') ignored = false;
    if (ignored) return [];
    const cut = word?.search(comment) ?? -1;
    if (word !== undefined && cut >= 0) {
      ignored = true;
      return cut === 0 ? [] : [[word.slice(0, cut)]];
    }
    if (mark === '{' || mark === '}') return [mark];
    if (mark === ';') return end === 'semicolon' ? ['end'] : [];
    if (mark === '\n') return end === 'line' ? ['end'] : [];
    const text = double ?? single ?? word;
    return text === undefined ? [] : [[text]];
  });
}

/** Blocks of a name, in their order. */
export function blocksOf(directives: readonly Directive[], name: string): readonly Directive[] {
  return directives.filter(({ words }) => words[0] === name);
}

/** Arguments of a directive; where it stands more than once, those of the last. */
export function lastArguments(directives: readonly Directive[], name: string): readonly string[] | undefined {
  return directives.findLast(({ words }) => words[0] === name)?.words.slice(1);
}
