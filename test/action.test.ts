import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { findProgram, needs } from './helpers/programs';
import { PROJECT } from './helpers/synthesized';
import { temporaryFolder } from './helpers/temporary';

const action = parse(readFileSync(join(PROJECT, 'action.yml'), 'utf8'));
const steps: readonly { id?: string; run?: string; env?: Record<string, string> }[] = action.runs.steps;
const script = steps.find(({ id }) => id === 'review')?.run ?? '';

/** The arguments that the action's script gives to nospof, and the status that it passes on. */
function ran(inputs: Record<string, string>) {
  const folder = temporaryFolder('action');
  const output = join(folder, 'output');
  const env = {
    PATH: process.env.PATH,
    RUNNER_TEMP: folder,
    GITHUB_OUTPUT: output,
    BASE: 'abc',
    TOPOLOGIES: 'topologies/*.yaml sites/*.yaml',
    COMMAND: `${process.execPath} -e console.log(JSON.stringify(process.argv.slice(1)));process.exit(1) --`,
    ACCEPT: '',
    ALLOW: '',
    COMMENT: 'true',
    ...inputs,
  };
  const out = execFileSync(findProgram('bash') ?? 'bash', ['-e', '-o', 'pipefail', '-c', script], {
    env,
    cwd: folder,
    encoding: 'utf8',
  });
  const sarif = join(folder, 'nospof.sarif');
  return {
    args: JSON.parse(out).map((one: string) => (one === sarif ? 'SARIF' : one)),
    output: readFileSync(output, 'utf8'),
  };
}

needs('bash')('hands its inputs to nospof as they are, and keeps its status for the last step', () => {
  const { args, output } = ran({
    ACCEPT: 'aws_eip.a=it is "old"; $(touch x)\n\naws_eip.b=too\n',
    ALLOW: 'aws_eip.c=by the old name',
  });
  expect(args).toEqual([
    ...['pull-request', '--base', 'abc', '--sarif', 'SARIF'],
    ...[
      '--accept',
      'aws_eip.a=it is "old"; $(touch x)',
      '--accept',
      'aws_eip.b=too',
      '--accept',
      'aws_eip.c=by the old name',
    ],
    ...['--post', '--', 'topologies/*.yaml', 'sites/*.yaml'],
  ]);
  expect(output).toBe('status=1\n');
});

needs('bash')('writes no comment where none is wanted', () => {
  expect(ran({ COMMENT: 'false' }).args).not.toContain('--post');
});

needs('shellcheck', 'bash')('its script has no fault that shellcheck knows', () => {
  // The command and the globs are words on purpose.
  execFileSync('shellcheck', ['--shell=bash', '--exclude=SC2086', '-'], { input: script, encoding: 'utf8' });
});

test('no value of a pull request becomes part of a script', () => {
  for (const { run } of steps) expect(run ?? '').not.toContain('${{');
});
