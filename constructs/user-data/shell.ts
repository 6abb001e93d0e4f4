const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** One shell word: quoted where the shell would read anything into it. */
export function quote(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Shell words joined by spaces, each quoted as needed. */
export function words(list: readonly string[]): string {
  return list.map(quote).join(' ');
}
