<?php
// A request and a response, as far as this site needs them.

declare(strict_types=1);

namespace Sample;

/** What the visitor is told instead of a page. */
final class HttpError extends \Exception
{
    public function __construct(public readonly int $status, string $message, public readonly array $headers = [])
    {
        parent::__construct($message);
    }
}

function fromBrowser(): bool
{
    return str_contains($_SERVER['HTTP_ACCEPT'] ?? '', 'text/html');
}

/** A field of a form or a query, empty if it is missing or a list. */
function field(array $fields, string $name): string
{
    return is_string($fields[$name] ?? null) ? $fields[$name] : '';
}

/** Media type and bytes of the file that came with a form, or of the body itself. */
function receivedFile(): array
{
    $type = $_SERVER['CONTENT_TYPE'] ?? 'application/octet-stream';
    if (str_starts_with($type, 'multipart/form-data')) {
        $file = current($_FILES);
        if (!$file || is_array($file['error']) || $file['error'] === UPLOAD_ERR_NO_FILE) {
            throw new HttpError(400, 'No file in the form');
        }
        if ($file['error'] !== UPLOAD_ERR_OK) {
            throw new HttpError(413, 'The file is too large');
        }
        [$type, $data] = [$file['type'], file_get_contents($file['tmp_name'])];
    } else {
        $data = file_get_contents('php://input');
    }
    if ($data === '') {
        throw new HttpError(400, 'The file is empty');
    }
    return [strtolower(trim(explode(';', $type)[0])), $data];
}

function send(int $status, string $type, string $body, array $headers = []): void
{
    http_response_code($status);
    header("Content-Type: $type");
    header('X-Content-Type-Options: nosniff');
    foreach ($headers + ['Cache-Control' => 'private, no-store'] as $name => $value) {
        header("$name: $value");
    }
    echo $body;
}

function sendText(string $body, int $status = 200, array $headers = []): void
{
    send($status, 'text/plain; charset=utf-8', $body, $headers);
}

function sendHtml(string $body, array $headers = []): void
{
    send(200, 'text/html; charset=utf-8', $body, $headers);
}

function sendJson(mixed $value, int $status = 200, array $headers = []): void
{
    send($status, 'application/json', json_encode($value, JSON_THROW_ON_ERROR) . "\n", $headers);
}

/** After a form: the browser gets the page that shows the result. */
function redirect(string $location, array $headers = []): void
{
    sendText('', 303, ['Location' => $location] + $headers);
}
