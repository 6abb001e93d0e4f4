/**
 * Settings of `/etc/valkey/valkey.conf` by their names, as Valkey reads them: a name in any case, its arguments in quotes or not, a
 * comment where a line begins with `#`, and of two of a name the later (config.c, `loadServerConfigFromString`).
 */
export function valkeySettings(text: string): ReadonlyMap<string, readonly string[]> {
  const settings = new Map<string, readonly string[]>();
  for (const line of text.split('\n')) {
    const [name, ...args] = line.trim().startsWith('#') ? [] : wordsOf(line);
    if (name !== undefined) settings.set(name.toLowerCase(), args);
  }
  return settings;
}

function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );
}
