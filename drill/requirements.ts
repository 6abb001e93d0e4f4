import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { delimiter, join } from 'node:path';
import type { FaultKind } from './judging/outcome';

/** Something that the machine lacks, and what to do about it. */
export interface Missing {
  readonly what: string;
  readonly remedy: string;
}

/** Programs that a drill runs on the machine itself, and the Debian packages that they are in. */
const PROGRAMS: Readonly<Record<string, string>> = {
  curl: 'curl',
  'dpkg-query': 'dpkg',
  fallocate: 'util-linux',
  ip: 'iproute2',
  'mkfs.ext4': 'e2fsprogs',
  mmdebstrap: 'mmdebstrap',
  mount: 'mount',
  nft: 'nftables',
  nsenter: 'util-linux',
  openssl: 'openssl',
  sysctl: 'procps',
  'systemd-nspawn': 'systemd-container',
};

/** Memory that a drill of 14 nodes wants, GiB. */
const MEMORY_GIB = 4;

/** Disk that the base image and the nodes want, GiB. */
const DISK_GIB = 8;

const GIB = 1024 ** 3;

/** What a look at the machine has found. */
export interface DrillMachine {
  readonly root: boolean;
  /** Names of programs that are there. */
  readonly programs: ReadonlySet<string>;
  /** File systems that the kernel knows. */
  readonly fileSystems: ReadonlySet<string>;
  readonly fuse: boolean;
  /** Whether files can be mounted as disks. */
  readonly loop: boolean;
  readonly freeMemoryGiB: number;
  readonly freeDiskGiB: number;
}

/** What keeps a machine from being drilled on. @param faults kinds that are to be injected */
export function missingFrom(machine: DrillMachine, faults: ReadonlySet<FaultKind> = new Set()): readonly Missing[] {
  const packages = Object.entries(PROGRAMS).flatMap(([name, from]) => (machine.programs.has(name) ? [] : [from]));
  const missing: Missing[] = [];
  if (!machine.root) missing.push({ what: 'root', remedy: 'run it as root: it makes network namespaces and mounts' });
  if (packages.length > 0) {
    const programs = Object.keys(PROGRAMS).filter((name) => !machine.programs.has(name));
    missing.push({ what: `programs: ${programs.join(', ')}`, remedy: `apt-get install ${packages.join(' ')}` });
  }
  if (!machine.fileSystems.has('overlay')) {
    missing.push({ what: 'overlayfs in the kernel', remedy: 'modprobe overlay, or a kernel that has it' });
  }
  if (!machine.fuse) missing.push({ what: '/dev/fuse', remedy: 'modprobe fuse, or a kernel that has it' });
  if (faults.has('disk-full') && !machine.loop) {
    missing.push({ what: '/dev/loop-control, for full disks', remedy: 'modprobe loop, or other --faults' });
  }
  if (machine.freeMemoryGiB < MEMORY_GIB) {
    missing.push({ what: `memory: ${gib(machine.freeMemoryGiB)} are free`, remedy: `${MEMORY_GIB} GiB are wanted` });
  }
  if (machine.freeDiskGiB < DISK_GIB) {
    missing.push({ what: `disk: ${gib(machine.freeDiskGiB)} are free`, remedy: `${DISK_GIB} GiB are wanted` });
  }
  return missing;
}

/** This machine. @param cache folder whose disk is used */
export function thisMachine(cache: string): DrillMachine {
  const systems = readFileSync('/proc/filesystems', 'utf8').split('\n');
  return {
    root: process.getuid?.() === 0,
    programs: new Set(Object.keys(PROGRAMS).filter(isInstalled)),
    fileSystems: new Set(systems.map((line) => line.replace(/^.*\t/, ''))),
    fuse: existsSync('/dev/fuse'),
    loop: existsSync('/dev/loop-control'),
    freeMemoryGiB: availableMemory() / GIB,
    freeDiskGiB: freeDisk(cache) / GIB,
  };
}

function isInstalled(program: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** What the kernel could give away, the page cache included. */
function availableMemory(): number {
  const available = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
  return available === undefined ? freemem() : Number(available) * 1024;
}

function freeDisk(folder: string): number {
  const there = existsSync(folder) ? folder : '/';
  const { bavail, bsize } = statfsSync(there);
  return bavail * bsize;
}

function gib(value: number): string {
  return `${value.toFixed(1)} GiB`;
}
