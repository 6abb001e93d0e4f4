#!/usr/bin/python3
"""nospof-dbcheck galera | replicated | acknowledged: tells over HTTP whether this server takes writes (GET /write) and
reads (GET /read), 200 or 503. Acknowledged: replicated, and the primary waits for a replica with each commit."""
import http.server, sys, threading, time
import pymysql

KIND = sys.argv[1]
EVERY, PATIENCE = 0.3, 2  # seconds: between two looks at the server, and for an answer of its
MAX_LAG, LOST_PRIMARY = 10, 60  # seconds: a replica further behind serves no reads; how long one without a primary does
seen, seen_at = None, 0.0  # what the last look saw, and when it began
fresh = None  # when this replica was last close behind its primary


def ask(connection, sql):
    with connection.cursor(pymysql.cursors.DictCursor) as cursor:
        cursor.execute(sql)
        return cursor.fetchone() or {}


def look_at_replicas(connection):
    global fresh
    server = ask(connection, """SELECT @@read_only AS only_reads, VARIABLE_VALUE AS replicas
        FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'Rpl_semi_sync_master_clients'""")
    replica = ask(connection, "SHOW SLAVE STATUS")
    # The commits of a primary without a replica that acknowledges would wait for ever.
    writes = not int(server["only_reads"]) and (KIND != "acknowledged" or int(server["replicas"]) > 0)
    lag = replica.get("Seconds_Behind_Master")
    if lag is not None:
        fresh = time.monotonic() if int(lag) < MAX_LAG else None
    # Another primary is promoted many times over in that time.
    lost = lag is None and (replica or int(server["only_reads"]))
    reads = fresh is not None and (lag is not None or bool(lost) and time.monotonic() - fresh < LOST_PRIMARY)
    return {"/write": writes, "/read": reads, "/galera": "own"}  # in no cluster: none may begin beside it


def look_at_galera(connection):
    server = ask(connection, """SELECT @@read_only AS only_reads,
        GROUP_CONCAT(LOWER(VARIABLE_VALUE) ORDER BY VARIABLE_NAME SEPARATOR ' ') AS state
        FROM information_schema.GLOBAL_STATUS
        WHERE VARIABLE_NAME IN ('wsrep_cluster_status', 'wsrep_local_state', 'wsrep_ready')""")
    data = ask(connection, """SELECT VARIABLE_VALUE AS uuid FROM information_schema.GLOBAL_STATUS
        WHERE VARIABLE_NAME = 'wsrep_cluster_state_uuid'""")
    # A donor (state 2) still takes part: mariadb-backup doesn't block it.
    works = server["state"] in ("primary 2 on", "primary 4 on")
    writes = works and not int(server["only_reads"])
    return {"/write": writes, "/read": works, "/galera": ("up " + data.get("uuid", "")).rstrip()}


def answer(path, state):
    if path != "/galera":
        return (200 if state and state.get(path) else 503), ""
    if state:
        return 200, state[path]
    if KIND == "galera":
        try:  # what it holds, until the server itself answers
            with open("__GALERA_STATE__") as file:
                return 200, file.read().rstrip("\n")
        except OSError:
            pass
    return 503, ""


def watch():
    global seen, seen_at
    look = look_at_galera if KIND == "galera" else look_at_replicas
    connection = None
    while True:
        begun = time.monotonic()
        try:
            connection = connection or pymysql.connect(
                unix_socket="/run/mysqld/mysqld.sock", user="__USER__", autocommit=True,
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
Server(("", int("__PORT__")), Answer).serve_forever()
