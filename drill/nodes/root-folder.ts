import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Packages, unitsOf } from '../base-image/packaged-units';
import { SYSTEM_PACKAGES, UNITS_OF_NODE, UNITS_OF_PACKAGES } from '../base-image/recipe';
import type { Disk } from '../judging/outcome';
import { RESOLVER } from '../network/addresses';
import type { DrillNode } from '../plan';
import { attempt, runProcess } from '../process';

/** What every node of a drill is told of the world. */
export interface NodeSurroundings {
  /** Folder of the base image. */
  readonly image: string;
  /** Certificate of the authority that signed those of AWS's endpoints, PEM. */
  readonly authority: string;
}

const BUNDLE = '/etc/ssl/certs/ca-certificates.crt';

/** A node's disks: its root, a layer of its own over the base image, and its data volume. They outlive a crash. */
export class Disks {
  readonly root: string;
  readonly data: string | undefined;
  readonly #folder: string;
  /** Disks that are file systems of their own. */
  readonly #limited = new Set<Disk>();

  constructor(node: DrillNode, folder: string) {
    this.#folder = join(folder, node.name);
    this.root = join(this.#folder, 'root');
    this.data = node.dataVolume ? join(this.#folder, 'data') : undefined;
  }

  /** Make them as they are on a machine that has never run. @param small whether they are to have an end, so that they can be filled */
  async create(node: DrillNode, surroundings: NodeSurroundings, small = false): Promise<void> {
    const folder = (name: string) => join(this.#folder, name);
    for (const name of ['layer', 'root', 'data']) mkdirSync(folder(name), { recursive: true });
    if (small) for (const disk of this.#kinds) await this.#limit(disk);
    await this.#makeRoot(node, surroundings);
  }

  /** Copy the data volume to a folder, which is made. Nothing may write to it meanwhile. */
  async copyData(to: string): Promise<void> {
    mkdirSync(dirname(to), { recursive: true });
    await runProcess(['cp', '--archive', '--reflink=auto', this.#place('data'), to], { timeout: COPY_PATIENCE });
  }

  /**
   * Another machine with another data volume in the place of this one, while it is off.
   * @param data folder whose contents the volume has @default - none: it is empty
   */
  async replace(node: DrillNode, surroundings: NodeSurroundings, data?: string): Promise<void> {
    const volume = this.#place('data');
    await runProcess(['find', volume, '-mindepth', '1', '-delete'], { timeout: COPY_PATIENCE });
    if (data !== undefined) {
      await runProcess(['cp', '--archive', '--reflink=auto', `${data}/.`, volume], { timeout: COPY_PATIENCE });
    }
    await this.renewRoot(node, surroundings);
  }

  /** Show a folder's contents at a path of the running node, as a volume that is mounted there. */
  async attach(folder: string, path: string): Promise<void> {
    await runProcess(['cp', '--archive', `${folder}/.`, join(this.root, path)], { timeout: COPY_PATIENCE });
  }

  async detach(path: string): Promise<void> {
    await runProcess(['find', join(this.root, path), '-mindepth', '1', '-delete'], { timeout: COPY_PATIENCE });
  }

  async #makeRoot(node: DrillNode, surroundings: NodeSurroundings): Promise<void> {
    const folder = (name: string) => join(this.#folder, name);
    for (const name of ['upper', 'work']) mkdirSync(folder(`layer/${name}`), { recursive: true });
    const upper = folder('layer/upper');
    for (const [path, content, mode] of filesOf(node, surroundings)) {
      mkdirSync(dirname(join(upper, path)), { recursive: true });
      writeFileSync(join(upper, path), content, { mode });
    }
    const options = `lowerdir=${surroundings.image},upperdir=${upper},workdir=${folder('layer/work')}`;
    await runProcess(['mount', '-t', 'overlay', 'nospof', '-o', options, this.root]);
  }

  /** Take the root away and make a new one; the data volume stays. @throws ProcessError */
  async renewRoot(node: DrillNode, surroundings: NodeSurroundings): Promise<void> {
    await runProcess(['umount', '--recursive', this.root]);
    for (const name of ['upper', 'work']) rmSync(join(this.#folder, 'layer', name), { recursive: true, force: true });
    await this.#makeRoot(node, surroundings);
  }

  /** Leave no room on a disk: all blocks are given to a file of its own. @throws ProcessError */
  async fill(disk: Disk): Promise<void> {
    const file = this.#filling(disk);
    const { bavail, bsize } = statfsSync(dirname(file));
    await runProcess(['fallocate', '--length', String(Math.floor(bavail * 0.95) * bsize), file]);
    // The rest block by block, for as long as there is one: how much the file system itself needs meanwhile is not known.
    await attempt(['sh', '-c', 'cat /dev/zero >> "$1"; sync -f "$1"; cat /dev/zero >> "$1"', 'sh', file]);
  }

  free(disk: Disk): void {
    rmSync(this.#filling(disk), { force: true });
  }

  async destroy(): Promise<void> {
    if (existsSync(this.root)) await runProcess(['umount', '--recursive', this.root]);
    for (const disk of this.#limited) await runProcess(['umount', '--recursive', this.#place(disk)]);
    this.#limited.clear();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #kinds(): readonly Disk[] {
    return this.data === undefined ? ['root'] : ['root', 'data'];
  }

  /** Put a file system with an end where a disk's files lie. */
  async #limit(disk: Disk): Promise<void> {
    const image = join(this.#folder, `${disk}.img`);
    await runProcess(['truncate', `--size=${SMALL_GIB}G`, image]);
    // Without blocks that only root may take: it is root who writes here.
    await runProcess(['mkfs.ext4', '-q', '-m', '0', '-N', '262144', image]);
    await runProcess(['mount', '-o', 'loop', image, this.#place(disk)]);
    this.#limited.add(disk);
  }

  /** Folder that holds a disk's files on this machine. */
  #place(disk: Disk): string {
    return join(this.#folder, disk === 'root' ? 'layer' : 'data');
  }

  #filling(disk: Disk): string {
    return join(this.#place(disk), disk === 'root' ? 'filling' : '.filling');
  }
}

/** Milliseconds that a volume may take to be copied. */
const COPY_PATIENCE = 600_000;

/** Size of a disk that is to be filled: what an ordinary drill writes takes a part of it; GiB. */
const SMALL_GIB = 2;

function filesOf(
  node: DrillNode,
  { image, authority }: NodeSurroundings,
): [path: string, content: string, mode?: number][] {
  return [
    ['/etc/hosts', `127.0.0.1 localhost\n127.0.1.1 ${node.name}\n`],
    ['/etc/resolv.conf', `nameserver ${RESOLVER}\n`],
    // Nobody else is there to be believed, and to read all that Debian believes takes longer than a request.
    [BUNDLE, authority],
    [UNITS_OF_NODE, unitsOfNode(node, image)],
    ...withoutUnits(node.skippedUnits),
  ];
}

/**
 * Units that are skipped like those whose condition is not met. The kind of unit that mounts on use is not even known where the
 * kernel lacks it, and every command about one fails: those find nothing to do.
 */
function withoutUnits(units: readonly string[]): [path: string, content: string, mode?: number][] {
  if (units.length === 0) return [];
  const systemctl = `#!/bin/sh
for unit in ${units.join(' ')}; do case " $* " in *" $unit "*) exit 0 ;; esac; done
exec /usr/bin/systemctl "$@"
`;
  return [
    ['/usr/local/sbin/systemctl', systemctl, 0o755],
    ...units.map((unit): [string, string] => [
      `/etc/systemd/system/${unit}.d/nospof-drill.conf`,
      '[Unit]\nConditionPathExists=!/\n',
    ]),
  ];
}

function unitsOfNode(node: DrillNode, image: string): string {
  const database = new Packages(readFileSync(join(image, '/var/lib/dpkg/status'), 'utf8'));
  const packages = database.installedWith(node.packages, database.needed(SYSTEM_PACKAGES));
  const units = unitsOf(packages, readFileSync(join(image, UNITS_OF_PACKAGES), 'utf8'));
  return units.map((unit) => `${unit}\n`).join('');
}
