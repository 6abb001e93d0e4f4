<?php
// What is MariaDB's own of the sample site: its driver, its errors, and its dialect.

declare(strict_types=1);

namespace Sample;

final class MariaDb implements Database
{
    private const NO_SUCH_TABLE = 1146;

    // Server errors that pass when another node takes over: too many connections, not in the cluster, shutting down,
    // network, commit refused, lock wait, deadlock, read-only, connection killed. Client errors begin at 2000.
    private const PASSING = [1040, 1047, 1053, 1158, 1159, 1160, 1161, 1180, 1205, 1213, 1290, 1792, 1836, 1927];

    private const TABLE = '
        CREATE TABLE IF NOT EXISTS entries (
            id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
            token VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL UNIQUE,
            text VARCHAR(500) NOT NULL,
            node VARCHAR(64) NOT NULL
        ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4
    ';

    // The token is unique, so a repeated insert finds the row of the first and returns its id.
    private const INSERT = '
        INSERT INTO entries (token, text, node) VALUES (?, ?, ?)
        ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id)
    ';

    private \mysqli $connection;

    public function connect(array $address, string $name, string $user, string $password): void
    {
        mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
        $this->connection = mysqli_init();
        $this->connection->options(MYSQLI_OPT_CONNECT_TIMEOUT, 2);
        $this->connection->options(MYSQLI_OPT_READ_TIMEOUT, 5);
        ['host' => $host, 'port' => $port] = $address;
        $this->connection->real_connect($host, $user, $password, $name, $port);
        $this->connection->set_charset('utf8mb4');
    }

    public function begin(): void
    {
        $this->connection->begin_transaction();
    }

    public function commit(): void
    {
        $this->connection->commit();
    }

    public function close(): void
    {
        $this->connection->close();
    }

    public function makeTable(): void
    {
        $this->connection->query(self::TABLE);
    }

    public function insert(array $row): int
    {
        $this->connection->execute_query(self::INSERT, $row);
        return $this->connection->insert_id;
    }

    public function select(string $query, array $values): array
    {
        return $this->connection->execute_query($query, $values)->fetch_all(MYSQLI_ASSOC);
    }

    public function isPassing(\Exception $error): bool
    {
        $code = $error->getCode();
        return $error instanceof \mysqli_sql_exception
            && (in_array($code, self::PASSING, true) || $code >= 2000 && $code < 3000);
    }

    public function lacksTable(\Exception $error): bool
    {
        return $error instanceof \mysqli_sql_exception && $error->getCode() === self::NO_SUCH_TABLE;
    }
}
