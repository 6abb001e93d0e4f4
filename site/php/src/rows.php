<?php
// The guest book: rows written to the primary and read from a replica.

declare(strict_types=1);

namespace Sample;

const TABLE = '
    CREATE TABLE IF NOT EXISTS entries (
        id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
        token VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL UNIQUE,
        text VARCHAR(500) NOT NULL,
        node VARCHAR(64) NOT NULL
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4
';

// The token is unique, so a repeated insert finds the row of the first and returns its id.
const INSERT = '
    INSERT INTO entries (token, text, node) VALUES (?, ?, ?)
    ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id)
';

function insertRow(): void
{
    $text = preg_replace('/^(.{0,500}).*$/su', '$1', trim(field($_POST, 'text'))) ?? '';
    $token = field($_POST, 'token') ?: bin2hex(random_bytes(16));
    if ($text === '') {
        throw new HttpError(400, 'The field text is missing');
    }
    if (!preg_match('/^[A-Za-z0-9_-]{1,64}$/D', $token)) {
        throw new HttpError(400, 'The field token has up to 64 letters, digits, - and _');
    }
    $insert = function (\mysqli $connection) use ($token, $text) {
        $connection->execute_query(INSERT, [$token, $text, CONFIG['node']]);
        return $connection->insert_id;
    };
    $id = withTable(fn () => write($insert), create: true);
    fromBrowser() ? redirect('/rows') : sendJson(['id' => $id], 201);
}

function lookUpRow(string $id): void
{
    $row = selectRows('SELECT id, text, node FROM entries WHERE id = ?', [$id])[0] ?? null;
    if (!$row) {
        throw new HttpError(404, 'No such row');
    }
    sendJson($row);
}

function listRows(): void
{
    $rows = selectRows('SELECT id, text, node FROM entries ORDER BY id DESC LIMIT 10', []);
    fromBrowser() ? sendHtml(rowsPage($rows, bin2hex(random_bytes(16)))) : sendJson($rows);
}

function selectRows(string $query, array $values): array
{
    $select = fn (\mysqli $connection) => $connection->execute_query($query, $values)->fetch_all(MYSQLI_ASSOC);
    return withTable(fn () => read($select), create: false) ?? [];
}

/** The table is made by the first write; until then there is nothing to read. */
function withTable(callable $action, bool $create): mixed
{
    try {
        return $action();
    } catch (\mysqli_sql_exception $error) {
        if ($error->getCode() !== NO_SUCH_TABLE) {
            throw $error;
        }
    }
    if (!$create) {
        return null;
    }
    write(fn (\mysqli $connection) => $connection->query(TABLE));
    return $action();
}
