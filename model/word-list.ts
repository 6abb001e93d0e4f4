/** `a`, `a or b`, `a, b or c`. */
export function wordList(words: readonly string[], last: 'and' | 'or'): string {
  const head = words.slice(0, -1).join(', ');
  return [...(head === '' ? [] : [head]), ...words.slice(-1)].join(` ${last} `);
}
