const LONG: Readonly<Record<string, string>> = {
  listen: 'l',
  port: 'p',
  user: 'u',
  'memory-limit': 'm',
  'conn-limit': 'c',
};

/**
 * Options of `/etc/memcached.conf` by their letter, as Debian's start of it reads them: `#` begins a comment, and each line goes
 * to the command line, where of two the later counts (memcached(1)).
 */
export function memcachedOptions(text: string): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const raw of text.split('\n')) {
    const line = raw.replace(/(?<!\\)#.*$/, '').trim();
    const [, letter, name, value = ''] = /^-(?:([A-Za-z])|-([a-z-]+))[\s=]*(.*)$/.exec(line) ?? [];
    const known = letter ?? (name === undefined ? undefined : (LONG[name] ?? name));
    if (known !== undefined) options.set(known, value);
  }
  return options;
}
