import { dirname, join } from 'node:path/posix';
import type { Machine } from '../../../terraform/machine/machine';
import { type HbaEntry, isPostgresqlOn, readPostgresql } from '../../../terraform/machine/postgresql';
import { daemon, type Reads, type Requirement } from './requirement';

const SERVER = /^\/etc\/postgresql\/\d+\/main\/postgresql\.conf$/;
const server = daemon(SERVER);
const admissions = daemon(/^\/etc\/postgresql\/\d+\/main\/pg_hba\.conf$/);

const setting = (name: string, fits: (value: string | undefined) => boolean, why: string): Requirement =>
  server(`${name}: ${why}`, ({ files }, path) => fits(readPostgresql(files, path).settings.get(name)));
const is = (pattern: RegExp) => (value: string | undefined) => value !== undefined && pattern.test(value);
const isOn = (value: string | undefined) => isPostgresqlOn(value);

/** The line that decides on a caller; `undefined` where none lets it in. */
function decides(entries: readonly HbaEntry[], type: string, database: string, user: string): HbaEntry | undefined {
  return entries.find(
    (one) =>
      one.type === type &&
      (one.databases.includes(database) || one.databases.includes('all')) &&
      (one.users.includes(user) || one.users.includes('all')),
  );
}
const lets = (fits: (entries: readonly HbaEntry[]) => boolean): Reads => {
  // That of the server that reads it: its settings may name another file.
  return ({ files }: Machine, path) => fits(readPostgresql(files, join(dirname(path), 'postgresql.conf')).admissions);
};
const asUser = (database: string, user: string): Reads =>
  lets((entries) => decides(entries, 'local', database, user)?.method === 'peer');

/** What a server of PostgreSQL must read for its node to keep rows and to be reached. */
export const POSTGRESQL: readonly Requirement[] = [
  setting('data_directory', is(/^\/srv\/data\/postgresql\/?$/), 'data lie on the data volume'),
  setting(
    'external_pid_file',
    is(/^\/(var\/)?run\/postgresql\/\d+-main\.pid$/),
    "Debian's unit knows the server by it",
  ),
  setting('unix_socket_directories', is(/^\/(var\/)?run\/postgresql$/), 'where the check and setup steps come in'),
  setting('listen_addresses', is(/^(\*|0\.0\.0\.0)$/), 'web nodes reach it'),
  setting('port', is(/^5432$/), 'where web nodes call'),
  setting('shared_buffers', is(/^[1-9]\d*(kB|MB|GB|TB)$/), 'its memory'),
  setting('max_connections', is(/^[1-9]\d+$/), 'how many may call'),
  setting('fsync', isOn, 'an acknowledged write is on the disk'),
  setting('synchronous_commit', is(/^(on|local|remote_\w+)$/i), 'an acknowledged write is on the disk'),
  setting('full_page_writes', isOn, 'a page that a crash cut in two is whole again'),
  server('wal_level: its log is enough for replicas and for a restore, and it takes writes', ({ files }, path) => {
    const { settings } = readPostgresql(files, path);
    const onlyReads = isPostgresqlOn(settings.get('default_transaction_read_only'));
    return /^(replica|logical)$/i.test(settings.get('wal_level') ?? '') && !onlyReads;
  }),
  setting('password_encryption', is(/^scram-sha-256$/i), 'no password is stored as it is'),
  admissions(
    'the application, by its password, and nobody from outside without one (host site site … scram-sha-256)',
    lets((entries) => {
      const one = decides(entries, 'host', 'site', 'site');
      const isOpen = entries.some(({ type, method }) => type !== 'local' && method === 'trust');
      return one?.method === 'scram-sha-256' && /^(all|0\.0\.0\.0\/0(\.0\.0\.0)?)$/.test(one.address) && !isOpen;
    }),
  ),
  admissions('the administrator, as a user of the machine (local all postgres peer)', asUser('postgres', 'postgres')),
  admissions('the check, as a user of the machine (local postgres dbcheck peer)', asUser('postgres', 'dbcheck')),
];
