import { NODE_FOLDERS } from '../../../model/node-files';
import type { StepNode } from '../../site-facts';
import type { StepContext } from '../context';

/** Where a node keeps its database. */
export const DATABASE_DIR = NODE_FOLDERS.databaseData;

/** Shell that asks a database as the application does; a password in the environment is in no list of processes. */
export const AS_SITE = 'MYSQL_PWD=$(cat /etc/nospof/secrets/db)';

/** Routines and events are dumped only when asked for. */
export const DUMP_OPTIONS = '--single-transaction --routines --triggers --events';

/** Shell that puts the address of the node that takes writes into `host`. */
export function findWriter(nodes: readonly StepNode[]): readonly string[] {
  const hosts = nodes.map(({ privateIp, name }) => privateIp ?? name);
  if (hosts.length === 1) return [`host=${hosts[0]}`];
  return [
    `until for host in ${hosts.join(' ')}; do curl -sfo /dev/null "http://$host:9200/write" && break; done; do sleep 5; done`,
  ];
}

/** Shell that waits until the application's account is let in at `host`. */
export const WAIT_FOR_SITE = `until ${AS_SITE} mariadb -h "$host" -u site site -e 'SELECT 1' >/dev/null; do sleep 5; done`;

/** The unit of a node's web server. */
export function webServer({ before }: StepContext, node: StepNode): string {
  const machine = before.machineOf(before.nodes.get(node.name) ?? node);
  // Before an Apache without a balancer there is an nginx, too.
  return machine.starts('apache2') ? 'apache2' : 'nginx';
}
