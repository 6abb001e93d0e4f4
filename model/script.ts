/** Placeholders as they stand in a script: `__DATA_DIR__`, a word to every language and linter, in arithmetic too. */
export const PLACEHOLDER = /__([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)__(\n?)/g;

/**
 * A script with its values in the place of their names. Values are put in as they are, so whoever gives them quotes them for the
 * language of the script. A value of several lines takes the line break behind its placeholder with it.
 * @throws RangeError where a placeholder has no value
 */
export function fillIn(script: string, values: Readonly<Record<string, string | number>>): string {
  return script.replace(PLACEHOLDER, (_, name: string, end: string) => {
    const value = values[name];
    if (value === undefined) throw new RangeError(`the script wants __${name}__, and nobody says what that is`);
    return `${value}`.endsWith('\n') ? `${value}` : `${value}${end}`;
  });
}
