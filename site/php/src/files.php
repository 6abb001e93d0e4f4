<?php
// Names of stored files. A name is made from the content, so what stands under a name never changes, every cache may
// keep it for ever, and a repeated upload is the same file.

declare(strict_types=1);

namespace Sample;

const ENDINGS = [
    'image/png' => 'png',
    'image/jpeg' => 'jpg',
    'image/gif' => 'gif',
    'text/plain' => 'txt',
    'application/pdf' => 'pdf',
];
const FOREVER = 'public, max-age=31536000, immutable';

function nameOf(string $type, string $data): string
{
    return substr(hash('sha256', $data), 0, 32) . '.' . (ENDINGS[$type] ?? 'bin');
}

function typeOf(string $name): string
{
    return array_search(pathinfo($name, PATHINFO_EXTENSION), ENDINGS, true) ?: 'application/octet-stream';
}
