<?php
// The sample site's front controller: which request is answered by what.

declare(strict_types=1);

namespace Sample;

foreach (glob(__DIR__ . '/src/*.php') as $file) {
    require $file;
}

const ROUTES = [
    ['GET', '/', 'home'],
    ['GET', '/esi/visitor', 'visitor'],
    ['GET', '/health', 'health'],
    ['GET', '/rows', 'listRows'],
    ['POST', '/rows', 'insertRow'],
    ['GET', '/rows/(\d{1,18})', 'lookUpRow'],
    ['GET', '/session', 'showSession'],
    ['POST', '/session', 'countVisit'],
    ['POST', '/uploads', 'storeUpload'],
    ['GET', '/uploads/([0-9a-f]{32}\.[a-z]{3})', 'fetchUpload'],
    ['POST', '/media', 'storePicture'],
];

function answer(string $method, string $path): void
{
    $allowed = [];
    foreach (ROUTES as [$wanted, $pattern, $handler]) {
        $matches = preg_match("#^$pattern\$#D", $path, $groups) === 1;
        if ($matches && $wanted === $method) {
            (__NAMESPACE__ . "\\$handler")(...array_slice($groups, 1));
            return;
        }
        if ($matches) {
            $allowed[] = $wanted;
        }
    }
    if ($allowed) {
        throw new HttpError(405, 'Method not allowed', ['Allow' => implode(', ', $allowed)]);
    }
    throw new HttpError(404, 'Not found');
}

function health(): void
{
    sendText("ok\n");
}

try {
    $method = $_SERVER['REQUEST_METHOD'] === 'HEAD' ? 'GET' : $_SERVER['REQUEST_METHOD'];
    answer($method, explode('?', $_SERVER['REQUEST_URI'])[0]);
} catch (HttpError $error) {
    sendText($error->getMessage() . "\n", $error->status, $error->headers);
} catch (\Throwable $error) {
    error_log((string) $error);
    sendText("Internal error\n", 500);
}
