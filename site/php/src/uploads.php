<?php
// Files that visitors upload, on the file system that all web nodes share.

declare(strict_types=1);

namespace Sample;

function storeUpload(): void
{
    [$type, $data] = receivedFile();
    $name = nameOf($type, $data);
    onDisk(fn (string $folder) => writeFile($folder, $name, $data));
    fromBrowser() ? redirect("/uploads/$name") : sendJson(['name' => $name], 201);
}

function fetchUpload(string $name): void
{
    $data = onDisk(function (string $folder) use ($name) {
        clearstatcache();
        if (!is_file("$folder/$name")) {
            throw new HttpError(404, 'No such file');
        }
        return succeed(@file_get_contents("$folder/$name"), 'read');
    });
    send(200, typeOf($name), $data, ['Cache-Control' => FOREVER, 'Content-Security-Policy' => 'sandbox']);
}

/** Whole or not at all, and on disk before it is acknowledged. */
function writeFile(string $folder, string $name, string $data): void
{
    $temporary = "$folder/.upload-" . bin2hex(random_bytes(8));
    $file = succeed(@fopen($temporary, 'x'), 'create');
    try {
        succeed(@fwrite($file, $data) === strlen($data), 'write');
        succeed(@fsync($file), 'write');
        succeed(@rename($temporary, "$folder/$name"), 'rename');
    } catch (\RuntimeException $error) {
        @unlink($temporary);
        throw $error;
    } finally {
        fclose($file);
    }
}

function onDisk(callable $action): mixed
{
    if (!isset(CONFIG['uploads'])) {
        throw new HttpError(404, 'This site stores no uploads');
    }
    ['path' => $folder, 'mounted' => $mounted] = CONFIG['uploads'];
    $attempt = function () use ($action, $folder, $mounted) {
        // On the bare mount point a file would be hidden as soon as the shared file system is back.
        $here = succeed(@stat($folder), 'stat');
        succeed(!$mounted || $here['dev'] !== stat(dirname($folder))['dev'], 'find the mount of');
        return $action($folder);
    };
    try {
        return retry(5, fn (\Exception $error) => $error instanceof \RuntimeException, $attempt);
    } catch (\RuntimeException $error) {
        error_log((string) $error);
        throw new HttpError(503, 'The shared files do not answer', ['Retry-After' => '5']);
    }
}

/** PHP's file functions say false where they fail. */
function succeed(mixed $result, string $what): mixed
{
    return $result !== false ? $result : throw new \RuntimeException("cannot $what a shared file");
}
