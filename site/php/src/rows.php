<?php
// The guest book: rows written to the primary and read from a replica.

declare(strict_types=1);

namespace Sample;

function insertRow(): void
{
    $text = preg_replace('/^(.{0,500}).*$/su', '$1', trim(str_replace("\0", '', field($_POST, 'text')))) ?? '';
    $token = field($_POST, 'token') ?: bin2hex(random_bytes(16));
    if ($text === '') {
        throw new HttpError(400, 'The field text is missing');
    }
    if (!preg_match('/^[A-Za-z0-9_-]{1,64}$/D', $token)) {
        throw new HttpError(400, 'The field token has up to 64 letters, digits, - and _');
    }
    $insert = fn (Database $database) => $database->insert([$token, $text, CONFIG['node']]);
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
    $select = fn (Database $database) => $database->select($query, $values);
    return withTable(fn () => read($select), create: false) ?? [];
}

/** The table is made by the first write; until then there is nothing to read. */
function withTable(callable $action, bool $create): mixed
{
    try {
        return $action();
    } catch (\Exception $error) {
        if (!database()?->lacksTable($error)) {
            throw $error;
        }
    }
    if (!$create) {
        return null;
    }
    write(fn (Database $database) => $database->makeTable());
    return $action();
}
