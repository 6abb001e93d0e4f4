import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { needs } from '../helpers/programs';
import { PROJECT } from '../helpers/synthesized';
import { temporaryFolder } from '../helpers/temporary';

/** Writes to a reader that leaves after the first line, for as long as a second. @returns what was noted, and the exit status */
function writing(stream: 'out' | 'err', listens: boolean) {
  const notes = join(temporaryFolder('pipe'), 'notes');
  const program = `
    const io = require(${JSON.stringify(join(PROJECT, 'dist/cli/process-io.js'))}).processIo();
    const note = (text) => require('node:fs').appendFileSync(${JSON.stringify(notes)}, text + '\\n');
    const writing = setInterval(() => io.${stream}('a line\\n'), 5);
    if (${listens}) io.onReaderLeft(() => {
      clearInterval(writing);
      io.${stream}('taking everything down\\n');
      setTimeout(() => { note('taken down'); process.exit(2); }, 50);
    });
    setTimeout(() => { note('nobody told it'); process.exit(9); }, 5_000);`;
  const redirected = stream === 'out' ? '2>/dev/null' : '2>&1 >/dev/null';
  const { stdout } = spawnSync(
    'bash',
    ['-c', `"$0" -e "$1" ${redirected} | head -n 1; echo "\${PIPESTATUS[0]}"`, process.execPath, program],
    {
      encoding: 'utf8',
    },
  );
  return { status: stdout.trim().split('\n').at(-1), noted: existsSync(notes) ? readFileSync(notes, 'utf8') : '' };
}

describe.each(['out', 'err'] as const)('a reader of std%s who has seen enough', (stream) => {
  needs('bash', 'head')('ends a command that has nothing to take down', () => {
    expect(writing(stream, false)).toEqual({ status: '0', noted: '' });
  });

  needs('bash', 'head')('lets one that has end in good order', () => {
    expect(writing(stream, true)).toEqual({ status: '2', noted: 'taken down\n' });
  });
});
