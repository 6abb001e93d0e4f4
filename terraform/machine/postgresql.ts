import { dirname, join } from 'node:path/posix';
import { filesAt, type MachineFiles } from '../machine-files';

/** A line of `pg_hba.conf`: who may come in, and how. */
export interface HbaEntry {
  /** `local`, `host`, `hostssl` … */
  readonly type: string;
  readonly databases: readonly string[];
  readonly users: readonly string[];
  /** Address and mask as one word; empty of a `local` line. */
  readonly address: string;
  readonly method: string;
}

/** What a server of PostgreSQL starts with. */
export interface Postgresql {
  /** Values by their names in small letters, as the last line says that gives one. */
  readonly settings: ReadonlyMap<string, string>;
  /** In their order: the first that fits a caller decides. */
  readonly admissions: readonly HbaEntry[];
}

/** Longest chain of files that include files; PostgreSQL's own limit is 10. */
const DEPTH = 10;

/**
 * What the server of a configuration file reads: names in any case, `=` or a blank between name and value, values in quotes or
 * plain, `#` before a comment, files that it includes where they stand, and of two values of a name the later (PostgreSQL's
 * manual, "Setting Parameters"). Then the file of admissions that it names.
 * @param path of its `postgresql.conf`
 */
export function readPostgresql(files: MachineFiles, path: string): Postgresql {
  const settings = new Map(linesOf(files, path, 0));
  const hba = files.get(settings.get('hba_file') ?? join(dirname(path), 'pg_hba.conf')) ?? '';
  return { settings, admissions: hba.replaceAll(/\\\n/g, ' ').split('\n').flatMap(entryOf) };
}

function linesOf(files: MachineFiles, path: string, depth: number): readonly (readonly [string, string])[] {
  const text = files.get(path);
  if (text === undefined || depth > DEPTH) return [];
  const at = (other: string) => (other.startsWith('/') ? other : join(dirname(path), other));
  return text.split('\n').flatMap((raw): readonly (readonly [string, string])[] => {
    const [, name, quoted, plain] =
      /^\s*([A-Za-z_][\w.]*)\s*(?:=\s*)?(?:'((?:[^'\\]|''|\\.)*)'|([^\s#']+))\s*(?:#.*)?$/.exec(raw) ?? [];
    if (name === undefined) return [];
    const value = quoted?.replaceAll("''", "'").replaceAll(/\\(.)/g, '$1') ?? plain ?? '';
    const key = name.toLowerCase();
    if (key === 'include' || key === 'include_if_exists') return linesOf(files, at(value), depth + 1);
    if (key !== 'include_dir') return [[key, value]];
    const found = [...filesAt(files, at(value)).keys()].filter((one) => /\/[^./][^/]*\.conf$/.test(one));
    return found.sort().flatMap((one) => linesOf(files, one, depth + 1));
  });
}

function entryOf(raw: string): readonly HbaEntry[] {
  const words = raw.replace(/#.*/, '').trim().split(/\s+/);
  const [type = '', databases = '', users = '', ...rest] = words;
  if (!/^(local|host(no)?(ssl|gssenc)?)$/.test(type)) return [];
  // A mask may stand apart from its address.
  const isApart = type !== 'local' && /^[\d.:a-f]+$/.test(rest[1] ?? '');
  const address = type === 'local' ? '' : rest.slice(0, isApart ? 2 : 1).join('/');
  const method = rest[type === 'local' ? 0 : isApart ? 2 : 1] ?? '';
  const list = (text: string) => text.replaceAll('"', '').split(',');
  return [{ type, databases: list(databases), users: list(users), address, method }];
}

/** Whether a value is on, as PostgreSQL takes it: a word or its beginning, in any case. */
export function isPostgresqlOn(value: string | undefined): boolean {
  return value !== undefined && /^(on|1|t|tr|tru|true|y|ye|yes)$/i.test(value);
}
