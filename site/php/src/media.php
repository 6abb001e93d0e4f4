<?php
// Pictures on the media store: a bucket behind a CDN, or the media server.

declare(strict_types=1);

namespace Sample;

function storePicture(): void
{
    $media = CONFIG['media'] ?? throw new HttpError(404, 'This site has no media store');
    [$type, $data] = receivedFile();
    if (!str_starts_with($type, 'image/')) {
        throw new HttpError(415, 'Only pictures');
    }
    $name = nameOf($type, $data);
    $stored = $media['kind'] === 'cdn'
        ? putOnBucket($media, $name, $type, $data)
        : putOnServer($media, $name, $type, $data);
    if (!$stored) {
        throw new HttpError(503, 'The media store does not answer', ['Retry-After' => '5']);
    }
    fromBrowser() ? redirect("/?picture=$name") : sendJson(['name' => $name, 'url' => mediaUrl($name)], 201);
}

function mediaUrl(string $name): string
{
    $media = CONFIG['media'];
    $base = $media['kind'] === 'cdn' ? 'https://' . fileText($media['domainFile']) . '/media' : $media['url'];
    return "$base/$name";
}

function putOnServer(array $media, string $name, string $type, string $data): bool
{
    $request = ['method' => 'PUT', 'header' => "Content-Type: $type", 'content' => $data, 'timeout' => 5];
    $context = stream_context_create(['http' => $request]);
    return @file_get_contents("$media[put]/media/$name", context: $context) !== false;
}

/** The node's role signs the request; the AWS CLI is on every node. */
function putOnBucket(array $media, string $name, string $type, string $data): bool
{
    $file = tempnam(sys_get_temp_dir(), 'media');
    file_put_contents($file, $data);
    $command = [
        'timeout', '20', 'aws', 's3api', 'put-object', '--region', fileText($media['regionFile']),
        '--bucket', fileText($media['bucketFile']), '--key', "media/$name", '--body', $file,
        '--content-type', $type, '--cache-control', FOREVER,
    ];
    $process = proc_open($command, [1 => ['file', '/dev/null', 'w']], $pipes);
    $stored = $process !== false && proc_close($process) === 0;
    unlink($file);
    return $stored;
}
