import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { run } from '../../cli/program';
import { needs } from '../helpers/programs';
import { PROJECT } from '../helpers/synthesized';
import { temporaryFolder } from '../helpers/temporary';

const folder = temporaryFolder('cutsets-process');
const MAIN = join(PROJECT, 'dist/cli/main.js');

/** Any one of twelve elements and any one of twelve others, and so on: 12^5 sets, more text than a pipe holds. */
const model = join(folder, 'model.xml');
const range = [...'abcdefghijkl'];
const gates = [1, 2, 3, 4, 5].map((i) => {
  const events = range.map((letter) => `<event name="${letter}${i}"/>`).join('');
  return `<define-gate name="any-${i}"><or>${events}</or></define-gate>`;
});
const basicEvents = [1, 2, 3, 4, 5].flatMap((i) => range.map((letter) => `<define-basic-event name="${letter}${i}"/>`));
writeFileSync(
  model,
  `<opsa-mef><define-fault-tree name="t">
  <define-gate name="top"><and>${[1, 2, 3, 4, 5].map((i) => `<gate name="any-${i}"/>`).join('')}</and></define-gate>
  ${gates.join('\n')}
  ${basicEvents.join('\n')}
  </define-fault-tree></opsa-mef>`,
);

async function byWholeCommandLine(...args: string[]) {
  const written = { stdout: '', stderr: '' };
  const status = await run(['cutsets', ...args], {
    out: (piece) => (written.stdout += piece),
    err: (piece) => (written.stderr += piece),
    cwd: folder,
    env: {},
    color: false,
    interactive: false,
  });
  return { status, ...written };
}

function byMain(main: string, ...args: string[]) {
  const options = { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'cutsets', ...args], options);
  return { status, stdout, stderr };
}

test.each([
  ['--no-probability', model],
  ['--order', '2', model],
  ['--format', 'json', model],
  ['--order', 'two', model],
  ['--help'],
])('%s %s: a process writes and ends as the whole command line', async (...args) => {
  const expected = await byWholeCommandLine(...args);
  expect(expected.stdout + expected.stderr).not.toBe('');
  expect(byMain(MAIN, ...args)).toEqual(expected);
});

needs('bash', 'head')('a reader that has seen enough is no error', () => {
  const command = '"$0" "$1" cutsets "$2" | head -n 1; echo "${PIPESTATUS[0]}"';
  const { stdout, stderr } = spawnSync('bash', ['-c', command, process.execPath, MAIN, model], { encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: 'top: 248832 minimal cut sets\n0\n', stderr: '' });
});

test('a pipe that is full and does not wait gets everything', async () => {
  const expected = byMain(MAIN, '--no-probability', model).stdout;
  const path = join(folder, 'socket');
  const received = new Promise<string>((resolve, reject) => {
    const server = createServer((socket) => {
      socket.pause();
      setTimeout(() => text(socket).then(resolve, reject), 500);
      server.close();
    }).listen(path);
  });
  // A socket of this process doesn't block; the child writes to the very same one.
  const socket = await new Promise<Socket>((resolve) => {
    const client: Socket = connect(path, () => resolve(client));
  });
  const child = spawn(process.execPath, [MAIN, 'cutsets', '--no-probability', model], {
    stdio: ['ignore', socket, 'inherit'],
  });
  const status = new Promise((resolve) => child.on('exit', resolve));
  child.on('spawn', () => socket.destroy());
  expect((await received) === expected).toBe(true);
  expect(await status).toBe(0);
});
