"""Counters in a store that speaks Redis's protocol, repeated while another server takes over or the only one starts again."""

import redis

from .config import CONFIG, file_text
from .copies import KEEP_SECONDS, Unreachable
from .retry import retry

RETRY_SECONDS = 6
# What passes: nobody answers, or who does is still loading or has just ceased to take writes.
PASSING = (
    redis.exceptions.ConnectionError,
    redis.exceptions.TimeoutError,
    redis.exceptions.ReadOnlyError,
    redis.exceptions.BusyLoadingError,
)


class Keys:
    def __init__(self, servers):
        # The proxy on this node: it knows who of the servers to ask.
        self._host, self._port = servers[0].rsplit(':', 1)

    def increment(self, key) -> int:
        """One more. It may run twice, so that a count whose answer was late is counted twice: make yours idempotent."""

        def action(client):
            visits, _ = client.pipeline(transaction=True).incr(key).expire(key, KEEP_SECONDS).execute()
            return visits

        return self._repeated(action)

    def get(self, key) -> int:
        return self._repeated(lambda client: int(client.get(key) or 0))

    def _repeated(self, action):
        try:
            return retry(RETRY_SECONDS, lambda error: isinstance(error, PASSING), lambda: self._once(action))
        except redis.exceptions.RedisError as error:
            raise Unreachable from error

    def _once(self, action):
        # A connection per request: nothing is left open that a takeover could break.
        account = CONFIG['redis']
        client = redis.Redis(
            host=self._host,
            port=int(self._port),
            username=account['user'],
            password=file_text(account['passwordFile']),
            socket_connect_timeout=2,
            socket_timeout=2,
        )
        with client:
            return action(client)
