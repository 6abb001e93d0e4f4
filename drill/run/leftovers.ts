import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { processesBelow, removeGroup, thaw } from '../nodes/control-groups';
import { attempt } from '../process';
import { restoreInotify } from './inotify';
import type { DrillPlaces } from './machine';
import { type Owner, ownerOf, sameOwner, stillRuns } from './owner';

/** Another drill runs on this machine. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
}

/** What a drill writes down before it makes anything, so that whoever comes after it finds what it left. */
interface DrillState {
  readonly drill: Owner;
  /** Folders that go with it, besides that of the disks. */
  readonly scratch: readonly string[];
  /** Control groups as the drill saw them: whoever comes after it may be in another one. */
  readonly groups: readonly string[];
}

/** How long somebody who takes leftovers down is waited for, milliseconds. */
const PATIENCE = 120_000;

/** A program that was under way when its drill was killed may make something yet: so long it is looked again, milliseconds. */
const AFTERMATH = 500;

/**
 * Claim the machine for a drill of this process. What a killed drill left is taken down first.
 * @param scratch folders that are removed with the rest
 * @returns whether something was left
 * @throws BusyError while another drill runs
 */
export function claim(places: DrillPlaces, scratch: readonly string[]): Promise<boolean> {
  return exclusively(places, async () => {
    const found = await removeIfLeft(places);
    mkdirSync(places.state, { recursive: true });
    const state: DrillState = { drill: ownerOf(process.pid), scratch, groups: places.groups };
    writeFileSync(stateFile(places), JSON.stringify(state));
    mkdirSync(places.disks, { recursive: true });
    return found;
  });
}

/** Give the machine back, and take down what is still there of this drill's. @throws BusyError where that cannot be */
export async function giveBack(places: DrillPlaces): Promise<void> {
  await exclusively(places, () => removeLeftovers(places));
}

/**
 * Take down what drills have left on the machine that were killed.
 * @returns whether something was left
 * @throws BusyError while a drill runs
 */
export function clean(places: DrillPlaces): Promise<boolean> {
  return exclusively(places, () => removeIfLeft(places));
}

/** Take down what a drill has left, where it is this one's and it has ended. */
export function cleanAfter(drill: Owner, places: DrillPlaces): Promise<void> {
  return exclusively(places, async () => {
    const state = readState(places);
    if (state && sameOwner(state.drill, drill)) await removeLeftovers(places);
  });
}

async function removeIfLeft(places: DrillPlaces): Promise<boolean> {
  const before = readState(places);
  if (before && before.drill.pid !== process.pid && stillRuns(before.drill)) {
    throw new BusyError(`another drill runs on this machine, as process ${before.drill.pid}`);
  }
  const left = await leftovers(places, groupsOf(places, before));
  const found = left.length > 0 || before !== undefined || existsSync(places.inotify.before);
  if (found) await removeLeftovers(places);
  return found;
}

/** Processes in its groups, namespaces and mounts with its names, its folders; the kernel's setting as it was before. */
async function removeLeftovers(places: DrillPlaces): Promise<void> {
  const before = readState(places);
  const groups = groupsOf(places, before);
  let left: readonly string[] = [];
  for (let round = 0; round < 20; round += 1) {
    await killAll(groups);
    for (const name of await namespaces(places)) await attempt(['ip', 'netns', 'delete', name]);
    for (const path of mountsBelow(places.disks)) await attempt(['umount', '--lazy', path]);
    for (const group of groups) removeGroup(group);
    if (mountsBelow(places.disks).length === 0) rmSync(places.disks, { recursive: true, force: true });
    for (const folder of before?.scratch ?? []) rmSync(folder, { recursive: true, force: true });
    await delay(AFTERMATH);
    left = await leftovers(places, groups);
    if (left.length === 0) break;
  }
  if (left.length > 0) throw new BusyError(`could not be taken away: ${left.join(', ')}`);
  restoreInotify(places.inotify);
  rmSync(places.state, { recursive: true, force: true });
}

/** What of a drill's is on the machine, by name; its state and the kernel's setting apart. */
async function leftovers(places: DrillPlaces, groups: readonly string[]): Promise<readonly string[]> {
  return [
    ...groups.flatMap(processesBelow).map((pid) => `process ${pid}`),
    ...(await namespaces(places)),
    ...mountsBelow(places.disks),
    ...[...groups, places.disks].filter((path) => existsSync(path)),
  ];
}

async function namespaces({ prefix }: DrillPlaces): Promise<readonly string[]> {
  const own = new RegExp(`^${prefix}-(?:switch$|visitors$|node-)`);
  const { stdout } = await attempt(['ip', 'netns', 'list']);
  return stdout
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
    .filter((name) => own.test(name));
}

/** The innermost first. */
function mountsBelow(folder: string): readonly string[] {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  const paths = mounts.map((line) => line.split(' ')[1] ?? '');
  return paths.filter((path) => path.startsWith(`${folder}/`)).reverse();
}

/** What is frozen does not die before it is thawed. */
async function killAll(groups: readonly string[]): Promise<void> {
  for (let round = 0; round < 50; round += 1) {
    for (const group of groups) thaw(group);
    const found = new Set(groups.flatMap(processesBelow));
    if (found.size === 0) return;
    for (const pid of found) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has just ended by itself.
      }
    }
    await delay(100);
  }
}

function groupsOf({ groups }: DrillPlaces, state: DrillState | undefined): readonly string[] {
  return [...new Set([...groups, ...(state?.groups ?? [])])];
}

function stateFile({ state }: DrillPlaces): string {
  return join(state, 'state.json');
}

function readState(places: DrillPlaces): DrillState | undefined {
  try {
    const state: Partial<DrillState> = JSON.parse(readFileSync(stateFile(places), 'utf8'));
    const { drill, scratch, groups } = state;
    if (typeof drill?.pid !== 'number' || typeof drill.started !== 'string') return undefined;
    if (!Array.isArray(scratch) || !Array.isArray(groups)) return undefined;
    return { drill, scratch, groups };
  } catch {
    // There is none, or it is half written: the drill was killed before it made anything.
    return undefined;
  }
}

/** Do something that no two may do at once: a drill that begins, and whoever takes an earlier one's leftovers down. */
async function exclusively<T>({ state }: DrillPlaces, work: () => Promise<T>): Promise<T> {
  const lock = `${state}.lock`;
  const own = ownerOf(process.pid);
  for (let left = PATIENCE; !take(lock, own); left -= 100) {
    if (left <= 0) throw new BusyError(`${lock} is taken, and has been for ${PATIENCE / 1000} s`);
    await delay(100);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock: string, own: Owner): boolean {
  try {
    writeFileSync(lock, JSON.stringify(own), { flag: 'wx' });
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  try {
    if (!stillRuns(JSON.parse(readFileSync(lock, 'utf8')))) rmSync(lock, { force: true });
  } catch {
    // It was just given back, or is just being written.
  }
  return false;
}
