import { filesAt, type MachineFiles } from '../machine-files';

/** A folder that an NFS server gives out, and to whom. */
export interface Export {
  /** The table that it stands in. */
  readonly path: string;
  readonly folder: string;
  /** An address, a block, a name, or `*` for everybody. */
  readonly client: string;
  /** In their order; of two that contradict each other, the later counts. */
  readonly options: readonly string[];
}

/**
 * All that a machine's tables of exports give out: `/etc/exports`, then those in `/etc/exports.d` in the order of their names. A
 * line is `FOLDER CLIENT(OPTIONS)…`; `\` continues it, `#` begins a comment, `-OPTIONS` holds for the clients behind it, and a
 * folder with blanks is in quotes (exports(5)).
 */
export function exportsOf(files: MachineFiles): readonly Export[] {
  const tables = [...filesAt(files, '/etc/exports'), ...filesAt(files, '/etc/exports.d')].filter(
    ([path]) => path === '/etc/exports' || (path.endsWith('.exports') && !path.slice(15).startsWith('.')),
  );
  return tables
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, text]) =>
      text
        .replaceAll(/\\\n/g, ' ')
        .split('\n')
        .flatMap((line) => lineOf(path, line)),
    );
}

function lineOf(path: string, line: string): readonly Export[] {
  const [, quoted, plain, rest = ''] = /^\s*(?:"([^"]*)"|([^\s"#]+))\s+(.*)$/.exec(line) ?? [];
  const folder = quoted ?? plain;
  if (!folder?.startsWith('/')) return [];
  const found: Export[] = [];
  let common: readonly string[] = [];
  for (const word of rest.replace(/#.*/, '').trim().split(/\s+/)) {
    if (word === '') continue;
    if (word.startsWith('-')) common = word.slice(1).split(',');
    else {
      const [, client = '', own = ''] = /^([^(]*)(?:\((.*)\))?$/.exec(word) ?? [];
      const options = [...common, ...own.split(',')].filter((one) => one !== '');
      found.push({ path, folder, client: client === '' ? '*' : client, options });
    }
  }
  return found;
}

/** The last of some options, which contradict each other. */
export function exportOption({ options }: Export, names: readonly string[]): string | undefined {
  return options.findLast((one) => names.includes(one));
}
