import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { nospof, scratchFolder } from '../helpers/command-line';
import { PROJECT } from '../helpers/synthesized';

const folder = scratchFolder();

const FILE = 'topologies/bakery.yaml';
const PROJECT_FILES = ['.gitignore', 'cdktf.json', 'package.json', 'topologies'];

test.each(['1', '2', '3', '3b', '4', '04b', '5', '6', '6b', '7', '8'])(
  'nospof init --stage %s writes a topology that synthesizes',
  async (stage) => {
    const begun = await nospof(folder.path, 'init', '--stage', stage, '--name', 'bakery');
    expect(begun).toMatchObject({ exit: 0, err: '' });
    expect(readdirSync(folder.path).sort()).toEqual(PROJECT_FILES);
    const topology = readFileSync(join(folder.path, FILE), 'utf8');
    expect(topology).toMatch(/^name: bakery\nregion: \S+\nos: debian-13\n/m);
    expect(topology).toMatch(/^# yaml-language-server: \$schema=\.\.\/node_modules\/nospof\//);
    expect(topology).toContain(`# Stage ${Number.parseInt(stage, 10)}`);
    expect(await nospof(folder.path, 'synth', FILE)).toMatchObject({ exit: 0, err: '' });
  },
);

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
  expect(out).toContain(`npm install file:${relative(folder.path, PROJECT)} `);
  expect(readFileSync(join(folder.path, 'package.json'), 'utf8')).toBe('{}');
  expect(readdirSync(folder.path).sort()).toEqual(PROJECT_FILES);
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

test('nospof init depends on what it was made with, and on no name that anybody could register', async () => {
  const { out } = await nospof(folder.path, 'init', '--name', 'bakery');
  const { dependencies } = JSON.parse(readFileSync(join(folder.path, 'package.json'), 'utf8'));
  expect(dependencies.nospof).toBe(`file:${relative(folder.path, PROJECT)}`);
  expect(out).toContain(`nospof is in no registry yet, so the project depends on ${dependencies.nospof}`);
  const { app } = JSON.parse(readFileSync(join(folder.path, 'cdktf.json'), 'utf8'));
  expect(`${app}\n${out}`).not.toMatch(/npx nospof/);
});

test('nospof init names the stages that there are', async () => {
  const { exit, err } = await nospof(folder.path, 'init', '--name', 'bakery', '--stage', '10');
  expect({ exit, err }).toMatchObject({
    exit: 2,
    err: expect.stringContaining('1, 2, 3, 3b, 4, 4b, 5, 6, 6b, 7, 8, 9'),
  });
  expect(readdirSync(folder.path)).toEqual([]);
});
