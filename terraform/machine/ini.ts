/** Settings of each section, by the section's name; what stands before the first is under an empty one. */
export type Ini = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Files of sections with `name = value`, as PHP, its pools and the daemons of NFS read them: `;` and `#` make a comment of a
 * line, a value may be in quotes, and of two values of a name the later counts, whichever file it is in.
 * @param texts in the order in which they are read
 */
export function parseIni(texts: readonly string[]): Ini {
  const sections = new Map<string, Map<string, string>>();
  for (const text of texts) {
    let section = '';
    for (const raw of text.split('\n')) {
      const line = raw.trim();
      if (line === '' || line.startsWith(';') || line.startsWith('#')) continue;
      const [, heading] = /^\[\s*([^\]]*?)\s*\]/.exec(line) ?? [];
      section = heading ?? section;
      const settings = sections.get(section) ?? new Map<string, string>();
      sections.set(section, settings);
      const [, name, rest = ''] = heading === undefined ? (/^([^=]+?)\s*=\s*(.*)$/.exec(line) ?? []) : [];
      if (name !== undefined) settings.set(name, said(rest));
    }
  }
  return sections;
}

/** What a value says: that in its quotes, or all up to a comment. */
function said(text: string): string {
  const [, double, single] = /^(?:"([^"]*)"|'([^']*)')/.exec(text) ?? [];
  return double ?? single ?? text.replace(/\s*;.*$/, '');
}

/** Whether a value is on, as PHP and NFS take it. */
export function isIniOn(value: string | undefined): boolean {
  return value !== undefined && /^(1|on|yes|true|y|t)$/i.test(value);
}
