import { parse } from 'yaml';

/** One paragraph of a review: what it is about, and its text. */
export type Paragraph = readonly [address: string, body: string];

interface CloudConfig {
  readonly packages: readonly string[];
  readonly write_files: readonly { readonly path: string; readonly content: string; readonly permissions?: string }[];
}

interface SharedFile {
  readonly path: string;
  readonly mode: string;
  readonly content: string;
  readonly nodes: string[];
}

/** Is this the name of a `locals` entry that holds a node's cloud-config? */
export function isMachine(name: string, value: unknown): value is string {
  return name.endsWith('_machine') && typeof value === 'string' && value.startsWith('#cloud-config');
}

/**
 * The nodes' configuration as people review it: for each node what it installs and which files it has; then each file
 * once, with the nodes that have it like that.
 * @param texts cloud-config by the node's name, as it reaches the node
 */
export function machineReview(texts: ReadonlyMap<string, string>): readonly Paragraph[] {
  const nodes = [...texts].map(([node, text]) => ({ node, config: parse(text) as CloudConfig }));
  const files = new Map<string, SharedFile>();
  for (const { node, config } of nodes) {
    for (const { path, content, permissions: mode = '0644' } of config.write_files) {
      const key = JSON.stringify([path, mode, content]);
      const known = files.get(key);
      if (known) known.nodes.push(node);
      else files.set(key, { path, mode, content, nodes: [node] });
    }
  }
  return [
    ...nodes.map(({ node, config }): Paragraph => [`machine ${node}`, overview(config)]),
    ...[...files.values()].sort(byPath).map((file): Paragraph => [title(file, texts.size), file.content]),
  ];
}

function overview({ packages, write_files }: CloudConfig): string {
  const paths = write_files.map(({ path }) => path);
  return `packages: ${packages.join(' ')}\nfiles:\n${paths.map((path) => `  ${path}\n`).join('')}`;
}

function title({ path, mode, nodes }: SharedFile, all: number): string {
  const where = nodes.length === all && all > 1 ? 'every node' : nodes.join(', ');
  return `file ${path}${mode === '0644' ? '' : ` (${mode})`} on ${where}`;
}

function byPath(a: SharedFile, b: SharedFile): number {
  const [one, other] = [[a.path, ...a.nodes].join(' '), [b.path, ...b.nodes].join(' ')];
  return one < other ? -1 : one > other ? 1 : 0;
}
