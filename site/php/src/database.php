<?php
// Transactions on the database's write and read endpoints, repeated while a failover is going on.

declare(strict_types=1);

namespace Sample;

const NO_SUCH_TABLE = 1146;

// Server errors that pass when another node takes over: too many connections, not in the cluster, shutting down,
// network, commit refused, lock wait, deadlock, read-only, connection killed. Client errors begin at 2000.
const PASSING = [1040, 1047, 1053, 1158, 1159, 1160, 1161, 1180, 1205, 1213, 1290, 1792, 1836, 1927];

/** Run $action(mysqli) in a transaction on the primary. It may run more than once: make it idempotent. */
function write(callable $action): mixed
{
    return transaction('write', 15, $action);
}

/** Run $action(mysqli) on a replica, whose data may be a moment old. */
function read(callable $action): mixed
{
    return transaction('read', 5, $action);
}

function transaction(string $endpoint, float $seconds, callable $action): mixed
{
    if (!isset(CONFIG['database'])) {
        throw new HttpError(404, 'This site has no database');
    }
    try {
        return retry($seconds, isPassing(...), fn () => once(CONFIG['database'], $endpoint, $action));
    } catch (\mysqli_sql_exception $error) {
        if (!isPassing($error)) {
            throw $error;
        }
        error_log((string) $error);
        throw new HttpError(503, 'The database does not answer', ['Retry-After' => '5']);
    }
}

function once(array $database, string $endpoint, callable $action): mixed
{
    // A connection per request, through the proxy on this node: nothing is left open that a failover could break.
    mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
    $connection = mysqli_init();
    $connection->options(MYSQLI_OPT_CONNECT_TIMEOUT, 2);
    $connection->options(MYSQLI_OPT_READ_TIMEOUT, 5);
    ['host' => $host, 'port' => $port] = $database[$endpoint];
    $password = fileText($database['passwordFile']);
    $connection->real_connect($host, $database['user'], $password, $database['name'], $port);
    try {
        $connection->set_charset('utf8mb4');
        $connection->begin_transaction();
        $result = $action($connection);
        $connection->commit();
        return $result;
    } finally {
        $connection->close();
    }
}

function isPassing(\Exception $error): bool
{
    $code = $error->getCode();
    return $error instanceof \mysqli_sql_exception && (in_array($code, PASSING, true) || $code >= 2000 && $code < 3000);
}
