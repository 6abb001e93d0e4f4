import type { ConfigFile } from '../machine';
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
const LIB = `# shellcheck shell=bash
# Sourced by what keeps this node's database replicating.
sql() { timeout 10 mariadb -N <<<"$1"; }
look() { state=$(timeout 10 mariadb <<<'SELECT @@read_only AS read_only\\G SHOW SLAVE STATUS\\G'); }
field() { [[ \${state-} =~ (^|$'\\n')\\ *"$1: "([^$'\\n']*) ]] && echo "\${BASH_REMATCH[2]}"; } # of the last look
last() { # GTIDS: the highest sequence number among them
  tr ', ' '\\n' <<<"$*" | sed 's/.*-//' | sort -n | tail -n 1
}
copying() { [ -s ${COPY_LOCK} ] && ! flock -n ${COPY_LOCK} true; }
make_data() {
if [ ! -d ${DATA_DIR} ] && [ -d ${REPLACED} ]; then mv ${REPLACED} ${DATA_DIR}; fi # a copy broke off
${makeDataDir(DATA_DIR)}}
adopt() { # after a copy: continue where it was taken
  local info=${DATA_DIR}/xtrabackup_binlog_info
  [ -s $info ] && sql "STOP SLAVE; RESET SLAVE ALL; SET GLOBAL gtid_slave_pos = '$(cut -f 3 $info)'" && rm $info
}
${DATA_SET_LIB}follow() { # HOST: replicate from it, after a look
  local how='START SLAVE' broken='' refused=''
  if [ "$(field Master_Host)" != "$1" ]; then
    how="STOP SLAVE; RESET SLAVE ALL; CHANGE MASTER TO MASTER_HOST='$1', MASTER_USER='replication',
      MASTER_PASSWORD='$(cat ${REPLICATION_SECRET})', MASTER_CONNECT_RETRY=1, MASTER_USE_GTID=slave_pos,
      MASTER_DEMOTE_TO_SLAVE=1; START SLAVE"
  else
    case "$(field Last_IO_Errno) $(field Last_SQL_Errno)" in
      1236\\ * | *\\ 1032 | *\\ 1062 | *\\ 1950) broken=1 ;;
      *) [[ "$(field Slave_IO_Running) $(field Slave_SQL_Running)" = *No* ]] || return 0 ;;
    esac
  fi
  if [ -e ${REFUSED} ]; then
    refused=1
    if ((EPOCHSECONDS - $(stat -c %Y ${REFUSED}) < 20)); then return; fi # to ask again is for later
  fi
  case $(relation "$1") in
    contained) if [ "$broken" ] && [ -z "$refused" ]; then copy_from "$1"; else rm -f ${REFUSED}; sql "$how"; fi ;;
    unnamed) if [ "$broken" ]; then copy_from "$1"; else sql "$how"; fi ;;
    branch | other) copy_from "$1" ;;
  esac
}
copy_from() { setsid /usr/local/sbin/nospof-db-copy "$1" </dev/null &>/dev/null & }
`;

/**
 * Replaces this node's data by a copy. It never deletes data that the other server is not known to hold: they are set aside
 * where Pacemaker's vote has decided who leads (`branch: 'aside'`), or where a person says so (\`--aside\`); else they stay.
 */
function copyScript({ stop, start, branch }: ServerControl): string {
  return `#!/bin/bash
# nospof-db-copy [--aside] HOST: replace this node's data by a copy of HOST's. Without HOST: hand out a copy.
# Data that HOST is not known to hold stay as they are; with --aside they are moved to ${DATA_DIR}.aside-TIME.
set -euo pipefail
. ${REPLICA_LIB}
secret=$(cat ${REPLICATION_SECRET})
if [ $# = 0 ]; then
  read -r -t 5 word
  [ "$word" = "$secret" ]
  exec mariadb-backup --backup --stream=mbstream --target-dir=/tmp 2>/var/log/mysql/copy-out.log
fi
aside=
if [ "$1" = --aside ]; then aside=1; shift; fi
exec 9>>${COPY_LOCK} &>/var/log/mysql/copy.log
flock -n 9
echo $$ >${COPY_LOCK}
room() { # whether the volume has room for the data twice
  [ "$(df --output=avail -k ${DATA_DIR} | tail -n 1)" -gt "$(($(du -sk ${DATA_DIR} | cut -f 1) * 11 / 10))" ]
}
look || true
what=$(relation "$1")
echo "these data are $what to $1"
if [ -z "$aside" ]; then
  case $what in
    contained) ;;
    branch)
      why="this node holds transactions that $1 does not"
      ${branch === 'aside' ? 'if room; then aside=1; else refuse "$why, and no room to set them aside"; exit 1; fi ;;' : 'refuse "$why: that one is older, or was restored; this node keeps its data and does not follow"; exit 1 ;;'}
    unreachable) exit 1 ;;
    *) refuse "$1 is not known to have the data of this node, which keeps them and does not follow ($what)"; exit 1 ;;
  esac
fi
: </dev/tcp/"$1"/${COPY_PORT}
keep=
if [ "$aside" ]; then keep=${DATA_DIR}.aside-$(date +%Y%m%dT%H%M%S)
elif room; then keep=${REPLACED}; fi
${stop}
end() { # whatever came of it
  if [ ! -d ${DATA_DIR} ] && [ "$keep" ]; then mv -vT "$keep" ${DATA_DIR}; fi
  ${start}
}
trap end EXIT
rm -rf ${DATA_DIR}.copy ${REPLACED}
if [ "$keep" ]; then mv -vT ${DATA_DIR} "$keep"; else rm -rf ${DATA_DIR}; fi
install -d -o mysql -g mysql -m 0750 ${DATA_DIR}.copy
echo "$secret" | socat -t 86400 - "TCP:$1:${COPY_PORT},keepalive" | mbstream -x -C ${DATA_DIR}.copy
mariadb-backup --prepare --target-dir=${DATA_DIR}.copy
chown -R mysql:mysql ${DATA_DIR}.copy
mv ${DATA_DIR}.copy ${DATA_DIR}
rm -rf ${REPLACED} ${REFUSED}
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
