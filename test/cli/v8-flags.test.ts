import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PROJECT } from '../helpers/synthesized';

const MODULE = join(PROJECT, 'dist/cli/v8-flags.js');

/** Whether V8 takes a flag at once, in a process of its own: `%` is a syntax error without `--allow-natives-syntax`. */
function natives(preparation: string) {
  const script = `${preparation}; require(${JSON.stringify(MODULE)}).setV8Flags('--allow-natives-syntax');
    console.log(new Function('return %IsBeingInterpreted()')(), process.noDeprecation)`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  return { stdout, stderr };
}

test.each([
  ['the short way, without a warning', ''],
  ['the module, where Node has no short way', 'process.binding = undefined'],
  ['the module, where Node forbids the short way', "process.binding = () => { throw new Error('denied'); }"],
])('sets flags by %s', (_, preparation) => {
  expect(natives(preparation)).toEqual({ stdout: expect.stringMatching(/^(true|false) undefined\n$/), stderr: '' });
});
