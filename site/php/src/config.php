<?php
// Where this node's services are: /etc/nospof/site.json, described in site/README.md.

declare(strict_types=1);

namespace Sample;

define(__NAMESPACE__ . '\CONFIG', json_decode(
    file_get_contents(getenv('NOSPOF_SITE_FILE') ?: '/etc/nospof/site.json'),
    associative: true,
    flags: JSON_THROW_ON_ERROR,
));

/** The content of one of the files that the configuration names, as a password's. */
function fileText(string $path): string
{
    return trim(file_get_contents($path));
}
