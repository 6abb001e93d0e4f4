<?php
// What is PostgreSQL's own of the sample site: its driver, its errors, and its dialect.

declare(strict_types=1);

namespace Sample;

final class PostgreSql implements Database
{
    private const NO_SUCH_TABLE = '42P01';

    // Classes of server errors that pass when another node takes over: connection lost, rolled back for another's sake, out
    // of connections, shutting down or starting. And: read-only, lock wait. `HY000` is the driver's, for a broken connection.
    private const PASSING = ['08', '40', '53', '57'];
    private const PASSING_CODES = ['25006', '55P03', 'HY000'];

    // Whoever makes the table first, the others wait: two at once would both find none.
    private const TABLE = '
        SELECT pg_advisory_xact_lock(1);
        CREATE TABLE IF NOT EXISTS entries (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            token VARCHAR(64) NOT NULL UNIQUE,
            text VARCHAR(500) NOT NULL,
            node VARCHAR(64) NOT NULL
        )
    ';

    // The token is unique, so a repeated insert finds the row of the first and returns its id.
    private const INSERT = '
        INSERT INTO entries (token, text, node) VALUES (?, ?, ?)
        ON CONFLICT (token) DO UPDATE SET token = excluded.token RETURNING id
    ';

    private ?\PDO $connection = null;

    public function connect(array $address, string $name, string $user, string $password): void
    {
        ['host' => $host, 'port' => $port] = $address;
        $options = "connect_timeout=2;options='-c statement_timeout=5s'";
        $this->connection = new \PDO("pgsql:host=$host;port=$port;dbname=$name;$options", $user, $password);
    }

    public function begin(): void
    {
        $this->connection->beginTransaction();
    }

    public function commit(): void
    {
        $this->connection->commit();
    }

    public function close(): void
    {
        $this->connection = null;
    }

    public function makeTable(): void
    {
        $this->connection->exec(self::TABLE);
    }

    public function insert(array $row): int
    {
        return $this->select(self::INSERT, $row)[0]['id'];
    }

    public function select(string $query, array $values): array
    {
        $statement = $this->connection->prepare($query);
        $statement->execute($values);
        return $statement->fetchAll(\PDO::FETCH_ASSOC);
    }

    public function isPassing(\Exception $error): bool
    {
        if (!$error instanceof \PDOException) {
            return false;
        }
        // Whoever gets no connection hears of it by a number of the driver's.
        $code = (string) ($error->errorInfo[0] ?? $error->getCode());
        return in_array(substr($code, 0, 2), self::PASSING, true) || in_array($code, self::PASSING_CODES, true);
    }

    public function lacksTable(\Exception $error): bool
    {
        return $error instanceof \PDOException && $error->getCode() === self::NO_SUCH_TABLE;
    }
}
