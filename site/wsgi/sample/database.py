"""Transactions on the database's write and read endpoints, repeated while a failover is going on."""

import pymysql

from .config import CONFIG, file_text
from .http import HttpError
from .retry import retry

NO_SUCH_TABLE = 1146

ERRORS = (pymysql.err.OperationalError, pymysql.err.InternalError, pymysql.err.InterfaceError)

# Server errors that pass when another node takes over: too many connections, not in the cluster, shutting down,
# network, commit refused, lock wait, deadlock, read-only, connection killed. Client errors begin at 2000.
PASSING = {1040, 1047, 1053, 1158, 1159, 1160, 1161, 1180, 1205, 1213, 1290, 1792, 1836, 1927}


def write(action):
    """Run `action(cursor)` in a transaction on the primary. It may run more than once: make it idempotent."""
    return _transaction('write', 15, action)


def read(action):
    """Run `action(cursor)` on a replica, whose data may be a moment old."""
    return _transaction('read', 5, action)


def _transaction(endpoint, seconds, action):
    if 'database' not in CONFIG:
        raise HttpError(404, 'This site has no database')
    try:
        return retry(seconds, _passing, lambda: _once(CONFIG['database'], endpoint, action))
    except ERRORS as error:
        if not _passing(error):
            raise
        raise HttpError(503, 'The database does not answer', [('Retry-After', '5')]) from error


def _once(database, endpoint, action):
    # A connection per request, through the proxy on this node: nothing is left open that a failover could break.
    connection = pymysql.connect(
        **database[endpoint],
        user=database['user'],
        password=file_text(database['passwordFile']),
        database=database['name'],
        charset='utf8mb4',
        connect_timeout=2,
        read_timeout=5,
        write_timeout=5,
    )
    try:
        with connection.cursor() as cursor:
            result = action(cursor)
        connection.commit()
        return result
    finally:
        connection.close()


def _passing(error):
    code = error.args[0] if error.args else 0
    return isinstance(error, ERRORS) and (code in PASSING or code == 0 or 2000 <= code < 3000)
