import type { CST } from 'yaml';

/** Deepest nesting that is read. The format itself needs six levels. */
export const MAX_DEPTH = 32;

/** What is seen of a syntax tree before it is composed. Offsets are places in the text. */
export interface Survey {
  /** A collection deeper than `MAX_DEPTH`. */
  readonly tooDeep?: number;
  /** The quote or the bracket that opens what is never closed: most further errors follow from it. */
  readonly unclosed?: number;
}

/** Walks with a stack of its own: composing deep input would overflow the program's. */
export function survey(tokens: readonly CST.Token[]): Survey {
  const open = tokens.map((token) => ({ token, depth: 0 })).reverse();
  let quote: number | undefined;
  let bracket: number | undefined;
  for (let next = open.pop(); next; next = open.pop()) {
    const { token, depth } = next;
    if (depth > MAX_DEPTH) return { tooDeep: token.offset };
    if (isUnclosedQuote(token)) quote ??= token.offset;
    if (token.type === 'flow-collection' && !token.end.some(({ source }) => source === '}' || source === ']')) {
      bracket = token.offset;
    }
    for (const child of childrenOf(token))
      open.push({ token: child, depth: token.type === 'document' ? depth : depth + 1 });
  }
  return { unclosed: quote ?? bracket };
}

function childrenOf(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value ? [token.value] : [];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value]).filter((child) => child != null);
}

function isUnclosedQuote(token: CST.Token): boolean {
  if (token.type === 'double-quoted-scalar') return !/^"(?:[^"\\]|\\.)*"$/s.test(token.source);
  return token.type === 'single-quoted-scalar' && !/^'(?:[^']|'')*'$/.test(token.source);
}
