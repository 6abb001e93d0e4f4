import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readShell } from '../../../terraform/machine/shell';
import { PROJECT } from '../../helpers/synthesized';

const FOLDER = join(PROJECT, 'constructs');

/** Every script of bash that nodes get, as it stands in its file. */
const scripts = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.sh'))
  .sort()
  .map((file) => [file, readFileSync(join(FOLDER, file), 'utf8')] as const);

const parses = (text: string) => spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' }).status === 0;

test('there are scripts', () => {
  expect(scripts.length).toBeGreaterThan(10);
});

test.each(scripts)('%s is whole, as bash finds', (_, text) => {
  expect(parses(text)).toBe(true);
  expect(readShell(text).unbalanced).toEqual([]);
});

/** The lines that open and close something, each taken out of one script after the other. */
test('what is not whole for the reader is not for bash either', () => {
  const [, library = ''] = scripts.reduce((longest, one) => (one[1].length > longest[1].length ? one : longest));
  const lines = library.split('\n');
  const wrong = lines.flatMap((line, at) => {
    const text = lines.toSpliced(at, 1).join('\n');
    return readShell(text).unbalanced.length > 0 && parses(text) ? [line] : [];
  });
  expect(wrong).toEqual([]);
});

test.each<[string, string, Partial<Record<'functions' | 'commands' | 'assigned' | 'used', readonly string[]>>]>([
  ['a command', 'mkdir -p /x && touch "$x"', { commands: ['mkdir', 'touch'], used: ['x'] }],
  ['a substitution in quotes', 'echo "$(cat "$1" | wc -l)"', { commands: ['echo', 'cat'] }],
  [
    'a function',
    'take() { local a b=$1; other; }',
    { functions: ['take'], commands: ['local', 'other'], assigned: ['b', 'a'] },
  ],
  ['a case', 'case $x in a | b) one ;; *) two ;; esac', { commands: ['one', 'two'], used: ['x'] }],
  ['text in single quotes', "awk '{ print $2; exit }' file", { commands: ['awk'], used: [] }],
  ['a here-document', "mariadb <<'SQL'\nSELECT $x;\nSQL\nnext", { commands: ['mariadb', 'next'], used: [] }],
  ['one that is expanded', 'cat <<END\n$x\nEND\n', { commands: ['cat'], used: ['x'] }],
  ['a default', 'echo "${x:-}" "${y-}" "${z:?}" ${w%/*}', { commands: ['echo'], used: ['z', 'w'] }],
  ['a loop', 'for a in 1 2; do read -r b c; done', { commands: ['read'], assigned: ['b', 'c', 'a'] }],
  ['a comment', 'one # two $x\nthree', { commands: ['one', 'three'], used: [] }],
  ['an array', 'all=(one two) more+=(three)\nsome', { commands: ['some'], assigned: ['all', 'more'] }],
])('%s', (_, text, expected) => {
  const facts = readShell(text);
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, [...facts[key as keyof typeof expected]]]));
  expect(facts.unbalanced).toEqual([]);
  expect(found).toEqual(expected);
});
