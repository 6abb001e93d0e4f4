import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { missingFrom, thisMachine } from '../../drill';
import { CACHE_FOLDER, STATE_FOLDER } from '../../drill/names';
import { PROJECT } from '../helpers/synthesized';

const INOTIFY = '/proc/sys/fs/inotify/max_user_instances';
/** Programs can be installed, and CI has them; a kernel or memory cannot. A drill that runs beside it is not to be ended. */
const lacking = [
  ...missingFrom(thisMachine(CACHE_FOLDER)).map(({ what }) => what),
  ...(existsSync(STATE_FOLDER) ? ['a machine on which no other drill runs'] : []),
].filter((what) => !process.env.CI || !what.startsWith('programs'));
const where = lacking.length === 0 ? it : it.skip;
const reason = lacking.length === 0 ? '' : ` [this machine lacks ${lacking.join(', ')}]`;
const before = readFileSync(INOTIFY, 'utf8');

/** What of a drill's is on this machine. */
function left(): readonly string[] {
  const listed = (...command: readonly string[]) =>
    spawnSync(command[0] ?? '', command.slice(1), { encoding: 'utf8' }).stdout.split('\n');
  return [
    ...listed('ip', 'netns', 'list').filter((line) => line.startsWith('nospof-')),
    ...listed('pgrep', '-f', 'systemd-nspawn.*--machine=nospof-').filter(Boolean),
    ...readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .filter((line) => line.includes(`${CACHE_FOLDER}/drill/`)),
    ...[STATE_FOLDER, join(CACHE_FOLDER, 'drill')].filter((path) => existsSync(path)),
    ...(readFileSync(INOTIFY, 'utf8') === before ? [] : [INOTIFY]),
  ];
}

/** A drill whose only node boots. */
async function booting(): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [join(PROJECT, 'dist/cli/main.js'), 'drill', 'topologies/01-single-server.yaml', '--short'],
    { cwd: PROJECT, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  for (let tries = 600; tries > 0 && !said.includes('the first page'); tries -= 1) await delay(100);
  if (!said.includes('the first page')) throw new Error(said);
  expect(left().length).toBeGreaterThan(3);
  return child;
}

where.each([
  ['SIGTERM', 0],
  ['SIGHUP', 0],
  ['SIGKILL', 60_000],
] as const)(
  `a drill that ends by %s leaves nothing${reason}`,
  async (signal, patience) => {
    const child = await booting();
    child.kill(signal);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    for (let rest = patience; rest > 0 && left().length > 0; rest -= 500) await delay(500);
    expect(left()).toEqual([]);
  },
  180_000,
);

where(
  `a drill whose reader has seen enough leaves nothing${reason}`,
  async () => {
    const child = await booting();
    child.stderr?.destroy();
    await once(child, 'exit');
    expect(left()).toEqual([]);
  },
  600_000,
);
