<?php
// Counters in memcached, each kept on two of the servers, so that losing one server loses no counter.

declare(strict_types=1);

namespace Sample;

/** None of the servers answers. */
final class Unreachable extends \Exception
{
}

final class Copies
{
    private const COPIES = 2;
    private const KEEP_SECONDS = 7 * 24 * 3600;
    /** A server that is busy but up is better waited for: a count that it misses is behind, should the other one be lost next. */
    private const ANSWER_MS = 1000;

    public function __construct(private readonly array $servers)
    {
    }

    public function increment(string $key): int
    {
        $found = $this->ask($key, fn (\Memcached $server) => $server->increment($key));
        $value = max(1, ...array_map(intval(...), array_values($found)));
        // A server that was down comes back empty or behind: it gets the value of the other.
        foreach ($found as $server => $count) {
            if ($count !== $value) {
                $this->client($server)->set($key, (string) $value, self::KEEP_SECONDS);
            }
        }
        return $value;
    }

    public function get(string $key): int
    {
        return max(array_map(intval(...), $this->ask($key, fn (\Memcached $server) => $server->get($key))));
    }

    /** Answers of the first servers, in this key's order, that are up. */
    private function ask(string $key, callable $action): array
    {
        $answers = [];
        foreach ($this->inOrder($key) as $server) {
            $client = $this->client($server);
            for ($try = 0; $try < 2; $try++) { // The first try may meet a connection that broke long ago.
                $answer = $action($client);
                if (in_array($client->getResultCode(), [\Memcached::RES_SUCCESS, \Memcached::RES_NOTFOUND], true)) {
                    $answers[$server] = $answer;
                    break;
                }
            }
            if (count($answers) === self::COPIES) {
                break;
            }
        }
        return $answers ?: throw new Unreachable();
    }

    /** Rendezvous hashing: a server more or less moves only the keys that it holds. */
    private function inOrder(string $key): array
    {
        $servers = $this->servers;
        usort($servers, fn (string $a, string $b) => strcmp(md5("$a $key"), md5("$b $key")));
        return $servers;
    }

    /** A connection that stays open between requests; a server that fails is left alone for two seconds. */
    private function client(string $server): \Memcached
    {
        $client = new \Memcached($server);
        if (!$client->getServerList()) {
            $client->setOptions([
                \Memcached::OPT_CONNECT_TIMEOUT => 300,
                \Memcached::OPT_POLL_TIMEOUT => self::ANSWER_MS,
                \Memcached::OPT_SEND_TIMEOUT => self::ANSWER_MS * 1000,
                \Memcached::OPT_RECV_TIMEOUT => self::ANSWER_MS * 1000,
                \Memcached::OPT_SERVER_FAILURE_LIMIT => 1,
                \Memcached::OPT_RETRY_TIMEOUT => 2,
                \Memcached::OPT_TCP_NODELAY => true,
            ]);
            [$host, $port] = explode(':', $server);
            $client->addServer($host, (int) $port);
        }
        return $client;
    }
}
