/** A section of haproxy's configuration. */
export interface HaproxySection {
  readonly kind: string;
  readonly name: string;
  /** Its lines, without comments, split into words. */
  readonly lines: readonly (readonly string[])[];
}

const KINDS = new Set(['global', 'defaults', 'frontend', 'backend', 'listen']);

/** The sections of a configuration, in order. */
export function haproxySections(text: string): readonly HaproxySection[] {
  const sections: { kind: string; name: string; lines: string[][] }[] = [];
  for (const line of text.split('\n')) {
    const words = line
      .replace(/(^|\s)#.*/, '')
      .trim()
      .split(/\s+/);
    const [kind = '', name = ''] = words;
    if (kind === '') continue;
    if (KINDS.has(kind)) sections.push({ kind, name, lines: [] });
    else sections.at(-1)?.lines.push(words);
  }
  return sections;
}

/** Addresses that a section listens on, as `:80` or `127.0.0.1:3306`. */
export function binds({ lines }: HaproxySection): readonly string[] {
  return lines.filter(([word]) => word === 'bind').map(([, address]) => address ?? '');
}

/** Whether a bind answers on this machine alone. */
export function isLocal(bind: string): boolean {
  return /^(127\.|\[?::1\]?:|\/|unix@)/.test(bind);
}
