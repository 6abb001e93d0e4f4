"""Transactions on the database's write and read endpoints, repeated while a failover is going on."""

from importlib import import_module

from .config import CONFIG, file_text
from .http import HttpError
from .retry import retry

# Only the driver of the database that there is: a node need not have the other.
MODULES = {'mysql': 'mariadb', 'postgresql': 'postgresql'}
_database = CONFIG.get('database')
driver = import_module(f'.{MODULES[_database.get("protocol", "mysql")]}', __package__) if _database else None


def write(action):
    """Run `action(cursor)` in a transaction on the primary. It may run more than once: make it idempotent."""
    return _transaction('write', 15, action)


def read(action):
    """Run `action(cursor)` on a replica, whose data may be a moment old."""
    return _transaction('read', 5, action)


def lacks_table(error):
    """Whether nobody has written anything yet."""
    return driver is not None and driver.lacks_table(error)


def _transaction(endpoint, seconds, action):
    if driver is None:
        raise HttpError(404, 'This site has no database')
    try:
        return retry(seconds, driver.passing, lambda: _once(endpoint, action))
    except Exception as error:
        if not driver.passing(error):
            raise
        raise HttpError(503, 'The database does not answer', [('Retry-After', '5')]) from error


def _once(endpoint, action):
    # A connection per request, through the proxy on this node: nothing is left open that a failover could break.
    password = file_text(_database['passwordFile'])
    connection = driver.connect(_database[endpoint], _database['name'], _database['user'], password)
    try:
        with connection.cursor() as cursor:
            result = action(cursor)
        connection.commit()
        return result
    finally:
        connection.close()
