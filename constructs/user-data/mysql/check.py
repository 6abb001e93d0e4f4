#!/usr/bin/python3
# nospof-dbcheck galera NODES | replicated | acknowledged: tells over HTTP whether this server takes writes (GET /write) and
# reads (GET /read), 200 or 503. Acknowledged: replicated, and the primary waits for a replica with each commit.
import http.server, os, sys, threading, time
import pymysql

KIND = sys.argv[1]
EVERY, PATIENCE = 0.3, 2  # seconds: between two looks at the server, and for an answer of its
seen, seen_at = None, 0.0  # what the last look saw, and when it began


def ask(connection, sql):
    with connection.cursor(pymysql.cursors.DictCursor) as cursor:
        cursor.execute(sql)
        return cursor.fetchone() or {}


look = None  # depends on how the data are replicated
# __LOOK__


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
    connection = None
    while True:
        begun = time.monotonic()
        try:
            connection = connection or pymysql.connect(
                unix_socket="/run/mysqld/mysqld.sock", user="__USER__", autocommit=True,
                connect_timeout=PATIENCE, read_timeout=PATIENCE, write_timeout=PATIENCE)
            now = None if os.path.exists("__STALLED__") else look(connection, ask, sys.argv[1:])
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
