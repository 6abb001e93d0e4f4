import { parse } from 'yaml';

/** One paragraph of a review: what it is about, and its text. */
export type Paragraph = readonly [address: string, body: string];

/** A file as one or more nodes have it. */
export interface MachineFile {
  readonly path: string;
  readonly mode: string;
  readonly content: string;
}

/** What a node installs, and its files. */
export interface ReviewedMachine {
  readonly packages: readonly string[];
  readonly files: readonly MachineFile[];
}

interface CloudConfig {
  readonly packages: readonly string[];
  readonly write_files: readonly { readonly path: string; readonly content: string; readonly permissions?: string }[];
}

/** Is this the name of a `locals` entry that holds a node's cloud-config? */
export function isMachine(name: string, value: unknown): value is string {
  return name.endsWith('_machine') && typeof value === 'string' && value.startsWith('#cloud-config');
}

/** A node's cloud-config, as it reaches the node. */
export function reviewedMachine(text: string): ReviewedMachine {
  const { packages, write_files } = parse(text) as CloudConfig;
  const files = write_files.map(({ path, content, permissions: mode = '0644' }) => ({ path, mode, content }));
  return { packages, files };
}

/**
 * Names each distinct file of all machines once: its path, and where its content differs from node to node `@` and the
 * first topology and node that have it like that.
 * @param machines by topology, in order, and by the node's name
 */
export function machineFiles(
  machines: ReadonlyMap<string, ReadonlyMap<string, ReviewedMachine>>,
): (file: MachineFile) => string {
  const owners = new Map<string, Map<string, string>>();
  for (const [topology, nodes] of machines)
    for (const [node, { files }] of nodes)
      for (const { path, content } of files) {
        const variants = owners.get(path) ?? new Map<string, string>();
        owners.set(path, variants);
        if (!variants.has(content)) variants.set(content, `${topology}.${node}`);
      }
  return ({ path, content }) => {
    const variants = owners.get(path);
    return variants === undefined || variants.size === 1 ? path : `${path}@${variants.get(content)}`;
  };
}

/** What a node installs, and which files it has, as paragraphs. */
export function machineParagraph(
  node: string,
  { packages, files }: ReviewedMachine,
  nameOf: (file: MachineFile) => string,
): Paragraph {
  const lines = files.map((file) => `  ${nameOf(file)}${file.mode === '0644' ? '' : ` (${file.mode})`}\n`);
  return [`machine ${node}`, `packages: ${packages.join(' ')}\nfiles:\n${lines.join('')}`];
}
