"""Counters in memcached, each kept on two of the servers, so that losing one server loses no counter."""

import hashlib
import threading
import time

from pymemcache.client.base import Client
from pymemcache.exceptions import MemcacheError

COPIES = 2
KEEP_SECONDS = 7 * 24 * 3600
RETRY_DOWN_SECONDS = 2
CONNECT_SECONDS = 0.3
# A server that is busy but up is better waited for: a count that it misses is behind, should the other one be lost next.
ANSWER_SECONDS = 1


class Unreachable(Exception):
    """None of the servers answers."""


class Copies:
    def __init__(self, servers):
        self._servers = servers
        self._local = threading.local()
        self._down_until = {}

    def increment(self, key) -> int:
        found = self._ask(key, lambda client: client.incr(key, 1))
        value = max((count for _, count in found if count is not None), default=1)
        # A server that was down comes back empty or behind: it gets the value of the other.
        for server, count in found:
            if count != value:
                self._try(server, lambda client: client.set(key, str(value), expire=KEEP_SECONDS, noreply=False))
        return value

    def get(self, key) -> int:
        return max(int(count or 0) for _, count in self._ask(key, lambda client: client.get(key)))

    def _ask(self, key, action):
        """Answers of the first servers, in this key's order, that are up."""
        answers = []
        for server in self._in_order(key):
            if len(answers) == COPIES or (answers and self._down(server)):
                break
            ok, answer = self._try(server, action)
            if ok:
                answers.append((server, answer))
        if not answers:
            raise Unreachable
        return answers

    def _in_order(self, key):
        """Rendezvous hashing: a server more or less moves only the keys that it holds. Those down come last."""
        weight = {server: hashlib.md5(f'{server} {key}'.encode()).digest() for server in self._servers}
        return sorted(self._servers, key=lambda server: (self._down(server), weight[server]))

    def _down(self, server):
        return self._down_until.get(server, 0) > time.monotonic()

    def _try(self, server, action):
        for _ in range(2):  # The first try may meet a connection that broke long ago.
            try:
                return True, action(self._client(server))
            except (OSError, MemcacheError):
                continue
        self._down_until[server] = time.monotonic() + RETRY_DOWN_SECONDS
        return False, None

    def _client(self, server):
        clients = self._local.__dict__.setdefault('clients', {})
        if server not in clients:
            host, port = server.rsplit(':', 1)
            timeouts = {'connect_timeout': CONNECT_SECONDS, 'timeout': ANSWER_SECONDS}
            clients[server] = Client((host, int(port)), **timeouts, no_delay=True)
        return clients[server]
