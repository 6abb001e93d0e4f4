import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nospof, scratchFolder } from '../helpers/command-line';

const folder = scratchFolder();

test.each([1, 2, 3, 4, 5, 6, 7, 8])('nospof init --stage %i writes a topology that synthesizes', async (stage) => {
  const begun = await nospof(folder.path, 'init', '--stage', String(stage), '--name', 'bakery');
  expect(begun).toMatchObject({ exit: 0, err: '' });
  expect(readdirSync(folder.path).sort()).toEqual(['.gitignore', 'bakery.yaml', 'cdktf.json', 'package.json']);
  const topology = readFileSync(join(folder.path, 'bakery.yaml'), 'utf8');
  expect(topology).toMatch(/^name: bakery$/m);
  expect(topology).toMatch(/^# yaml-language-server: \$schema=\.\/node_modules\/nospof\//);
  expect(topology).toMatch(new RegExp(`# Stage ${stage}`));
  expect(await nospof(folder.path, 'synth', 'bakery.yaml')).toMatchObject({ exit: 0, err: '' });
});

test('nospof init overwrites nothing', async () => {
  folder.put('cdktf.json', '{}');
  const { exit, err } = await nospof(folder.path, 'init', '--name', 'bakery');
  expect(exit).toBe(2);
  expect(err).toContain('cdktf.json: there already');
  expect(readdirSync(folder.path)).toEqual(['cdktf.json']);
});

test('nospof init leaves the package.json of a project that installed nospof first', async () => {
  folder.put('package.json', '{}');
  const { exit, out } = await nospof(folder.path, 'init', '--name', 'bakery');
  expect(exit).toBe(0);
  expect(out).toContain('Left alone: package.json.');
  expect(out).toContain('npm install nospof cdktf-cli');
  expect(readFileSync(join(folder.path, 'package.json'), 'utf8')).toBe('{}');
  expect(readdirSync(folder.path).sort()).toEqual(['.gitignore', 'bakery.yaml', 'cdktf.json', 'package.json']);
});

test('nospof init refuses a name that no resource could have', async () => {
  const { exit, err } = await nospof(folder.path, 'init', '--name', 'My Shop');
  expect(exit).toBe(2);
  expect(err).toContain('name');
  expect(readdirSync(folder.path)).toEqual([]);
});

test('the commands find what nospof init wrote without being told', async () => {
  await nospof(folder.path, 'init', '--name', 'bakery');
  const { exit, out } = await nospof(folder.path, 'synth');
  expect({ exit, named: out.includes('cdktf.out/stacks/bakery/cdk.tf.json') }).toEqual({ exit: 0, named: true });
});
