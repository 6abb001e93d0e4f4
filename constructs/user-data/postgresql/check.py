#!/usr/bin/python3
# nospof-dbcheck: tells over HTTP whether this PostgreSQL server takes writes (GET /write) and reads (GET /read), 200 or 503.
import http.server, sys, threading, time
import psycopg

EVERY, PATIENCE = 0.3, 2  # seconds: between two looks at the server, and for an answer of its
LOOK = "SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean"
seen, seen_at = {}, 0.0  # what the last look saw, and when it began


def watch():
    global seen, seen_at
    connection = None
    while True:
        begun = time.monotonic()
        try:
            connection = connection or psycopg.connect(
                host="/run/postgresql", user="__USER__", dbname="postgres", autocommit=True, connect_timeout=PATIENCE,
                options=f"-c statement_timeout={PATIENCE}s")
            (only_reads,) = connection.execute(LOOK).fetchone()
            now = {"/write": not only_reads, "/read": True}
        except Exception:
            connection, now = None, {}
        seen, seen_at = now, begun
        time.sleep(EVERY)


class Answer(http.server.BaseHTTPRequestHandler):
    timeout = 2
    wbufsize = -1  # an answer is one packet

    def do_GET(self):
        # A server that hangs has no state.
        fresh = time.monotonic() - seen_at < EVERY + PATIENCE
        self.send_response(200 if fresh and seen.get(self.path) else 503)
        self.send_header("Content-Length", "0")
        self.end_headers()

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
