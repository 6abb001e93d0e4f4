import { NODE_FOLDERS } from '../../../model/node-files';
import type { DatabaseProgram } from '../../data/engines';
import type { StepNode } from '../../site-facts';
import type { StepContext } from '../context';

/** Where a node keeps its database. */
export const DATABASE_DIR = NODE_FOLDERS.databaseData;

/** Shell that asks a database as the application does; a password in the environment is in no list of processes. */
export const AS_SITE = 'MYSQL_PWD=$(cat /etc/nospof/secrets/db)';
const AS_SITE_POSTGRESQL = 'PGPASSWORD=$(cat /etc/nospof/secrets/db)';

/** Routines and events are dumped only when asked for. */
export const DUMP_OPTIONS = '--single-transaction --routines --triggers --events';

/** How a node of the application carries a database over; each line asks the server at `$host`, as the application does. */
export interface DumpDialect {
  /** Package with the programs. */
  readonly client: string;
  /** Writes the dump, and says of one that is whole that it is. */
  dump(file: string): string;
  /** Loads it, whole or not at all where the program can. */
  load(file: string): string;
  /** Waits until the application's account is let in. */
  readonly wait: string;
  /** What a dump that is whole ends with. */
  readonly whole: string;
}

/** What each program's dump takes. */
export const DIALECTS: Readonly<Record<DatabaseProgram, DumpDialect>> = {
  MariaDB: {
    client: 'mariadb-client',
    dump: (file) =>
      `${AS_SITE} mariadb-dump -h "$host" -u site ${DUMP_OPTIONS} site > ${file} && tail -n 1 ${file} | grep '^-- Dump completed'`,
    load: (file) => `${AS_SITE} mariadb -h "$host" -u site site < ${file}`,
    wait: `until ${AS_SITE} mariadb -h "$host" -u site site -e 'SELECT 1' >/dev/null; do sleep 5; done`,
    whole: '-- Dump completed on …',
  },
  PostgreSQL: {
    client: 'postgresql-client',
    dump: (file) =>
      `${AS_SITE_POSTGRESQL} pg_dump -h "$host" -U site --no-owner -d site > ${file} && tail -n 5 ${file} | grep '^-- PostgreSQL database dump complete'`,
    load: (file) =>
      `${AS_SITE_POSTGRESQL} psql -X -q -v ON_ERROR_STOP=1 --single-transaction -h "$host" -U site -d site -f ${file} >/dev/null`,
    wait: `until ${AS_SITE_POSTGRESQL} psql -X -h "$host" -U site -d site -c 'SELECT 1' >/dev/null; do sleep 5; done`,
    whole: '-- PostgreSQL database dump complete',
  },
};

/** Shell that waits until MariaDB lets the application's account in at `host`. */
export const WAIT_FOR_SITE = DIALECTS.MariaDB.wait;

/** Shell that puts the address of the node that takes writes into `host`. */
export function findWriter(nodes: readonly StepNode[]): readonly string[] {
  const hosts = nodes.map(({ privateIp, name }) => privateIp ?? name);
  if (hosts.length === 1) return [`host=${hosts[0]}`];
  return [
    `until for host in ${hosts.join(' ')}; do curl -sfo /dev/null "http://$host:9200/write" && break; done; do sleep 5; done`,
  ];
}

/** The unit of a node's web server. */
export function webServer({ before }: StepContext, node: StepNode): string {
  const machine = before.machineOf(before.nodes.get(node.name) ?? node);
  // Before an Apache without a balancer there is an nginx, too.
  return machine.starts('apache2') ? 'apache2' : 'nginx';
}
