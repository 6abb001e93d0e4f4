import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PREFIX } from '../names';

/** Hierarchies that a node gets a group in, where the machine has them. */
const WANTED = ['name=systemd', 'cpu', 'memory', 'pids', 'freezer', ''];

/** Controllers that a unified hierarchy hands down. */
const CONTROLLERS = ['cpu', 'memory', 'pids'];

/**
 * What all nodes together get of the processor, against one group or session of anything else, in the files of version 1
 * and 2: a node that waits for its turn would be taken for one that is down.
 */
const SHARES = [
  { file: 'cpu.shares', value: '16384' },
  { file: 'cpu.weight', value: '1600' },
] as const;

/** Microseconds over which a limit of the processor holds. */
const PERIOD = 20_000;

/** In the files of version 1 and 2. */
const LIMITS = [
  {
    needs: 'cpu.cfs_quota_us',
    files: (quota: number) => ({ 'cpu.cfs_period_us': `${PERIOD}`, 'cpu.cfs_quota_us': `${quota}` }),
  },
  { needs: 'cpu.max', files: (quota: number) => ({ 'cpu.max': `${quota} ${PERIOD}` }) },
] as const;

interface Hierarchy {
  /** `memory`; empty for the unified one. */
  readonly controller: string;
  /** Folder below which groups are made. */
  readonly folder: string;
}

/**
 * The control groups of this machine that a drill makes groups in: with version 1 below the caller's own, so that its
 * limits hold; with version 2 alone at the top, since a group with processes may not hand controllers down.
 * @param own text of `/proc/self/cgroup`
 * @param mounts text of `/proc/mounts`
 */
export function hierarchies(own: string, mounts: string): readonly Hierarchy[] {
  const mounted = mounts
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , type]) => type === 'cgroup' || type === 'cgroup2');
  const alone = mounted.every(([, , type]) => type === 'cgroup2');
  return own.split('\n').flatMap((line) => {
    const [, controllers, path = '/'] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined) return [];
    const controller = WANTED.find((wanted) => controllers.split(',').includes(wanted));
    const mount = mounted.find(([, , type, options = '']) =>
      controller === '' ? type === 'cgroup2' : type === 'cgroup' && options.split(',').includes(controller ?? '-'),
    )?.[1];
    if (controller === undefined || mount === undefined) return [];
    return [{ controller, folder: alone || path === '/' ? mount : join(mount, path) }];
  });
}

/** The control groups of one boot of a node, one in each hierarchy. */
export class ControlGroups {
  readonly folders: readonly string[];
  readonly #memory: string | undefined;

  private constructor(found: readonly Hierarchy[], name: string) {
    this.folders = found.map(({ folder }) => join(folder, PREFIX, name));
    const memory = found.findIndex(({ controller }) => controller === 'memory');
    this.#memory = this.folders[memory] ?? this.folders[0];
  }

  /** Make them. The name must be new for each boot: systemd wants to find its group empty. */
  static make(name: string): ControlGroups {
    const groups = new ControlGroups(thisMachine(), name);
    for (const folder of groups.folders) {
      const parent = dirname(folder);
      mkdirSync(parent, { recursive: true });
      handDown(dirname(parent));
      handDown(parent);
      for (const { file, value } of SHARES)
        if (existsSync(join(parent, file))) writeFileSync(join(parent, file), value);
      mkdirSync(folder);
    }
    return groups;
  }

  /** Memory of the node's processes that cannot be dropped, in bytes; the page cache does not count. */
  memory(): number {
    try {
      const statistics = readFileSync(join(this.#memory ?? '', 'memory.stat'), 'utf8');
      const of = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(statistics)?.[1] ?? 0);
      return of('total_rss') + of('total_shmem') || of('anon') + of('shmem');
    } catch {
      // The node is just going.
      return 0;
    }
  }

  /** Stop everything in the node at once, or let it go on. @returns whether this machine's control groups can do that */
  freeze(whether: boolean): boolean {
    return this.folders.map((folder) => setFrozen(folder, whether)).some(Boolean);
  }

  /** Let everything in the node together have so many processors at most. @returns whether this machine's control groups can do that */
  limitProcessors(processors: number): boolean {
    const quota = Math.round(processors * PERIOD);
    const found = this.folders.flatMap((folder) =>
      LIMITS.filter(({ needs }) => existsSync(join(folder, needs))).map(({ files }) => ({
        folder,
        files: files(quota),
      })),
    );
    for (const { folder, files } of found)
      for (const [file, value] of Object.entries(files)) writeFileSync(join(folder, file), value);
    return found.length > 0;
  }

  remove(): void {
    for (const folder of this.folders) removeGroup(folder);
  }
}

/** The control groups of this machine that all groups of drills are in. */
export function groupsOfDrills(): readonly string[] {
  return thisMachine().map(({ folder }) => join(folder, PREFIX));
}

/** Processes in a group and the groups in it, by id. */
export function processesBelow(folder: string): readonly number[] {
  return groupsBelow(folder).flatMap((group) => {
    try {
      return readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
    } catch {
      // It has just been removed.
      return [];
    }
  });
}

/** Let everything in a group and the groups in it go on. */
export function thaw(folder: string): void {
  for (const group of groupsBelow(folder)) setFrozen(group, false);
}

function thisMachine(): readonly Hierarchy[] {
  return hierarchies(readFileSync('/proc/self/cgroup', 'utf8'), readFileSync('/proc/mounts', 'utf8'));
}

/** Let the groups below have the controllers that this one has; version 1 has no such file. */
function handDown(folder: string): void {
  const control = join(folder, 'cgroup.subtree_control');
  const available = join(folder, 'cgroup.controllers');
  if (!existsSync(available)) return;
  const has = readFileSync(available, 'utf8').split(/\s+/);
  for (const controller of CONTROLLERS) if (has.includes(controller)) writeFileSync(control, `+${controller}`);
}

/** Remove a group and the groups in it, where they are empty. */
export function removeGroup(folder: string): void {
  for (const group of groupsBelow(folder)) {
    try {
      rmdirSync(group);
    } catch {
      // Its last process is not buried yet; whoever comes next removes the empty group.
    }
  }
}

/** A group and all in it, the innermost first. One that goes meanwhile is none. */
function groupsBelow(folder: string): readonly string[] {
  return existsSync(folder) ? [...subfolders(folder).flatMap(groupsBelow), folder] : [];
}

/** In the files of version 1 and 2. */
const FREEZERS = [
  { file: 'freezer.state', frozen: 'FROZEN', thawed: 'THAWED' },
  { file: 'cgroup.freeze', frozen: '1', thawed: '0' },
] as const;

/** @returns whether the group can be frozen */
function setFrozen(group: string, whether: boolean): boolean {
  const found = FREEZERS.filter(({ file }) => existsSync(join(group, file)));
  for (const { file, frozen, thawed } of found) writeFileSync(join(group, file), whether ? frozen : thawed);
  return found.length > 0;
}

function subfolders(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  } catch {
    // It has just been removed.
    return [];
  }
}
