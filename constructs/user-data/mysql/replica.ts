import type { ConfigFile } from '../machine';
import { unit } from '../systemd';
import { DATA_DIR, makeDataDir, SITE_DATABASE } from './server';

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

/** The first sequence number under Pacemaker: each primary's transactions begin at the number of its term times this. */
export const FIRST_TERM = 1_000_000_000_000;

/** How the server is stopped and started around a copy, which depends on who runs it. */
export interface ServerControl {
  /** Shell command that returns when the server is down. */
  readonly stop: string;
  /** Shell command that brings it back. */
  readonly start: string;
}

/**
 * A replica follows with GTIDs. Where replication cannot go on, because the primary no longer has the binary log that the replica
 * wants or never had the transactions that the replica has (1236), or because rows differ (1032, 1062, 1950), the
 * replica's data is thrown away and copied anew: unless the replica holds more than the primary, which no failover
 * can bring about and a person has to look at.
 */
const LIB = `# shellcheck shell=bash
# Sourced by what keeps this node's database replicating.
sql() { timeout 10 mariadb -N <<<"$1"; }
look() { state=$(timeout 10 mariadb <<<'SELECT @@read_only AS read_only\\G SHOW SLAVE STATUS\\G'); }
field() { [[ $state =~ (^|$'\\n')\\ *"$1: "([^$'\\n']*) ]] && echo "\${BASH_REMATCH[2]}"; } # of the last look
last() { # GTIDS: the highest sequence number among them
  tr ', ' '\\n' <<<"$*" | sed 's/.*-//' | sort -n | tail -n 1
}
copying() { [ -s ${COPY_LOCK} ] && ! flock -n ${COPY_LOCK} true; }
make_data() {
${makeDataDir(DATA_DIR)}}
adopt() { # after a copy: continue where it was taken
  local info=${DATA_DIR}/xtrabackup_binlog_info
  [ -s $info ] && sql "STOP SLAVE; RESET SLAVE ALL; SET GLOBAL gtid_slave_pos = '$(cut -f 3 $info)'" && rm $info
}
follow() { # HOST: replicate from it, after a look
  if [ "$(field Master_Host)" != "$1" ]; then
    sql "STOP SLAVE; RESET SLAVE ALL; CHANGE MASTER TO MASTER_HOST='$1', MASTER_USER='replication',
      MASTER_PASSWORD='$(cat ${REPLICATION_SECRET})', MASTER_CONNECT_RETRY=1, MASTER_USE_GTID=slave_pos,
      MASTER_DEMOTE_TO_SLAVE=1; START SLAVE"
    return
  fi
  case "$(field Last_IO_Errno) $(field Last_SQL_Errno)" in
    1236\\ * | *\\ 1032 | *\\ 1062 | *\\ 1950) setsid /usr/local/sbin/nospof-db-copy "$1" </dev/null &>/dev/null & ;;
    *) if [[ "$(field Slave_IO_Running) $(field Slave_SQL_Running)" = *No* ]]; then sql 'START SLAVE'; fi ;;
  esac
}
`;

function copyScript({ stop, start }: ServerControl): string {
  return `#!/bin/bash
# nospof-db-copy HOST: replace this node's data by a copy of the primary's. Without HOST: hand out a copy.
set -euo pipefail
. ${REPLICA_LIB}
secret=$(cat ${REPLICATION_SECRET})
if [ $# = 0 ]; then
  read -r -t 5 word
  [ "$word" = "$secret" ]
  exec mariadb-backup --backup --stream=mbstream --target-dir=/tmp 2>/var/log/mysql/copy.log
fi
exec 9>>${COPY_LOCK} &>/var/log/mysql/copy.log
flock -n 9
echo $$ >${COPY_LOCK}
theirs=$(MYSQL_PWD=$secret mariadb -N -h "$1" -u replication <<<'SELECT @@gtid_current_pos')
mine=$(sql 'SELECT @@gtid_current_pos')
theirs=$(last "$theirs") mine=0$(last "$mine")
[ "$theirs" -gt "$mine" ]
# Data from before this database was replicated is not for us to delete.
if [ "$mine" -lt ${FIRST_TERM} ] && [ "$theirs" -ge ${FIRST_TERM} ]; then
  if compgen -G '${DATA_DIR}/${SITE_DATABASE}/*.ibd'; then exit 1; fi
fi
: </dev/tcp/"$1"/${COPY_PORT}
${stop}
rm -rf ${DATA_DIR}.copy ${DATA_DIR}
install -d -o mysql -g mysql -m 0750 ${DATA_DIR}.copy
echo "$secret" | socat -t 86400 - "TCP:$1:${COPY_PORT},keepalive" | mbstream -x -C ${DATA_DIR}.copy
mariadb-backup --prepare --target-dir=${DATA_DIR}.copy
chown -R mysql:mysql ${DATA_DIR}.copy
mv ${DATA_DIR}.copy ${DATA_DIR}
${start}
`;
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
