import { filesAt, type MachineFiles } from '../machine-files';

/** An option as a server would have it on its command line, in the order in which it takes them. */
export interface Option {
  /** As written, but for `_` in place of `-`. */
  readonly name: string;
  readonly value: string | undefined;
}

/** Groups that MariaDB's server reads; some of them with its version behind them as well (`mariadbd --help --verbose`). */
const GROUPS = ['mysqld', 'server', 'mariadb', 'mariadbd', 'client-server', 'galera'];
const WITH_VERSION = ['mysqld', 'mariadb', 'mariadbd'];

/** Debian's own `/etc/mysql/my.cnf`, which no node changes. */
const MAIN = '[client-server]\n!includedir /etc/mysql/conf.d/\n!includedir /etc/mysql/mariadb.conf.d/\n';

/**
 * The options that MariaDB's server starts with, from its option files: `/etc/my.cnf`, `/etc/mysql/my.cnf`, and what they
 * include, of a folder all `.cnf` in the order of their names. Each is taken where it stands; of two, the later counts.
 * @param version of the server, as `11.8`
 */
export function mariadbOptions(files: MachineFiles, version: string): readonly Option[] {
  const groups = new Set([...GROUPS, ...WITH_VERSION.map((group) => `${group}-${version}`)]);
  const main = files.get('/etc/mysql/my.cnf') ?? files.get('/etc/mysql/mariadb.cnf') ?? MAIN;
  return [files.get('/etc/my.cnf') ?? '', main].flatMap((text) => optionsOf(text, groups, files, 0));
}

/** Longest chain of files that include files; MariaDB's own limit is 10. */
const DEPTH = 10;

function optionsOf(text: string, groups: ReadonlySet<string>, files: MachineFiles, depth: number): Option[] {
  let counts = false;
  return text.split('\n').flatMap((raw): Option[] => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) return [];
    const [, directive, target = ''] = /^!(includedir|include)\s+(.*?)\/?$/.exec(line) ?? [];
    if (directive !== undefined) return depth < DEPTH ? included(directive, target, groups, files, depth + 1) : [];
    const [, group] = /^\[\s*([^\]]*?)\s*\]/.exec(line) ?? [];
    if (group !== undefined) counts = groups.has(group);
    return group === undefined && counts ? [optionOf(withoutComment(line))] : [];
  });
}

function included(
  directive: string,
  target: string,
  groups: ReadonlySet<string>,
  files: MachineFiles,
  depth: number,
): Option[] {
  if (directive === 'include') return optionsOf(files.get(target) ?? '', groups, files, depth);
  const found = [...filesAt(files, target)].filter(([path]) => /^[^/]+\.cnf$/.test(path.slice(target.length + 1)));
  return found.sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, text]) => optionsOf(text, groups, files, depth));
}

/** Cuts off what stands behind a `#` that is in no quotes. */
function withoutComment(line: string): string {
  const [found = ''] = /^(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^#"']|["'](?=[^"']*$))*/.exec(line) ?? [];
  return found.trim();
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', s: ' ', '\\': '\\' };

function optionOf(line: string): Option {
  const [, name = '', , value] = /^([^=]*?)\s*(=\s*(.*))?$/.exec(line) ?? [];
  const unquoted = value?.replace(/^(["'])(.*)\1$/, '$2');
  return {
    name: name.replaceAll('-', '_'),
    value: unquoted?.replaceAll(/\\([ntrbs\\])/g, (_, letter: string) => ESCAPES[letter] ?? letter),
  };
}

/** The value that counts: the last one. Of an option without one, `ON`. */
export function optionValue(options: readonly Option[], name: string): string | undefined {
  const skip = `skip_${name}`;
  const found = options.findLast((one) => one.name.replace(/^loose_/, '') === name || one.name === skip);
  if (found === undefined) return undefined;
  return found.name === skip ? 'OFF' : (found.value ?? 'ON');
}

/** Whether an option is on, as MariaDB takes `ON`, `TRUE` and `1`. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && /^(on|true|1)$/i.test(value);
}
