import { type MachinePart, SETUP_ORDER } from '../machine';
import { unit } from '../systemd';
import { GALERA_STATE } from './galera-start';

/** TCP port of the HTTP check on every database node. */
export const CHECK_PORT = 9200;

/** The operating system's user as which the check runs; the database knows it by its socket, without a password. */
export const CHECK_USER = 'dbcheck';

/** SQL that lets the check look, and nothing more. */
export const CHECK_SQL = `CREATE USER IF NOT EXISTS ${CHECK_USER}@localhost IDENTIFIED VIA unix_socket;
GRANT SLAVE MONITOR ON *.* TO ${CHECK_USER}@localhost;
`;

/** How the database is replicated, which decides what healthy means. */
export interface DbCheckProps {
  readonly kind: 'primary-replica' | 'galera';
  /**
   * The primary needs a replica's acknowledgement for each commit.
   * @default true
   */
  readonly acknowledged?: boolean;
  /**
   * A replica further behind than this serves no reads; seconds.
   * @default 10
   */
  readonly maxLagSeconds?: number;
}

/**
 * `GET /write` answers 200 where writes are accepted, `GET /read` where reads are; else 503. The local proxies on the web
 * nodes ask it. A socket starts one short process for each question, so there is no daemon to fail.
 */
export function dbCheckPart(props: DbCheckProps): MachinePart {
  const rules =
    props.kind === 'galera' ? GALERA_RULES : replicaRules(props.acknowledged ?? true, props.maxLagSeconds ?? 10);
  return {
    packages: [],
    files: [
      { path: '/usr/local/sbin/nospof-dbcheck', content: `${HEAD}${rules}${TAIL}`, mode: '0755' },
      unit('nospof-dbcheck.socket', {
        Socket: { ListenStream: CHECK_PORT, Accept: 'yes', MaxConnections: 200, TriggerLimitIntervalSec: 0 },
        Install: { WantedBy: 'sockets.target' },
      }),
      unit('nospof-dbcheck@.service', {
        Unit: { CollectMode: 'inactive-or-failed' },
        Service: {
          ExecStart: '-/usr/local/sbin/nospof-dbcheck',
          StandardInput: 'socket',
          StandardOutput: 'socket',
          StandardError: 'null',
          User: CHECK_USER,
          RuntimeDirectory: 'nospof-dbcheck',
          RuntimeDirectoryPreserve: 'yes',
          RuntimeMaxSec: 10,
          LogLevelMax: 'notice',
        },
      }),
    ],
    steps: [
      {
        order: SETUP_ORDER.database - 5,
        name: 'dbcheck',
        script: `id -u ${CHECK_USER} >/dev/null 2>&1 || useradd -r -d /nonexistent -s /usr/sbin/nologin ${CHECK_USER}
serve nospof-dbcheck.socket restart /etc/systemd/system/nospof-dbcheck.socket
`,
      },
    ],
  };
}

const HEAD = `#!/bin/bash
read -r -t 2 _ path _
while read -r -t 2 line && [ "\${line%$'\\r'}" ]; do :; done
sql() { timeout 2 mariadb "$@"; }
status=503 body=
`;

const TAIL = `if [ $status = 200 ]; then reason=OK; else reason='Service Unavailable'; fi
printf 'HTTP/1.0 %s %s\\r\\nContent-Length: %s\\r\\n\\r\\n%s' $status "$reason" \${#body} "$body"
`;

/**
 * A primary without a replica that acknowledges is not writable: its commits would wait for ever. A replica that has lost
 * its primary goes on serving reads for a minute, the time in which another one is promoted many times over.
 */
function replicaRules(acknowledged: boolean, maxLagSeconds: number): string {
  return `case $path in
/write)
  case $(sql -Ne "SELECT @@read_only, VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS
    WHERE VARIABLE_NAME = 'Rpl_semi_sync_master_clients'") in 0?${acknowledged ? '[1-9]' : ''}*) status=200 ;; esac ;;
/read)
  fresh=/run/nospof-dbcheck/fresh
  slave=$(sql -e 'SHOW SLAVE STATUS\\G') || slave=
  lag=$(sed -n 's/^ *Seconds_Behind_Master: \\([0-9]\\)/\\1/p' <<<"$slave")
  if [ "$lag" ]; then
    if [ "$lag" -lt ${maxLagSeconds} ]; then touch $fresh; status=200; else rm -f $fresh; fi
  elif [ "$slave" ] || [ "$(sql -Ne 'SELECT @@read_only')" = 1 ]; then
    if [ "$(find $fresh -mmin -1)" ]; then status=200; fi
  fi ;;
esac
`;
}

/** A donor (state 2) still takes part: mariadb-backup doesn't block it. */
const GALERA_RULES = `state=$(sql -Ne "SELECT @@read_only, GROUP_CONCAT(LOWER(VARIABLE_VALUE) ORDER BY VARIABLE_NAME SEPARATOR ' ')
  FROM information_schema.GLOBAL_STATUS
  WHERE VARIABLE_NAME IN ('wsrep_cluster_status', 'wsrep_local_state', 'wsrep_ready')")
case $path:$state in
/write:0?"primary "[24]" on" | /read:[01]?"primary "[24]" on") status=200 ;;
/galera:[01]*) status=200 body=up ;;
/galera:) body=$(cat ${GALERA_STATE}) && status=200 ;;
esac
`;
