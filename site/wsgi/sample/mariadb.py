"""What is MariaDB's own of the sample site: its driver, its errors, and its dialect."""

import pymysql

NO_SUCH_TABLE = 1146

ERRORS = (pymysql.err.OperationalError, pymysql.err.InternalError, pymysql.err.InterfaceError)

# Server errors that pass when another node takes over: too many connections, not in the cluster, shutting down,
# network, commit refused, lock wait, deadlock, read-only, connection killed. Client errors begin at 2000.
PASSING = {1040, 1047, 1053, 1158, 1159, 1160, 1161, 1180, 1205, 1213, 1290, 1792, 1836, 1927}

TABLE = """
    CREATE TABLE IF NOT EXISTS entries (
        id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
        token VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL UNIQUE,
        text VARCHAR(500) NOT NULL,
        node VARCHAR(64) NOT NULL
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4
"""

# The token is unique, so a repeated insert finds the row of the first and returns its id.
INSERT = """
    INSERT INTO entries (token, text, node) VALUES (%s, %s, %s)
    ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id)
"""


def connect(address, name, user, password):
    return pymysql.connect(
        **address,
        user=user,
        password=password,
        database=name,
        charset='utf8mb4',
        connect_timeout=2,
        read_timeout=5,
        write_timeout=5,
    )


def make_table(cursor):
    cursor.execute(TABLE)


def insert(cursor, row):
    """Write a row and return its id."""
    cursor.execute(INSERT, row)
    return cursor.lastrowid


def passing(error):
    code = error.args[0] if error.args else 0
    return isinstance(error, ERRORS) and (code in PASSING or code == 0 or 2000 <= code < 3000)


def lacks_table(error):
    return isinstance(error, pymysql.err.ProgrammingError) and error.args[0] == NO_SUCH_TABLE
