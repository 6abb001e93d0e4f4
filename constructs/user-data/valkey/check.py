#!/usr/bin/python3
# nospof-keycheck: tells over HTTP whether this server takes writes (GET /primary), and whether it does and has room for more
# (GET /room), 200 or 503.
import http.server, socket, sys, threading, time

EVERY, PATIENCE = 0.3, 2  # seconds: between two looks at the server, and for an answer of its
FULL = 0.9  # of the memory; then whoever refuses further writes is soon to
seen, seen_at = {}, 0.0  # what the last look saw, and when it began


class Asked:
    """One connection to the server, in the name of those who only look."""

    def __init__(self):
        with open("__PASSWORD__") as file:
            password = file.read()
        self.file = socket.create_connection(("127.0.0.1", int("__SERVER_PORT__")), PATIENCE).makefile("rwb")
        self.ask("AUTH __USER__ " + password)

    def ask(self, command):
        self.file.write(command.encode() + b"\r\n")
        self.file.flush()
        head = self.file.readline()
        if head[:1] == b"$":
            return self.file.read(int(head[1:]) + 2).decode()
        if head[:1] != b"+":
            raise OSError(head)

    def info(self):
        pairs = (line.split(":", 1) for line in self.ask("INFO").splitlines() if ":" in line)
        return dict(pairs)


def look(server):
    info = server.info()
    works = info["loading"] == "0" and info.get("aof_last_write_status", "ok") == "ok"
    primary = works and info["role"] == "master"
    limit = int(info["maxmemory"])
    full = info["maxmemory_policy"] == "noeviction" and limit > 0 and int(info["used_memory"]) > FULL * limit
    return {"/primary": primary, "/room": works and not full}


def watch():
    global seen, seen_at
    server = None
    while True:
        begun = time.monotonic()
        try:
            server = server or Asked()
            now = look(server)
        except Exception:
            server, now = None, {}
        seen, seen_at = now, begun
        time.sleep(EVERY)


class Answer(http.server.BaseHTTPRequestHandler):
    timeout = 2
    wbufsize = -1  # an answer is one packet

    def do_GET(self):
        # A server that hangs has no state.
        known = time.monotonic() - seen_at < EVERY + PATIENCE
        self.send_response(200 if known and seen.get(self.path) else 503)
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
