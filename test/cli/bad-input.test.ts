import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { nospof, scratchFolder } from '../helpers/command-line';
import { shippedText } from '../helpers/synthesized';

const folder = scratchFolder();
const good = shippedText('08-varnish');

/** Every way to get it wrong: what is written into `shop.yaml`, the code, and the place. */
const CASES: readonly (readonly [what: string, content: string | Uint8Array, code: string, place: string])[] = [
  ['a misspelt key', good.replace('storageGiB: 20, rep', 'storageGb: 20, rep'), 'unknown-key', '14:32'],
  ['a wrong type', good.replace('nodes: 2, memory', 'nodes: two, memory'), 'wrong-type', '9:'],
  ['a number out of range', good.replace('nodes: 2, memory', 'nodes: 99, memory'), 'out-of-range', '9:'],
  ['a tier that is not there', good.replace('to: pagecache', 'to: pagecach'), 'unknown-tier', '8:'],
  [
    'a media server as the whole site',
    'name: shop\nregion: eu-west-1\ntiers:\n  b: { kind: haproxy, to: m }\n  m: { kind: media-server }\n',
    'wrong-tier-kind',
    '4:27',
  ],
  ['an invalid region', good.replace('eu-central-1', 'eu-centrall-1'), 'unknown-region', '4:'],
  ['a tab', good.replace('  web:', '\tweb:'), 'tab', '10:'],
  ['an empty file', '', 'empty-file', '1:1'],
  ['a binary file', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 0, 1), 'binary-file', '1:1'],
  ['a file of 10 MB', `# ${'x'.repeat(10_000_000)}\n${good}`, 'file-too-large', '1:1'],
  ['the same tier twice', `${good}tiers: {}\n`, 'duplicate-key', '23:1'],
];

describe.each(['synth', 'validate'])('nospof %s', (command) => {
  test.each(CASES)('refuses %s', async (_what, content, code, place) => {
    folder.put('shop.yaml', content);
    const { exit, out, err } = await nospof(folder.path, command, 'shop.yaml');
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toContain(`shop.yaml:${place}`);
    expect(err).toContain(code);
    expect(err).not.toMatch(/\n\s+at .*:\d+:\d+/);
    expect(existsSync(join(folder.path, 'cdktf.out'))).toBe(false);
  });

  test('refuses a file that is not there, and a folder', async () => {
    mkdirSync(join(folder.path, 'folder.yaml'));
    const { exit, err } = await nospof(folder.path, command, 'missing.yaml', 'folder.yaml');
    expect(exit).toBe(2);
    expect(err).toContain('missing.yaml');
    expect(err).toContain('no such file');
    expect(err).toContain('it is a folder');
  });

  test('tells of all files at once, and writes nothing for the good one', async () => {
    folder.put('good.yaml', good);
    folder.put('one.yaml', good.replace('survives: zone', 'survive: zone'));
    folder.put('two.yaml', good.replace('kind: cdn', 'kind: cnd'));
    const { exit, err } = await nospof(folder.path, command, 'good.yaml', 'one.yaml', 'two.yaml');
    expect(exit).toBe(2);
    expect(err).toContain('one.yaml:5:1');
    expect(err).toContain('survives');
    expect(err).toContain('two.yaml:16:18');
    expect(existsSync(join(folder.path, 'cdktf.out'))).toBe(false);
  });

  test('without a file and without a topologies folder says how to begin', async () => {
    const { exit, err } = await nospof(folder.path, command);
    expect(exit).toBe(2);
    expect(err).toContain('nospof init');
  });

  test('refuses two files that would be one stack', async () => {
    folder.put('a/shop.yaml', good);
    folder.put('b/shop.yaml', good);
    const { exit, err } = await nospof(folder.path, command, 'a/shop.yaml', 'b/shop.yaml');
    expect({ exit, named: /a\/shop.yaml.*b\/shop.yaml/.test(err) }).toEqual({ exit: 2, named: true });
  });
});

describe.each(['synth', 'validate'])(
  'nospof %s refuses a configuration that EC2 would not take, with its node and size',
  (command) => {
    const env = Array.from(
      { length: 300 },
      (_, n) => `      KEY_${n}: ${createHash('sha512').update(`${n}`).digest('base64url')}\n`,
    );
    test.each([
      ['nodes', good.replace('kind: web\n    nodes: 2', 'kind: web\n    nodes: 4000'), 'have fewer nodes behind it'],
      ['env', good.replace('kind: web\n', `kind: web\n    env:\n${env.join('')}`), 'values under env'],
    ])('of many or large %s', async (_, text, fix) => {
      folder.put('shop.yaml', text);
      const { exit, err } = await nospof(folder.path, command, 'shop.yaml');
      expect(exit).toBe(2);
      expect(err).toMatch(/shop\.yaml:\d+:\d+.*user-data-too-large/s);
      expect(err).toMatch(/16384/);
      expect(err).toMatch(new RegExp(`fix: .*${fix}`));
      expect(existsSync(join(folder.path, 'cdktf.out'))).toBe(false);
    });
  },
);

test('an archive that is not there is refused; its path starts from the file', async () => {
  const text = good.replace('kind: web\n', 'kind: web\n    application: ./app.tar.gz\n');
  folder.put('sites/shop.yaml', text);
  const missing = await nospof(folder.path, 'validate', 'sites/shop.yaml');
  expect(missing.exit).toBe(2);
  expect(missing.err).toMatch(/sites\/shop\.yaml:12:18: unreadable-archive at tiers\.web\.application/);
  folder.put('sites/app.tar.gz', 'an archive');
  expect(await nospof(folder.path, 'validate', 'sites/shop.yaml')).toMatchObject({ exit: 0, err: '' });
});

test('an output folder that cannot be made is refused in one line', async () => {
  folder.put('shop.yaml', good);
  folder.put('taken', 'a file');
  const { exit, err } = await nospof(folder.path, 'synth', 'shop.yaml', '--output', 'taken/out');
  expect(exit).toBe(2);
  expect(err).toMatch(
    /^nospof: .*taken\/out.*: a part of the path is not a folder; check the path and the permissions\n$/,
  );
});

describe('usage', () => {
  test.each([
    ['an unknown command', ['snyth'], /synth/],
    ['an unknown option', ['synth', '--outptu', 'x'], /--output/],
    ['a stage that is not there', ['init', '--name', 'shop', '--stage', '10'], /the ladder has the stages/],
    ['a missing name', ['init'], /--name/],
  ])('refuses %s', async (_what, args, expected) => {
    const { exit, err } = await nospof(folder.path, ...args);
    expect(exit).toBe(2);
    expect(err).toMatch(expected);
  });

  test.each([['--help'], ['--version'], ['synth', '--help']])('%s is an answer, not an error', async (...args) => {
    const { exit, out } = await nospof(folder.path, ...args);
    expect(exit).toBe(0);
    expect(out.length).toBeGreaterThan(4);
  });
});
