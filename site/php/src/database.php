<?php
// Transactions on the database's write and read endpoints, repeated while a failover is going on.

declare(strict_types=1);

namespace Sample;

/** A connection to a database, and what its kind calls things. */
interface Database
{
    public function connect(array $address, string $name, string $user, string $password): void;
    public function begin(): void;
    public function commit(): void;
    public function close(): void;
    public function makeTable(): void;
    /** Write a row, and return its id. */
    public function insert(array $row): int;
    public function select(string $query, array $values): array;
    /** Whether an error may be over when another node has taken over. */
    public function isPassing(\Exception $error): bool;
    /** Whether nobody has written anything yet. */
    public function lacksTable(\Exception $error): bool;
}

/** Run $action(Database) in a transaction on the primary. It may run more than once: make it idempotent. */
function write(callable $action): mixed
{
    return transaction('write', 15, $action);
}

/** Run $action(Database) on a replica, whose data may be a moment old. */
function read(callable $action): mixed
{
    return transaction('read', 5, $action);
}

/** One that is not connected yet; null where the site has none. */
function database(): ?Database
{
    if (!isset(CONFIG['database'])) {
        return null;
    }
    return (CONFIG['database']['protocol'] ?? 'mysql') === 'postgresql' ? new PostgreSql() : new MariaDb();
}

function transaction(string $endpoint, float $seconds, callable $action): mixed
{
    $database = database() ?? throw new HttpError(404, 'This site has no database');
    try {
        return retry($seconds, $database->isPassing(...), fn () => once($database, $endpoint, $action));
    } catch (\Exception $error) {
        if (!$database->isPassing($error)) {
            throw $error;
        }
        error_log((string) $error);
        throw new HttpError(503, 'The database does not answer', ['Retry-After' => '5']);
    }
}

function once(Database $database, string $endpoint, callable $action): mixed
{
    // A connection per request, through the proxy on this node: nothing is left open that a failover could break.
    $config = CONFIG['database'];
    $database->connect($config[$endpoint], $config['name'], $config['user'], fileText($config['passwordFile']));
    try {
        $database->begin();
        $result = $action($database);
        $database->commit();
        return $result;
    } finally {
        $database->close();
    }
}
