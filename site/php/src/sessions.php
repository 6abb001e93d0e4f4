<?php
// A session is as thin as can be: a random name in a cookie and a counter in a store of its own. Without one the counter
// itself is in the cookie, signed, so that any node can serve any visitor.

declare(strict_types=1);

namespace Sample;

const COOKIE = 'session';

/** POST /session: one visit more. */
function countVisit(): void
{
    $cookie = field($_COOKIE, COOKIE);
    if ($store = sessionStore()) {
        $cookie = isSessionName($cookie) ? $cookie : bin2hex(random_bytes(16));
        try {
            $visits = $store->increment("session:$cookie");
        } catch (Unreachable) {
            throw new HttpError(503, 'The session servers do not answer', ['Retry-After' => '2']);
        }
    } else {
        $visits = signedCount($cookie) + 1;
        $cookie = "$visits." . signature($visits);
    }
    $secure = ($_SERVER['HTTPS'] ?? '') !== '' ? '; Secure' : '';
    $headers = ['Set-Cookie' => COOKIE . "=$cookie; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax$secure"];
    fromBrowser() ? redirect('/', $headers) : sendJson(['visits' => $visits], 200, $headers);
}

/** GET /session. */
function showSession(): void
{
    sendJson(['visits' => visits()]);
}

/** The visitor's count, null while no session server answers. */
function visits(): ?int
{
    $cookie = field($_COOKIE, COOKIE);
    $store = sessionStore();
    if (!$store) {
        return signedCount($cookie);
    }
    try {
        return isSessionName($cookie) ? $store->get("session:$cookie") : 0;
    } catch (Unreachable) {
        return null;
    }
}

function sessionStore(): Copies|Keys|null
{
    return match (true) {
        isset(CONFIG['sessions']['memcached']) => new Copies(CONFIG['sessions']['memcached']),
        isset(CONFIG['sessions']['redis']) => new Keys(CONFIG['sessions']['redis']),
        default => null,
    };
}

function isSessionName(string $cookie): bool
{
    return preg_match('/^[0-9a-f]{32}$/D', $cookie) === 1;
}

function signedCount(string $cookie): int
{
    [$visits, $signature] = explode('.', $cookie, 2) + ['', ''];
    $valid = preg_match('/^\d{1,9}$/D', $visits) && hash_equals(signature((int) $visits), $signature);
    return $valid ? (int) $visits : 0;
}

function signature(int $visits): string
{
    return hash_hmac('sha256', "visits $visits", fileText(CONFIG['secretFile']));
}
