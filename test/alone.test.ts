import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { bundle } from '../scripts/bundle';
import { type Outcome, run, runOrThrow } from './helpers/processes';
import { needs } from './helpers/programs';
import { PROJECT } from './helpers/synthesized';
import { temporaryFolder } from './helpers/temporary';

/*
 * The package as `npm pack` makes it, installed alone: with what it depends on and nothing else, so without cdktf, constructs
 * and the provider's bindings. It is packed from a copy of `dist`, which other tests use at the same time.
 */

const manifest = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
const modules = join(PROJECT, 'node_modules');
const bundler = { what: 'the package esbuild-wasm', met: existsSync(join(modules, 'esbuild-wasm')) };
const alone = needs('npm', 'tar', bundler);

/** Packages that are installed with these, by where they lie. */
function closure(names: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const queue = names.map((name) => ({ name, from: PROJECT }));
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { name, from } = next;
    const nested = join(from, 'node_modules', name);
    const folder = existsSync(nested) ? nested : join(modules, name);
    if (found.has(name)) continue;
    found.set(name, folder);
    const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    queue.push(...Object.keys(dependencies).map((one) => ({ name: one, from: folder })));
  }
  return found;
}

/** Bytes that a folder takes on a disk with blocks of 4 KiB. */
function onDisk(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => lstatSync(join(folder, path)))
    .reduce((sum, one) => sum + (one.isFile() ? 4096 * Math.ceil(one.size / 4096) : 4096), 0);
}

describe('the package installed alone', () => {
  const root = temporaryFolder('alone');
  const installed = join(root, 'shop/node_modules/nospof');
  const main = join(installed, manifest.bin.nospof);
  const dependencies = [...closure(Object.keys(manifest.dependencies))];

  beforeAll(async () => {
    if (!bundler.met) return;
    const source = join(root, 'source');
    mkdirSync(source);
    for (const one of [...manifest.files, 'package.json', 'LICENSE', 'README.md'])
      if (!one.startsWith('!')) cpSync(join(PROJECT, one), join(source, one), { recursive: true });
    symlinkSync(modules, join(source, 'node_modules'));
    await bundle(source);
    await runOrThrow('npm', ['pack', '--ignore-scripts', '--pack-destination', root], { cwd: source });
    mkdirSync(installed, { recursive: true });
    const tarball = readdirSync(root).find((one) => one.endsWith('.tgz')) ?? '';
    await runOrThrow('tar', ['-xzf', join(root, tarball), '--strip-components=1', '-C', installed]);
    for (const [name, folder] of dependencies) {
      const at = join(root, 'shop/node_modules', name);
      mkdirSync(dirname(at), { recursive: true });
      symlinkSync(folder, at);
    }
    writeFileSync(join(root, 'shop/package.json'), '{}');
  }, 300_000);

  const nospof = (...args: readonly string[]): Promise<Outcome> =>
    run('node', [main, ...args], { cwd: join(root, 'shop') });

  alone('takes less than 30 MB, and nothing of cdktf', () => {
    const folders = [installed, ...dependencies.map(([, folder]) => folder)];
    expect(folders.map(onDisk).reduce((sum, size) => sum + size)).toBeLessThan(30_000_000);
    const names = dependencies.map(([name]) => name);
    expect(names.filter((name) => /^(cdktf|constructs|@cdktf\/provider-aws|aws-cdk.*)$/.test(name))).toEqual([]);
  });

  alone('makes and checks a project, with the very Terraform that cdktf writes', async () => {
    expect(await nospof('init', '--stage', '8', '--name', 'shop')).toMatchObject({ status: 0, stderr: '' });
    const checked = await nospof('check', 'topologies/shop.yaml');
    expect(checked).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining('survives the loss of any'),
    });
    expect(await nospof('synth', 'topologies/shop.yaml')).toMatchObject({ status: 0, stderr: '' });
    const own = join(root, 'own');
    const args = [join(PROJECT, manifest.bin.nospof), 'synth', join(root, 'shop/topologies/shop.yaml'), '-o', own];
    await runOrThrow('node', args, { cwd: root });
    for (const file of ['cdk.tf.json', 'service-graph.json'])
      expect(readFileSync(join(root, 'shop/cdktf.out/stacks/shop', file), 'utf8')).toBe(
        readFileSync(join(own, 'stacks/shop', file), 'utf8'),
      );
  });

  alone('says what is wrong with a topology as ever', async () => {
    const text = readFileSync(join(PROJECT, 'topologies/01-single-server.yaml'), 'utf8');
    writeFileSync(join(root, 'shop/wrong.yaml'), text.replace(/^region: .*/m, 'region: nowhere'));
    expect(await nospof('check', 'wrong.yaml')).toMatchObject({ status: 2, stderr: expect.stringContaining('region') });
  });

  alone('brings the licenses of what is inside', () => {
    const licenses = readFileSync(join(installed, 'dist/stacks/bundled.LICENSES.txt'), 'utf8');
    for (const name of ['cdktf 0', 'constructs 10', '@cdktf/provider-aws 21']) expect(licenses).toContain(`\n${name}`);
    expect(licenses).toContain('Mozilla Public License');
  });
});

test('npm pack makes the bundle, and takes it away again', () => {
  expect(manifest.scripts).toMatchObject({
    bundle: expect.stringContaining('dist/scripts/bundle.js'),
    prepack: 'npm run --silent bundle',
    postpack: 'node dist/scripts/bundle.js remove',
  });
  // In a checkout it would grow old.
  expect(existsSync(join(PROJECT, 'dist/stacks/bundled.js'))).toBe(false);
});
