import { NODE_FOLDERS } from '../../../model/node-files';
import { script } from '../script';
import { quote } from '../shell';
import type { Options } from './option-file';
import { type MemoryShare, memoryOptions } from './tuning';

/** Where a node keeps its database, on the volume that is mounted at `/srv/data`. */
export const DATA_DIR = NODE_FOLDERS.databaseData;

/** What every MariaDB server of ours is told, whatever its role. */
export interface ServerProps extends MemoryShare {
  /**
   * Folder of the data files.
   * @default '/srv/data/mysql'
   */
  readonly dataDir?: string;
  /** The server's number in its tier, from 1; it marks whose transactions are whose. */
  readonly serverId: number;
  /** IPv4 address to listen on; `0.0.0.0` leaves the choice of callers to the security group. */
  readonly listen: string;
}

/**
 * Durable, UTF-8, no name lookups. gp3 volumes have no seek cost, so neighbours are not flushed along, and
 * `innodb_io_capacity` is a third of a gp3 volume's 3000 operations per second.
 */
export function serverOptions(props: ServerProps): Options {
  return {
    datadir: props.dataDir ?? DATA_DIR,
    'bind-address': props.listen,
    'skip-name-resolve': 'ON',
    server_id: props.serverId,
    character_set_server: 'utf8mb4',
    collation_server: 'utf8mb4_unicode_ci',
    ...memoryOptions(props),
    innodb_flush_log_at_trx_commit: 1,
    innodb_flush_neighbors: 0,
    innodb_io_capacity: 1000,
    slow_query_log: 'ON',
    slow_query_log_file: '/var/log/mysql/mariadb-slow.log',
    long_query_time: 1,
  };
}

/**
 * A binary log that can be replicated from and replayed to a point in time, kept for a week. `gtid_strict_mode` refuses
 * transactions out of order, so that two servers that went different ways are noticed.
 */
export const BINLOG_OPTIONS: Options = {
  log_bin: 'binlog',
  binlog_format: 'ROW',
  sync_binlog: 1,
  binlog_expire_logs_seconds: 604800,
  log_slave_updates: 'ON',
  gtid_strict_mode: 'ON',
};

/**
 * Shell that makes the folder of the server's logs: Debian's packages have none any more, and a server that cannot open its log
 * says nothing anywhere.
 */
export const MAKE_LOG_FOLDER = 'install -d -o mysql -g adm -m 2750 /var/log/mysql\n';

/** Shell that makes an empty database where there is none; by a rename, so that a half-made one is never taken for whole. */
export function makeDataDir(dataDir: string): string {
  return script('mysql/make-data-dir.sh', { DIR: quote(dataDir), FRESH: quote(`${dataDir}.new`) });
}

/** Debian's socket unit would start a second way in, on all addresses, whatever `bind-address` says. */
export const MASK_SOCKET = `systemctl -q mask --now mariadb.socket mariadb-extra.socket || echo 'mariadb.socket is not masked' >&2
`;

/** Shell that stops the step when the option files hold anything that the server doesn't know. */
export const CHECK_OPTIONS = 'mariadbd --user=mysql --help --verbose >/dev/null\n';

/** Name of the application's database and of its user; the password is the secret `db/site`. */
export const SITE_DATABASE = 'site';

/**
 * Shell function `password_hash PASSWORD`: what MariaDB stores for it, so that neither files nor the binary log hold the
 * password itself (`mysql_native_password`: SHA-1 of SHA-1).
 */
export const PASSWORD_HASH = script('mysql/password-hash.sh');

/** SQL for the application's database and user, for a here-document in a shell that has `PASSWORD_HASH` and `$site`. */
export const SITE_SQL = `CREATE DATABASE IF NOT EXISTS ${SITE_DATABASE};
${grant(`ALL ON ${SITE_DATABASE}.*`, SITE_DATABASE, 'site')}`;

/** SQL that makes an account whose password is in a shell variable, or gives it that password. */
export function grant(privileges: string, user: string, variable: string): string {
  return `GRANT ${privileges} TO ${user}@'%' IDENTIFIED BY PASSWORD '$(password_hash "$${variable}")';\n`;
}
