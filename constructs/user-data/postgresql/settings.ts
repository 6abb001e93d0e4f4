import { NODE_FOLDERS } from '../../../model/node-files';
import type { ConfigFile } from '../machine';
import { memorySettings, type Settings } from './tuning';

/** Where a node keeps its database, on the volume that is mounted at `/srv/data`. */
export const POSTGRESQL_DATA = NODE_FOLDERS.postgresqlData;

/** Name of the application's database and of its account; the password is the secret `db/site`. */
export const APPLICATION_DATABASE = 'site';

/** The account by which the check looks at the server. */
export const CHECK_USER = 'dbcheck';

/**
 * What Debian calls the cluster that its package makes. Ours is that one, with its data elsewhere: a second one beside it would
 * contend for the port.
 */
const CLUSTER = 'main';

/** The unit of Debian's cluster. @param version PostgreSQL's, as `17` */
export function serverUnit(version: string): string {
  return `postgresql@${version}-${CLUSTER}`;
}

/** The files that the server reads when it starts; they are whole, and nothing else is read. */
export function configurationFiles(version: string, memoryMiB: number): readonly [ConfigFile, ConfigFile] {
  const folder = `${NODE_FOLDERS.postgresqlConfiguration}/${version}/${CLUSTER}`;
  const hba = `${folder}/pg_hba.conf`;
  const settings: Settings = {
    data_directory: quoted(POSTGRESQL_DATA),
    hba_file: quoted(hba),
    // Debian's unit knows the server by it.
    external_pid_file: quoted(`/run/postgresql/${version}-${CLUSTER}.pid`),
    cluster_name: quoted(`${version}/${CLUSTER}`),
    unix_socket_directories: quoted('/run/postgresql'),
    listen_addresses: quoted('*'),
    port: 5432,
    password_encryption: quoted('scram-sha-256'),
    ...memorySettings(memoryMiB),
    ...DURABILITY,
    ...CLIENTS,
    ...VOLUME,
    ...LOG,
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}\n`);
  return [
    { path: `${folder}/postgresql.conf`, content: lines.join('') },
    { path: hba, content: HBA },
  ];
}

/**
 * An acknowledged write is on the disk, and the log has from the first day what replicas and a restore to a point in time need, so
 * that neither asks for a restart of data that is there.
 */
const DURABILITY: Settings = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  wal_level: 'replica',
  wal_log_hints: 'on',
};

/** Clients that are gone without a word give their transactions and locks up within a minute. */
const CLIENTS: Settings = {
  tcp_keepalives_idle: 30,
  tcp_keepalives_interval: 10,
  tcp_keepalives_count: 3,
  client_connection_check_interval: quoted('10s'),
};

/** gp3 volumes have no seek cost, and 3000 operations per second at once. */
const VOLUME: Settings = { random_page_cost: 1.1, effective_io_concurrency: 200 };

const LOG: Settings = {
  log_line_prefix: quoted('%m [%p] %q%u@%d '),
  log_min_duration_statement: quoted('1s'),
  log_timezone: quoted('Etc/UTC'),
  timezone: quoted('Etc/UTC'),
};

/** Who may come in: the administrator and the check as users of the machine, the application by its password, and nobody else. */
const HBA = [
  'local all postgres peer',
  `local postgres ${CHECK_USER} peer`,
  `host ${APPLICATION_DATABASE} ${APPLICATION_DATABASE} 0.0.0.0/0 scram-sha-256`,
  '',
].join('\n');

function quoted(text: string): string {
  return `'${text}'`;
}
