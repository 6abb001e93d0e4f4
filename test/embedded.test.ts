import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { script } from '../constructs/user-data/script';
import { fillIn } from '../model/script';
import { EMBEDDED, embeddedModule, scriptsBelow } from '../scripts/embed';
import { needs } from './helpers/programs';

const REPOSITORY = dirname(__dirname);

const scripts = Object.keys(EMBEDDED).flatMap((folder) =>
  scriptsBelow(join(REPOSITORY, folder)).map((path) => join(folder, path)),
);

describe.each(Object.entries(EMBEDDED))('the scripts below %s', (folder, path) => {
  it('are embedded as they are; if not, run `npm run embed`', () => {
    const module = readFileSync(join(REPOSITORY, path), 'utf8');
    expect(module).toBe(embeddedModule(join(REPOSITORY, folder)));
  });
});

describe('linters have nothing to say about scripts', () => {
  const lint = (program: string, ending: string) => {
    const files = scripts.filter((path) => path.endsWith(ending));
    expect(files).not.toEqual([]);
    const { stdout, stderr } = spawnSync(program, files, { cwd: REPOSITORY, encoding: 'utf8' });
    expect(`${stdout}${stderr}`).toBe('');
  };

  needs('shellcheck')('of shell', () => lint('shellcheck', '.sh'));
  needs('pyflakes3')('of Python', () => lint('pyflakes3', '.py'));
});

describe('filling in a script', () => {
  it('puts values in the place of their names', () => {
    expect(fillIn('a=__A__ b=$((__B_C__ + 1))\n', { A: "'x y'", B_C: 2 })).toBe("a='x y' b=$((2 + 1))\n");
  });

  it('puts in a part that is lines of its own', () => {
    expect(fillIn('begin\n__PART__\nend\n', { PART: 'one\ntwo\n' })).toBe('begin\none\ntwo\nend\n');
    expect(fillIn('begin\n__PART__\nend\n', { PART: '' })).toBe('begin\n\nend\n');
  });

  it('leaves what is no placeholder', () => {
    expect(fillIn('"${list[@]}" __init__ __ A __', {})).toBe('"${list[@]}" __init__ __ A __');
  });

  it('does not look for names in values', () => {
    expect(fillIn('__A__', { A: '__B__ $& $1' })).toBe('__B__ $& $1');
  });

  it('refuses a script that wants more than it is given', () => {
    expect(() => fillIn('__A__', {})).toThrow('the script wants __A__, and nobody says what that is');
    expect(() => fillIn('__toString__ __CONSTRUCTOR__', {})).toThrow('__CONSTRUCTOR__');
  });

  it('does not compile without a value, or with one too many', () => {
    // @ts-expect-error: the value is missing
    expect(() => script('base/setup.sh')).toThrow('__STEPS__');
    // @ts-expect-error: one value too many
    expect(script('base/setup.sh', { STEPS: '/steps', MORE: 1 })).toContain('for step in /steps/*');
  });
});
