"""What is PostgreSQL's own of the sample site: its driver, its errors, and its dialect."""

import psycopg

ERRORS = (psycopg.OperationalError, psycopg.InternalError, psycopg.InterfaceError)

# Classes of server errors that pass when another node takes over: connection lost, rolled back for another's sake, out of
# connections, shutting down or starting; and: read-only, lock wait. Errors of the client alone have no code.
PASSING = ('08', '40', '53', '57')
READ_ONLY, LOCK_WAIT = '25006', '55P03'

# Whoever makes the table first, the others wait: two at once would both find none.
TABLE = """
    SELECT pg_advisory_xact_lock(1);
    CREATE TABLE IF NOT EXISTS entries (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        token VARCHAR(64) NOT NULL UNIQUE,
        text VARCHAR(500) NOT NULL,
        node VARCHAR(64) NOT NULL
    )
"""

# The token is unique, so a repeated insert finds the row of the first and returns its id.
INSERT = """
    INSERT INTO entries (token, text, node) VALUES (%s, %s, %s)
    ON CONFLICT (token) DO UPDATE SET token = excluded.token RETURNING id
"""


def connect(address, name, user, password):
    return psycopg.connect(
        **address,
        user=user,
        password=password,
        dbname=name,
        connect_timeout=2,
        options='-c statement_timeout=5s',
    )


def make_table(cursor):
    cursor.execute(TABLE)


def insert(cursor, row):
    """Write a row and return its id."""
    return cursor.execute(INSERT, row).fetchone()[0]


def passing(error):
    code = getattr(error, 'sqlstate', None)
    if code is None:
        return isinstance(error, ERRORS)
    return code[:2] in PASSING or code in (READ_ONLY, LOCK_WAIT)


def lacks_table(error):
    return isinstance(error, psycopg.errors.UndefinedTable)
