<?php
// What makes a failover invisible: try again for as long as it usually takes.

declare(strict_types=1);

namespace Sample;

/** Run $action until it succeeds, for at most $seconds, while $passing($error) says that waiting may help. */
function retry(float $seconds, callable $passing, callable $action): mixed
{
    $end = microtime(true) + $seconds;
    for ($pause = 0.1;; $pause = min($pause * 2, 1)) {
        try {
            return $action();
        } catch (\Exception $error) {
            if (!$passing($error) || microtime(true) + $pause > $end) {
                throw $error;
            }
        }
        usleep((int) ($pause * 1e6));
    }
}
