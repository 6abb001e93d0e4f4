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

/** The daemon's program, and the unit that runs it. */
const PROGRAM = '/usr/local/sbin/nospof-dbcheck';
export const CHECK_UNIT = 'nospof-dbcheck.service';

/**
 * `GET /write` answers 200 where writes are accepted, `GET /read` where reads are; else 503. The local proxies on the web
 * nodes ask it once or twice a second each, so it answers from memory: one look at the server every 300 ms serves them all,
 * however many they are. A process for each question would cost a small machine more than its queries do.
 */
export function dbCheckPart(props: DbCheckProps): MachinePart {
  const rules =
    props.kind === 'galera' ? GALERA_RULES : replicaRules(props.acknowledged ?? true, props.maxLagSeconds ?? 10);
  return {
    packages: ['python3-pymysql'],
    files: [
      { path: PROGRAM, content: `${HEAD}${rules}${TAIL}`, mode: '0755' },
      unit(CHECK_UNIT, {
        Unit: { After: 'network.target', StartLimitIntervalSec: 0 },
        // Back before a proxy has asked twice in vain.
        Service: { ExecStart: PROGRAM, User: CHECK_USER, Restart: 'always', RestartSec: '200ms' },
        Install: { WantedBy: 'multi-user.target' },
      }),
    ],
    steps: [
      {
        order: SETUP_ORDER.database - 5,
        name: 'dbcheck',
        script: `id -u ${CHECK_USER} >/dev/null 2>&1 || useradd -r -d /nonexistent -s /usr/sbin/nologin ${CHECK_USER}
serve ${CHECK_UNIT} restart ${PROGRAM}
`,
      },
    ],
  };
}

const HEAD = `#!/usr/bin/python3
"""Tells over HTTP whether this server takes writes (GET /write) and reads (GET /read): 200 or 503."""
import http.server, sys, threading, time
import pymysql

EVERY, PATIENCE = 0.3, 2  # seconds: between two looks at the server, and for an answer of its
seen, seen_at = None, 0.0  # what the last look saw, and when it began


def ask(connection, sql):
    with connection.cursor(pymysql.cursors.DictCursor) as cursor:
        cursor.execute(sql)
        return cursor.fetchone() or {}


`;

const TAIL = `

def watch():
    global seen, seen_at
    connection = None
    while True:
        begun = time.monotonic()
        try:
            connection = connection or pymysql.connect(
                unix_socket="/run/mysqld/mysqld.sock", user="${CHECK_USER}", autocommit=True,
                connect_timeout=PATIENCE, read_timeout=PATIENCE, write_timeout=PATIENCE)
            now = look(connection)
        except Exception:
            connection = now = None
        seen, seen_at = now, begun
        time.sleep(EVERY)


class Answer(http.server.BaseHTTPRequestHandler):
    timeout = 2
    wbufsize = -1  # an answer is one packet

    def do_GET(self):
        # A server that hangs has no state.
        status, body = answer(self.path, seen if time.monotonic() - seen_at < EVERY + PATIENCE else None)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *where):
        # A proxy that has its answer, or waits no longer, hangs up.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(*where)


threading.Thread(target=watch, daemon=True).start()
Server(("", ${CHECK_PORT}), Answer).serve_forever()
`;

/**
 * A primary without a replica that acknowledges is not writable: its commits would wait for ever. A replica that has lost
 * its primary goes on serving reads for a minute, the time in which another one is promoted many times over.
 */
function replicaRules(acknowledged: boolean, maxLagSeconds: number): string {
  return `fresh = None  # when this replica was last close behind its primary


def look(connection):
    global fresh
    server = ask(connection, """SELECT @@read_only AS only_reads, VARIABLE_VALUE AS replicas
        FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'Rpl_semi_sync_master_clients'""")
    replica = ask(connection, "SHOW SLAVE STATUS")
    writes = not int(server["only_reads"])${acknowledged ? ' and int(server["replicas"]) > 0' : ''}
    lag = replica.get("Seconds_Behind_Master")
    if lag is not None:
        fresh = time.monotonic() if int(lag) < ${maxLagSeconds} else None
    lost = lag is None and (replica or int(server["only_reads"]))
    reads = fresh is not None and (lag is not None or bool(lost) and time.monotonic() - fresh < 60)
    return {"/write": writes, "/read": reads}


def answer(path, state):
    if path == "/galera" and state:
        return 200, "own"  # a database that is in no cluster: none may begin beside it
    return (200 if state and state.get(path) else 503), ""
`;
}

/** A donor (state 2) still takes part: mariadb-backup doesn't block it. */
const GALERA_RULES = `def look(connection):
    server = ask(connection, """SELECT @@read_only AS only_reads,
        GROUP_CONCAT(LOWER(VARIABLE_VALUE) ORDER BY VARIABLE_NAME SEPARATOR ' ') AS state
        FROM information_schema.GLOBAL_STATUS
        WHERE VARIABLE_NAME IN ('wsrep_cluster_status', 'wsrep_local_state', 'wsrep_ready')""")
    data = ask(connection, """SELECT VARIABLE_VALUE AS uuid FROM information_schema.GLOBAL_STATUS
        WHERE VARIABLE_NAME = 'wsrep_cluster_state_uuid'""")
    works = server["state"] in ("primary 2 on", "primary 4 on")
    return {"/write": works and not int(server["only_reads"]), "/read": works, "uuid": data.get("uuid", "")}


def answer(path, state):
    if path != "/galera":
        return (200 if state and state.get(path) else 503), ""
    if state:
        return 200, ("up " + state["uuid"]).rstrip()
    try:  # what it holds, until the server itself answers
        with open("${GALERA_STATE}") as file:
            return 200, file.read().rstrip("\\n")
    except OSError:
        return 503, ""
`;
