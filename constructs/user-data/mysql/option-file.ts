import type { ConfigFile } from '../machine';

/** Values of one group of a MariaDB option file, in the order in which they are written. */
export type Options = Readonly<Record<string, string | number>>;

/**
 * Read after all of Debian's own files in this folder, so that it has the last word. Debian keeps its defaults where
 * nothing here says otherwise.
 */
export const OPTION_FILE = '/etc/mysql/mariadb.conf.d/70-nospof.cnf';

/** The `[mysqld]` group as an option file. */
export function optionFile(options: Options, path: string = OPTION_FILE): ConfigFile {
  const lines = Object.entries(options).map(([key, value]) => `${key} = ${value}`);
  return { path, content: ['[mysqld]', ...lines, ''].join('\n') };
}
