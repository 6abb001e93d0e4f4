import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { needs } from './helpers/programs';
import { PROJECT } from './helpers/synthesized';
import { temporaryFolder } from './helpers/temporary';

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
}

const FOLDER = join(PROJECT, '.github/workflows');

/** All steps of a workflow. */
function steps(file: string): readonly Step[] {
  const { jobs } = parse(readFileSync(join(FOLDER, file), 'utf8'));
  return Object.values<{ steps: readonly Step[] }>(jobs).flatMap((job) => job.steps);
}

describe.each(readdirSync(FOLDER))('%s', (file) => {
  test('asks for what is there', () => {
    const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
    const run = steps(file).flatMap((step) => step.run ?? []);
    const named = run.flatMap((text) => [...text.matchAll(/\bnpm (?:run )?([\w:]+)/g)].map(([, name]) => name ?? ''));
    expect(named.filter((name) => name !== 'ci' && scripts[name] === undefined)).toEqual([]);
    const files = run.flatMap((text) =>
      [...text.matchAll(/(?<![\w$}/*])\.\/?([\w./-]*\/[\w.-]+)/g)].map(([path]) => path),
    );
    expect(files.filter((path) => !existsSync(join(PROJECT, path)))).toEqual([]);
  });

  test('takes actions of a version', () => {
    const used = steps(file).flatMap(({ uses }) => uses ?? []);
    expect(used.filter((one) => one !== './' && !/^[\w-]+\/[\w-]+@v\d+$/.test(one))).toEqual([]);
  });
});

needs('git', 'bash')('the sample pull request is safe at first, and then needs a decision', () => {
  const folder = temporaryFolder('sample');
  cpSync(join(PROJECT, 'topologies'), join(folder, 'topologies'), { recursive: true });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
  git('init', '-q');
  git('-c', 'user.name=sample', '-c', 'user.email=sample@example.com', 'commit', '-q', '--allow-empty', '-m', 'begin');
  git('add', '.');
  git('-c', 'user.name=sample', '-c', 'user.email=sample@example.com', 'commit', '-q', '-m', 'all');
  const outcomes = steps('action.yml').flatMap(({ uses, run = '' }): readonly string[] => {
    if (run.includes('git commit')) {
      const env = { ...process.env, GITHUB_OUTPUT: join(folder, '.git/output') };
      execFileSync('bash', ['-e', '-c', run], { cwd: folder, env });
    }
    if (uses !== './') return [];
    return [review(folder)];
  });
  expect(outcomes).toEqual(['0', '1']);
});

/** Exit status of what the action runs on the last commit. */
function review(cwd: string): string {
  const main = join(PROJECT, 'dist/cli/main.js');
  const command = '"$0" "$1" pull-request --base HEAD~1 -- "topologies/*.yaml" > /dev/null 2>&1; echo $?';
  return execFileSync('bash', ['-c', command, process.execPath, main], { cwd, encoding: 'utf8' }).trim();
}
