<?php
// Counters in a store that speaks Redis's protocol, repeated while another server takes over or the only one starts again.

declare(strict_types=1);

namespace Sample;

final class Keys
{
    private const KEEP_SECONDS = 7 * 24 * 3600;
    private const RETRY_SECONDS = 6;
    /** Answers that pass: who gave them is still loading, or has just ceased to take writes. Without one, the connection broke. */
    private const LASTING = '/^(ERR|NOAUTH|NOPERM|OOM|WRONGPASS|WRONGTYPE)\b/';

    public function __construct(private readonly array $servers)
    {
    }

    /** One more. It may run twice, so that a count whose answer was late is counted twice: make yours idempotent. */
    public function increment(string $key): int
    {
        return $this->repeated(function (\Redis $client) use ($key): int {
            [$visits] = $client->multi()->incr($key)->expire($key, self::KEEP_SECONDS)->exec() ?: [null];
            return is_int($visits) ? $visits : throw new \RedisException((string) $client->getLastError());
        });
    }

    public function get(string $key): int
    {
        return $this->repeated(fn (\Redis $client): int => (int) $client->get($key));
    }

    private function repeated(callable $action): int
    {
        $passing = fn (\Exception $error) => $error instanceof \RedisException && !preg_match(self::LASTING, $error->getMessage());
        try {
            return retry(self::RETRY_SECONDS, $passing, fn () => $this->once($action));
        } catch (\RedisException) {
            throw new Unreachable();
        }
    }

    /** A connection per request: nothing is left open that a takeover could break. */
    private function once(callable $action): int
    {
        // The proxy on this node: it knows who of the servers to ask.
        [$host, $port] = explode(':', $this->servers[0]);
        ['user' => $user, 'passwordFile' => $passwordFile] = CONFIG['redis'];
        $client = new \Redis();
        $client->connect($host, (int) $port, timeout: 2.0, read_timeout: 2.0);
        try {
            $client->auth([$user, fileText($passwordFile)]);
            return $action($client);
        } finally {
            $client->close();
        }
    }
}
