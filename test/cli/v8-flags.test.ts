import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PROJECT } from '../helpers/synthesized';

const MODULE = join(PROJECT, 'dist/cli/v8-flags.js');

/**
 * Whether V8 takes a flag at once, in a process of its own: `%` is a syntax error without `--allow-natives-syntax`. And
 * whether Node's module `v8` was loaded for it, and what becomes of `process.noDeprecation`.
 */
function natives(preparation: string) {
  const script = `${preparation}; require(${JSON.stringify(MODULE)}).setV8Flags('--allow-natives-syntax');
    new Function('return %IsBeingInterpreted()')();
    console.log(process.moduleLoadList.includes('NativeModule v8'), process.noDeprecation)`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  return { stdout, stderr };
}

test.each([
  ['the short way, without a warning', false, ''],
  ['the module, where Node has no short way', true, 'process.binding = undefined'],
  ['the module, where Node forbids the short way', true, "process.binding = () => { throw new Error('denied'); }"],
])('sets flags by %s', (_, byModule, preparation) => {
  expect(natives(preparation)).toEqual({ stdout: `${byModule} undefined\n`, stderr: '' });
});
