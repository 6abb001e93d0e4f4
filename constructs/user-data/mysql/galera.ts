import { needsDataVolume } from '../data-volume';
import { CHECK_PORT } from '../local-proxy';
import { type Endpoint, type MachinePart, SETUP_ORDER } from '../machine';
import { renewal } from '../renew';
import { dropIn, restartAlways } from '../systemd';
import { CHECK_SQL, dbCheckPart } from './check';
import { GALERA_START, galeraStartScript } from './galera-start';
import { OPTION_FILE, type Options, optionFile } from './option-file';
import {
  CHECK_OPTIONS,
  DATA_DIR,
  MAKE_LOG_FOLDER,
  MASK_SOCKET,
  makeDataDir,
  PASSWORD_HASH,
  SITE_SQL,
  serverOptions,
} from './server';
import { stallPart } from './stall';

/** A node of a Galera cluster, in which every node holds all data and can take writes. */
export interface GaleraProps {
  readonly self: Endpoint;
  /** All nodes including `self`, three or more, in the same order everywhere; the first bootstraps the cluster. */
  readonly nodes: readonly Endpoint[];
  /**
   * Whether writes go to one node at a time or to all. The nodes are the same; the web nodes' proxies make the difference.
   * Where all take writes, a statement that met another node's is tried again before the application sees a deadlock.
   */
  readonly mode: 'hot-warm' | 'hot-hot';
  /** The node's number in its tier, from 1. */
  readonly number: number;
  /** Memory of the machine in MiB. */
  readonly memoryMiB: number;
}

/**
 * Group communication timeouts: a node that falls silent is suspected after 2 s and voted out then, or after 4 s if the others
 * don't agree (defaults: 5 s and 15 s). Shorter would throw nodes out over a pause of the hypervisor.
 *
 * `gcache.size`: writes of this many bytes can be caught up with after an absence; beyond it a node is copied whole.
 */
const PROVIDER_OPTIONS = [
  'gcache.size=1G',
  'gcache.recover=yes',
  'evs.keepalive_period=PT0.5S',
  'evs.inactive_check_period=PT0.5S',
  'evs.suspect_timeout=PT2S',
  'evs.inactive_timeout=PT4S',
  'evs.install_timeout=PT4S',
].join(';');

/**
 * The copy for a new node is made by mariadb-backup, which doesn't block the node it copies from. It enters the database as
 * `mysql@localhost`, the account that Debian's server makes for its own system user and that needs no password.
 * There is no binary log: the copies are the other nodes, and a point in time is a snapshot of the volume.
 */
function options({ self, nodes, mode, number, memoryMiB }: GaleraProps): Options {
  return {
    ...serverOptions({ memoryMiB, serverId: number, listen: '0.0.0.0' }),
    binlog_format: 'ROW',
    innodb_autoinc_lock_mode: 2,
    wsrep_on: 'ON',
    wsrep_provider: '/usr/lib/galera/libgalera_smm.so',
    wsrep_cluster_name: self.name.replace(/-\d+$/, ''),
    wsrep_cluster_address: `gcomm://${nodes.map((node) => node.host).join(',')}`,
    wsrep_node_name: self.name,
    wsrep_node_address: self.host,
    wsrep_provider_options: `"${PROVIDER_OPTIONS}"`,
    wsrep_slave_threads: 4,
    wsrep_sst_method: 'mariabackup',
    wsrep_sst_auth: 'mysql:',
    ...(mode === 'hot-hot' ? { wsrep_retry_autocommit: 5 } : {}),
  };
}

/** One node of the Galera cluster, with the check on port 9200, where proxies and the other nodes see its state. */
export function galeraPart(props: GaleraProps): MachinePart {
  const { self, nodes } = props;
  const first = nodes[0]?.name === self.name;
  const check = dbCheckPart({ kind: 'galera', nodes: nodes.length });
  // The others drop a node that is silent. What waits for the volume ends when that comes back, and the server starts again.
  const stall = stallPart({ act: 'systemctl kill -s KILL mariadb' });
  return {
    packages: ['mariadb-server', 'mariadb-backup', 'galera-4', 'socat', ...(check.packages ?? [])],
    files: [
      optionFile(options(props)),
      {
        path: GALERA_START,
        mode: '0755',
        content: galeraStartScript({
          self: self.host,
          nodes: nodes.map((node) => node.host),
          dataDir: DATA_DIR,
          checkPort: CHECK_PORT,
        }),
      },
      dropIn('mariadb.service', 'nospof', {
        // A node waits for the others as long as it takes.
        Service: { ExecStartPre: `+${GALERA_START}`, TimeoutStartSec: 'infinity' },
      }),
      restartAlways('mariadb.service'),
      needsDataVolume('mariadb.service'),
      renewal('mariadb.service', {
        may: `[ "$(mariadb -Ne "SHOW STATUS LIKE 'wsrep_cluster_size'" | cut -f 2)" = ${nodes.length} ]`,
      }),
      ...(stall.files ?? []),
      ...(check.files ?? []),
    ],
    steps: [
      ...(check.steps ?? []),
      ...(stall.steps ?? []),
      {
        order: SETUP_ORDER.database,
        name: 'galera',
        script: `${MASK_SOCKET}${MAKE_LOG_FOLDER}${makeDataDir(DATA_DIR)}${CHECK_OPTIONS}serve mariadb restart ${OPTION_FILE}${first ? siteSql() : ''}
`,
      },
    ],
  };
}

/** The first node makes the application's account and the check's; the cluster carries them to the others. */
function siteSql(): string {
  return `
wait_for 300 mariadb-admin --silent ping >/dev/null
${PASSWORD_HASH}site=$(secret_create db/site)
mariadb <<SQL
${SITE_SQL}${CHECK_SQL}SQL`;
}
