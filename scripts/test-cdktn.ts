import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Difference, differences } from './json-difference';

/*
 * `npm run test:cdktn`: the same sources on the maintained fork of CDKTF. The fork has the same API under other names, so
 * npm aliases put it in the framework's place, in a copy of the project; the Terraform must be the same but for versions.
 */

/** The fork under the names that the sources import. @see https://github.com/open-constructs/cdk-terrain */
const FORK = {
  cdktf: 'npm:cdktn@0.24.0',
  '@cdktf/provider-aws': 'npm:@cdktn/provider-aws@25.7.0',
};

/** What is copied: all that a build and a synthesis read. */
const SOURCES = [
  ...['main.ts', 'index.ts', 'tsconfig.json', 'tsconfig.build.json'],
  ...[
    'model',
    'constructs',
    'stacks',
    'fault-graph',
    'terraform',
    'upgrade',
    'check',
    'report',
    'cli',
    'site',
    'schema',
    'topologies',
  ],
];

/** Where the Terraform may differ: who made it, and with which release of the AWS provider. */
const MAY_DIFFER = /^(\/\/\.metadata\.version|terraform\.required_providers\.aws\.(source|version)|version)$/;

/** This package: `dist/scripts` is two folders below. */
const PACKAGE = dirname(dirname(__dirname));

function step(what: string, cwd: string, program: string, args: readonly string[]): void {
  process.stdout.write(`${what} ...\n`);
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status === 0) return;
  throw new Error(`${program} ${args.join(' ')} failed\n${error?.message ?? ''}${stdout}${stderr}`);
}

function copyOnFork(folder: string): void {
  for (const source of SOURCES) cpSync(join(PACKAGE, source), join(folder, source), { recursive: true });
  const { name, version, type, dependencies, devDependencies } = JSON.parse(
    readFileSync(join(PACKAGE, 'package.json'), 'utf8'),
  );
  const { typescript, constructs, '@types/node': node } = devDependencies;
  const all = { ...dependencies, ...FORK, constructs, typescript, '@types/node': node };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version, type, dependencies: all }, null, 2));
}

/** Every file that a synthesis wrote, by its path. */
function written(outdir: string): ReadonlyMap<string, Buffer> {
  const files = readdirSync(outdir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(outdir.length + 1), readFileSync(path)]),
  );
}

function compare(path: string, before: Buffer | undefined, after: Buffer | undefined): readonly Difference[] {
  if (before && after && path.endsWith('.json')) {
    return differences(JSON.parse(before.toString('utf8')), JSON.parse(after.toString('utf8')));
  }
  const same = before !== undefined && after !== undefined && before.equals(after);
  return same ? [] : [{ path: '', before: before && 'one file', after: after && 'another' }];
}

/** Print what differs. @returns how much of it should not */
function report(onCdktf: ReadonlyMap<string, Buffer>, onFork: ReadonlyMap<string, Buffer>): number {
  const paths = [...new Set([...onCdktf.keys(), ...onFork.keys()])].sort();
  const all = paths.flatMap((path) =>
    compare(path, onCdktf.get(path), onFork.get(path)).map((one) => ({
      path,
      change: `${one.path}: ${JSON.stringify(one.before)} -> ${JSON.stringify(one.after)}`,
      expected: path.endsWith('.json') && MAY_DIFFER.test(one.path),
    })),
  );
  const stacks = paths.filter((path) => path.endsWith('cdk.tf.json')).length;
  const versions = new Set(all.filter(({ expected }) => expected).map(({ change }) => change));
  const unexpected = all.filter(({ expected }) => !expected);
  process.stdout.write(`${paths.length} files of ${stacks} stacks. Versions differ:\n`);
  for (const change of versions) process.stdout.write(`  ${change}\n`);
  for (const { path, change } of unexpected) process.stdout.write(`not the same: ${path} ${change}\n`);
  return unexpected.length;
}

const work = mkdtempSync(join(tmpdir(), 'nospof-cdktn-'));
try {
  const synth = ['dist/cli/main.js', 'synth', '--output'];
  const copy = join(work, 'copy');
  step('synthesizing on cdktf', PACKAGE, process.execPath, [...synth, join(work, 'cdktf')]);
  copyOnFork(copy);
  step(`installing ${Object.values(FORK).join(' and ')}`, copy, 'npm', ['install', '--no-audit', '--ignore-scripts']);
  step('compiling against it', copy, 'npx', ['tsc', '-p', 'tsconfig.build.json']);
  step('synthesizing on it', copy, process.execPath, [...synth, join(work, 'cdktn')]);
  const unexpected = report(written(join(work, 'cdktf')), written(join(work, 'cdktn')));
  process.stdout.write(unexpected === 0 ? 'The resources are the same.\n' : `${unexpected} unexpected differences.\n`);
  process.exitCode = unexpected === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
