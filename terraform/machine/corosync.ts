/** What corosync makes of its configuration, as far as elections hang on it. */
export interface Corosync {
  /** Addresses of all nodes, each node's last one. */
  readonly nodes: ReadonlySet<string>;
  /** Who says whether a majority is there. */
  readonly provider: string | undefined;
  /** Whether one of two goes on alone. */
  readonly twoNode: boolean;
  /** Names of its sections. */
  readonly sections: ReadonlySet<string>;
  /** Settings of sections that stand in no other, as `totem.token`. */
  readonly settings: ReadonlyMap<string, string>;
}

/** A section and its settings; of a setting that stands twice, the later counts (corosync.conf(5)). */
interface Section {
  readonly name: string;
  readonly settings: Map<string, string>;
  readonly sections: Section[];
}

/** corosync's configuration. A comment starts with `#`, at the start of a line. */
export function parseCorosync(text: string): Corosync {
  const root: Section = { name: '', settings: new Map(), sections: [] };
  const stack = [root];
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [, name] = /^([^\s{]+)\s*\{$/.exec(line) ?? [];
    const [, key, value = ''] = /^([^:]+?)\s*:\s*(.*)$/.exec(line) ?? [];
    const section = stack.at(-1) ?? root;
    if (name !== undefined) {
      const inner: Section = { name, settings: new Map(), sections: [] };
      section.sections.push(inner);
      stack.push(inner);
    } else if (line === '}') stack.pop();
    else if (key !== undefined) section.settings.set(key, value);
  }
  const named = (sections: readonly Section[], name: string) => sections.filter((one) => one.name === name);
  const nodes = named(root.sections, 'nodelist').flatMap(({ sections }) => named(sections, 'node'));
  const quorum = (key: string) => named(root.sections, 'quorum').findLast((one) => one.settings.has(key));
  return {
    nodes: new Set(nodes.flatMap(({ settings }) => settings.get('ring0_addr') ?? [])),
    provider: quorum('provider')?.settings.get('provider'),
    twoNode: quorum('two_node')?.settings.get('two_node') === '1',
    sections: new Set(root.sections.map(({ name }) => name)),
    settings: new Map(
      root.sections.flatMap(({ name, settings }) =>
        [...settings].map(([key, value]): [string, string] => [`${name}.${key}`, value]),
      ),
    ),
  };
}
