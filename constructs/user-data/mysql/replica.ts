import type { ConfigFile } from '../machine';
import { script } from '../script';
import { unit } from '../systemd';
import { DATA_SET_LIB, REFUSED } from './data-set';
import { DATA_DIR, makeDataDir } from './server';

/**
 * Shell functions that every replicating node shares. Nodes look every second or two, for good, so what is asked each
 * time starts as few processes as it can.
 */
export const REPLICA_LIB = '/usr/local/lib/nospof/db.sh';

/** The replication account's password, readable by root. */
export const REPLICATION_SECRET = '/etc/nospof/secrets/db-replication';

/** TCP port where a node hands a copy of its data to another that knows the replication secret. */
export const COPY_PORT = 4444;

/** Locked while this node's data is replaced by a copy; holds the process group that does it. */
export const COPY_LOCK = '/run/nospof-db-copy.lock';

/** How the server is stopped and started around a copy, which depends on who runs it. */
export interface ServerControl {
  /** Shell command that returns when the server is down. */
  readonly stop: string;
  /** Shell command that brings it back. */
  readonly start: string;
  /**
   * What becomes of transactions that the primary does not hold. \`aside\`: they are set aside, because a vote of all nodes but one
   * has decided without them. \`stay\`: they stay, and a person decides.
   */
  readonly branch: 'aside' | 'stay';
}

/** What a copy replaces is kept here until the copy is whole, where the volume has room for both. */
const REPLACED = `${DATA_DIR}.replaced`;

/**
 * A replica follows with GTIDs. Before it connects it compares its history with the primary's (`data-set.ts`): two servers that
 * went different ways may have numbered different transactions alike, which MariaDB cannot see. Where replication cannot
 * go on, because the primary no longer has the binary log that the replica wants or never had the transactions that the
 * replica has (1236), or because rows differ (1032, 1062, 1950), all data is copied anew; whether this node's data may
 * give way for that, \`nospof-db-copy\` decides.
 */
const LIB = script('mysql/replica-lib.sh', {
  ...{ COPY_LOCK, DATA_DIR, REPLACED, REPLICATION_SECRET, REFUSED },
  MAKE_DATA_DIR: makeDataDir(DATA_DIR),
  DATA_SET_LIB,
});

/**
 * Replaces this node's data by a copy. It never deletes data that the other server is not known to hold: they are set aside
 * where Pacemaker's vote has decided who leads (`branch: 'aside'`), or where a person says so (\`--aside\`); else they stay.
 */
function copyScript({ stop, start, branch }: ServerControl): string {
  return script('mysql/copy.sh', {
    ...{ COPY_LOCK, COPY_PORT, DATA_DIR, REPLACED, REPLICA_LIB, REPLICATION_SECRET, REFUSED },
    BRANCH: branch,
    STOP: stop,
    START: start,
  });
}

/** Files by which a node replicates, and copies all data when it has to. */
export function replicaFiles(control: ServerControl): readonly ConfigFile[] {
  return [
    { path: REPLICA_LIB, content: LIB },
    { path: '/usr/local/sbin/nospof-db-copy', content: copyScript(control), mode: '0755' },
    unit('nospof-db-copy.socket', {
      Socket: { ListenStream: COPY_PORT, Accept: 'yes' },
      Install: { WantedBy: 'sockets.target' },
    }),
    unit('nospof-db-copy@.service', {
      Service: {
        ExecStart: '-/usr/local/sbin/nospof-db-copy',
        StandardInput: 'socket',
        StandardOutput: 'socket',
        StandardError: 'journal',
      },
    }),
  ];
}
