import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PREFIX, STATE_FOLDER } from '../names';
import { processesInGroups, removeAllGroups } from '../nodes/control-groups';
import { runProcess } from '../process';

/** Another drill runs on this machine. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
}

/** What a drill writes down before it makes anything, so that the next one finds what a killed one left. */
interface State {
  /** Process id of the drill. */
  readonly drill: number;
  /** When that process was started, in the kernel's ticks since boot: ids are used again. */
  readonly started: string;
  /** Folder of the nodes' disks and logs. */
  readonly folder: string;
}

const FILE = join(STATE_FOLDER, 'state.json');

/**
 * Claim the machine for this drill. What a killed drill left is taken down first.
 * @returns whether there was something
 * @throws BusyError while another drill runs
 */
export async function claim(folder: string): Promise<boolean> {
  const before = existsSync(FILE) ? readState() : undefined;
  if (before && before.drill !== process.pid && startOf(before.drill) === before.started) {
    throw new BusyError(`another drill runs on this machine, as process ${before.drill}`);
  }
  if (before) await removeLeftovers(before.folder);
  mkdirSync(STATE_FOLDER, { recursive: true });
  const state: State = { drill: process.pid, started: startOf(process.pid) ?? '', folder };
  writeFileSync(FILE, JSON.stringify(state));
  mkdirSync(folder, { recursive: true });
  return before !== undefined;
}

/** Give the machine back, after everything is taken down. */
export function giveBack(folder: string): void {
  removeAllGroups();
  rmSync(folder, { recursive: true, force: true });
  rmSync(STATE_FOLDER, { recursive: true, force: true });
}

/** Take down whatever a drill has left: processes in its groups, namespaces and mounts with its names, its folder. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (let round = 0; round < 50 && killAll() > 0; round++) await delay(100);
  const listed = await runProcess(['ip', 'netns', 'list']);
  const namespaces = listed.split('\n').map((line) => line.split(' ')[0] ?? '');
  for (const name of namespaces.filter((one) => OWN.test(one))) await runProcess(['ip', 'netns', 'delete', name]);
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  const below = mounts.map((line) => line.split(' ')[1] ?? '').filter((path) => path.startsWith(`${folder}/`));
  for (const path of below.reverse()) await runProcess(['umount', '--lazy', path]);
  removeAllGroups();
  rmSync(folder, { recursive: true, force: true });
}

const OWN = new RegExp(`^${PREFIX}-(?:switch$|visitors$|node-)`);

function killAll(): number {
  const found = processesInGroups();
  for (const pid of found) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
  }
  return found.length;
}

function readState(): State | undefined {
  try {
    const state: Partial<State> = JSON.parse(readFileSync(FILE, 'utf8'));
    const { drill, started, folder } = state;
    if (typeof drill !== 'number' || typeof started !== 'string' || typeof folder !== 'string') return undefined;
    return { drill, started, folder };
  } catch {
    // Half written: the drill was killed before it made anything.
    return undefined;
  }
}

/** When a process was started; undefined where there is none, or only its remains that nobody has buried. */
function startOf(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
