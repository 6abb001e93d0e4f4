import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { groupsOfDrills, processesBelow } from '../../../drill/nodes/control-groups';
import { clean } from '../../../drill/run/leftovers';
import type { DrillPlaces } from '../../../drill/run/machine';
import { stillRuns } from '../../../drill/run/owner';
import { needs, root } from '../../helpers/programs';
import { PROJECT } from '../../helpers/synthesized';
import { temporaryFolder } from '../../helpers/temporary';

/** Places that no drill has, so that one that runs here meanwhile is left alone. */
function places(name: string): DrillPlaces {
  const folder = temporaryFolder('leftovers');
  const prefix = `nsp-${process.pid}-${name}`;
  const setting = join(folder, 'max_user_instances');
  writeFileSync(setting, '4096');
  return {
    state: join(folder, 'state'),
    disks: join(folder, 'disks'),
    prefix,
    groups: groupsOfDrills().map((group) => join(dirname(group), prefix)),
    inotify: { setting, before: join(folder, 'state/inotify-instances') },
  };
}

const where = needs(root, 'pgrep', {
  what: 'network namespaces',
  met: spawnSync('ip', ['netns', 'list']).status === 0,
});

/** A drill of its own process: claims, makes one of each, and then waits, or ends as it is told. */
async function drillThat(ends: string, at: DrillPlaces, scratch: string): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [join(PROJECT, 'test/helpers/leaving-drill.cjs'), JSON.stringify(at), scratch, ends],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  if (child.stdout === null) throw new Error('no output');
  await once(child.stdout, 'data');
  return child;
}

async function nothingIsLeft(at: DrillPlaces, scratch: string): Promise<void> {
  for (let left = 300; left > 0 && existsSync(at.state); left -= 1) await delay(100);
  expect(at.groups.flatMap(processesBelow)).toEqual([]);
  expect(spawnSync('ip', ['netns', 'list'], { encoding: 'utf8' }).stdout).not.toContain(at.prefix);
  expect(readFileSync('/proc/mounts', 'utf8')).not.toContain(at.disks);
  for (const path of [...at.groups, at.disks, at.state, scratch])
    expect([path, existsSync(path)]).toEqual([path, false]);
  expect(readFileSync(at.inotify.setting, 'utf8')).toBe('128');
}

describe('a drill that ends', () => {
  for (const how of ['SIGKILL', 'SIGQUIT', 'exception', 'exit'] as const) {
    where(
      `by ${how} leaves nothing: its janitor takes all down`,
      async () => {
        const at = places(how.toLowerCase());
        const scratch = join(dirname(at.state), 'scratch');
        const drill = await drillThat(how, at, scratch);
        if (how === 'SIGKILL' || how === 'SIGQUIT') drill.kill(how);
        if (drill.exitCode === null && drill.signalCode === null) await once(drill, 'exit');
        await nothingIsLeft(at, scratch);
      },
      60_000,
    );
  }

  where(
    'with its janitor leaves what `--clean` takes down, and a drill that runs is left alone',
    async () => {
      const at = places('both');
      const scratch = join(dirname(at.state), 'scratch');
      const drill = await drillThat('SIGKILL', at, scratch);
      await expect(clean(at)).rejects.toThrow(`another drill runs on this machine, as process ${drill.pid}`);
      const janitors = spawnSync('pgrep', ['-f', `janitor-main.js.*${at.prefix}"`], { encoding: 'utf8' }).stdout.trim();
      for (const pid of janitors.split('\n')) process.kill(Number(pid), 'SIGKILL');
      process.kill(drill.pid ?? 0, 'SIGKILL');
      await once(drill, 'exit');
      expect(existsSync(at.state)).toBe(true);
      expect(await clean(at)).toBe(true);
      await nothingIsLeft(at, scratch);
      expect(await clean(at)).toBe(false);
    },
    60_000,
  );

  where('long ago is found without its state, as after a restart of the machine', async () => {
    const at = places('state');
    mkdirSync(join(at.disks, 'disks/web-1/upper'), { recursive: true });
    expect(await clean(at)).toBe(true);
    expect(existsSync(at.disks)).toBe(false);
  });
});

test('a process is not taken for an earlier one of its id', () => {
  expect(stillRuns({ pid: process.pid, started: '1' })).toBe(false);
});
