import { needsDataVolume } from '../data-volume';
import { type Endpoint, type MachinePart, SETUP_ORDER } from '../machine';
import { renewal } from '../renew';
import { script } from '../script';
import { unit } from '../systemd';
import { CHECK_SQL, dbCheckPart } from './check';
import { CLUSTER_STEP, clusterFiles, FENCED_TIMER } from './cluster';
import { HISTORY_DATABASE, HISTORY_GRANT_SQL, NAME_DATA_SQL } from './data-set';
import { BEGIN, beginFiles } from './fixed-primary';
import { OPTION_FILE, type Options, optionFile } from './option-file';
import { REPLICA_LIB, REPLICATION_SECRET, replicaFiles } from './replica';
import { ACCOUNTS_SQL, AGENT, resourceAgent } from './resource-agent';
import {
  BINLOG_OPTIONS,
  CHECK_OPTIONS,
  DATA_DIR,
  grant,
  MAKE_LOG_FOLDER,
  MASK_SOCKET,
  makeDataDir,
  PASSWORD_HASH,
  SITE_SQL,
  serverOptions,
} from './server';
import { stallPart } from './stall';

/** A node of a database with one primary and replicas. */
export interface MysqlReplicationProps {
  readonly self: Endpoint;
  /** All nodes including `self`, in the same order everywhere. Automatic failover wants three, or a larger odd number. */
  readonly nodes: readonly Endpoint[];
  /** The node's number in its tier, from 1. */
  readonly number: number;
  /** Memory of the machine in MiB. */
  readonly memoryMiB: number;
  /**
   * `automatic`: when the primary dies another node is promoted (Pacemaker, by majority), and no acknowledged write is
   * lost. `none`: the first node is the primary for good, replicas follow it asynchronously.
   */
  readonly failover: 'none' | 'automatic';
}

/**
 * Semi-synchronous, and never anything less: the timeout is 49 days (the largest that fits 32 bits of milliseconds), since a primary
 * that goes on alone would acknowledge writes that its loss takes away. Without a replica the check fails its writes.
 *
 * A replica that stops to receive connects to its primary once more, to end its connection there, and waits 5 s by default for one
 * that is dead, in the midst of a vote.
 */
const SEMI_SYNC_OPTIONS: Options = {
  read_only: 'ON',
  rpl_semi_sync_slave_enabled: 'ON',
  rpl_semi_sync_slave_kill_conn_timeout: 1,
  rpl_semi_sync_master_wait_point: 'AFTER_SYNC',
  rpl_semi_sync_master_timeout: 4294967295,
  log_error: '/var/log/mysql/error.log',
};

/** A dead primary is noticed by its replicas' connections after 10 s; idle ones get a heartbeat each 5 s. */
const REPLICA_OPTIONS: Options = {
  relay_log: 'relay',
  'skip-slave-start': 'ON',
  slave_parallel_threads: 4,
  slave_net_timeout: 10,
};

function options({ number, memoryMiB, failover }: MysqlReplicationProps): Options {
  return {
    ...serverOptions({ memoryMiB, serverId: number, listen: '0.0.0.0' }),
    ...BINLOG_OPTIONS,
    ...REPLICA_OPTIONS,
    ...(failover === 'automatic' ? SEMI_SYNC_OPTIONS : number === 1 ? {} : { read_only: 'ON' }),
  };
}

/** One node of a replicated database, with the check on port 9200 and the service that hands out copies on port 4444. */
export function mysqlReplicationPart(props: MysqlReplicationProps): MachinePart {
  const automatic = props.failover === 'automatic';
  const check = dbCheckPart({ kind: automatic ? 'acknowledged' : 'replicated' });
  const role = automatic ? clusterRole(props.nodes) : fixedRole(props);
  return {
    packages: ['mariadb-server', 'mariadb-backup', 'socat', ...(role.packages ?? []), ...(check.packages ?? [])],
    files: [optionFile(options(props)), ...(role.files ?? []), ...(check.files ?? [])],
    steps: [
      ...(check.steps ?? []),
      { order: SETUP_ORDER.secrets, name: 'mysql-accounts', script: ACCOUNTS_STEP },
      ...(role.steps ?? []),
    ],
  };
}

/** Every node may become the primary, so every node has the accounts at hand. */
const ACCOUNTS_STEP = script('mysql/accounts-step.sh', {
  ...{ PASSWORD_HASH, REPLICATION_SECRET, ACCOUNTS_SQL },
  ACCOUNTS: `${SITE_SQL}${CHECK_SQL}${grant('REPLICATION SLAVE ON *.*', 'replication', 'replication')}${HISTORY_GRANT_SQL}`,
});

/** The primary of a cluster that was promoted before its data had a history names them; each later promotion goes on from there. */
const NAME_DATA = script('mysql/name-data.sh', { NAME_DATA_SQL: `${NAME_DATA_SQL}${HISTORY_GRANT_SQL}` });

/**
 * Pacemaker's daemons, the database among them, are started again while all nodes are here: the others go on, and one of them
 * leads if this one did.
 */
const ALL_HERE = { may: "crm_node -l | grep -q . && ! crm_node -l | grep -qv ' member$'" };

/** Pacemaker runs the server, so systemd must not. A changed configuration takes effect by a stop that Pacemaker mends. */
function clusterRole(nodes: readonly Endpoint[]): MachinePart {
  const stall = stallPart();
  return {
    packages: ['corosync', 'pacemaker'],
    files: [
      ...(stall.files ?? []),
      ...replicaFiles({ stop: 'mariadb-admin shutdown', start: ': # Pacemaker', branch: 'aside' }),
      ...clusterFiles(nodes),
      { path: AGENT, content: resourceAgent(nodes), mode: '0755' },
      renewal('pacemaker.service', ALL_HERE),
      renewal('corosync.service', ALL_HERE),
    ],
    steps: [
      ...(stall.steps ?? []),
      {
        order: SETUP_ORDER.database,
        name: 'mysql',
        script: `systemctl -q stop nospof-db-follow.service 2>/dev/null || true
systemctl -q mask --now mariadb
# The name under which Debian's package stops and starts it when it is upgraded.
systemctl -q mask mysql
${MASK_SOCKET}${MAKE_LOG_FOLDER}${makeDataDir(DATA_DIR)}${CHECK_OPTIONS}if [ -e /run/nospof-db.cnf ] && ! cmp -s ${OPTION_FILE} /run/nospof-db.cnf; then mariadb-admin shutdown; fi
serve nospof-db-copy.socket restart /etc/systemd/system/nospof-db-copy.socket
${CLUSTER_STEP}serve ${FENCED_TIMER} restart
${NAME_DATA}`,
      },
    ],
  };
}

/** The first node is the primary; on the others a small service keeps replication pointed at it. */
function fixedRole({ nodes, number }: MysqlReplicationProps): MachinePart {
  const primary = nodes[0]?.host ?? '';
  const follower = unit('nospof-db-follow.service', {
    Unit: { After: 'mariadb.service', StartLimitIntervalSec: 0 },
    Service: {
      ExecStart: `/bin/bash -c '. ${REPLICA_LIB}; while sleep 5; do copying || { adopt; look && follow ${primary}; }; done'`,
      Restart: 'always',
      KillMode: 'process',
    },
    Install: { WantedBy: 'multi-user.target' },
  });
  return {
    files: [
      ...replicaFiles({ stop: 'systemctl stop mariadb', start: 'systemctl start mariadb', branch: 'stay' }),
      needsDataVolume('mariadb.service'),
      ...(number === 1 ? beginFiles(nodes.slice(1)) : [follower]),
    ],
    steps: [
      {
        order: SETUP_ORDER.database,
        name: 'mysql',
        script: `${MASK_SOCKET}${MAKE_LOG_FOLDER}${makeDataDir(DATA_DIR)}${CHECK_OPTIONS}serve mariadb restart ${OPTION_FILE}
wait_for 300 mariadb-admin --silent ping >/dev/null
${
  number === 1
    ? `[ -n "$(mariadb -Ne 'SELECT 1 FROM ${HISTORY_DATABASE}.history LIMIT 1' 2>/dev/null)" ] || ${BEGIN}
mariadb < ${ACCOUNTS_SQL}
`
    : `serve nospof-db-follow.service restart ${follower.path}
`
}serve nospof-db-copy.socket restart /etc/systemd/system/nospof-db-copy.socket
`,
      },
    ],
  };
}
