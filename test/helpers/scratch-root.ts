import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RenderedFile } from './machine';
import { type Outcome, run } from './processes';
import type { Need } from './programs';

/** Root is enough to make namespaces; anybody else becomes root in a user namespace of his own. */
const UNSHARE = [
  ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']),
  ...['--mount', '--net', '--pid', '--fork', '--kill-child'],
];

/**
 * Makes $1/root: the file system below $2 with a layer above it that vanishes with the namespace, a loopback and the
 * network device of an EC2 instance. Nothing outside is touched.
 */
const MAKE_ROOT = `set -e
mount -t tmpfs tmpfs "$1/layer"
mkdir "$1/layer/upper" "$1/layer/work"
mount -t overlay overlay -o "lowerdir=$2,upperdir=$1/layer/upper,workdir=$1/layer/work" "$1/root"
mount --rbind /dev "$1/root/dev"
mount -t proc proc "$1/root/proc" 2>/dev/null || mount --rbind /proc "$1/root/proc"
mount -t tmpfs tmpfs "$1/root/run"
mkdir "$1/root/run/lock"
ip link set lo up
ip link add ens5 type dummy 2>/dev/null || ip link add ens5 type veth peer name ens5-peer
ip link set ens5 up
`;

/** Puts the files of $1/files into the root, then runs each command; its outcome goes to $1/outcomes. */
const RUN_COMMANDS = `${MAKE_ROOT}
[ -z "$3" ] || ip address add "$3/20" dev ens5
tar -C "$1/files" -c . | tar -C "$1/root" -x --no-overwrite-dir --keep-directory-symlink
mkdir "$1/root/outcomes"
mount --bind "$1/outcomes" "$1/root/outcomes"
exec chroot "$1/root" bash -c 'cd /; for c in /outcomes/*.command; do
  bash -e "$c" > "\${c%.command}.stdout" 2> "\${c%.command}.stderr" < /dev/null
  echo $? > "\${c%.command}.status"
done'
`;

/** Whether scratch roots can be made here: `unshare`, overlay mounts and `ip`. */
export const scratchRoot: Need = {
  what: 'mount and network namespaces with an overlay file system (run as root)',
  met: withFolder(
    (folder) => spawnSync('unshare', [...UNSHARE, 'bash', '-c', MAKE_ROOT, 'bash', folder, '/']).status === 0,
  ),
};

/** A machine's files and what to run among them. */
export interface ScratchRun {
  /**
   * Folder of the file system that they lie above: that of a release, or this machine's.
   * @default '/'
   */
  readonly root?: string;
  readonly files: readonly RenderedFile[];
  /** IPv4 address that the network device gets. */
  readonly privateIp?: string;
  /** Shell commands, each run on its own. */
  readonly commands: readonly string[];
}

/**
 * Runs commands where a machine's files lie at their own paths, above a whole file system: so the daemons installed there
 * check the configuration with all that it includes. One outcome for each command.
 */
export async function runInScratchRoot({ root = '/', files, privateIp, commands }: ScratchRun): Promise<Outcome[]> {
  const folder = makeFolder();
  try {
    for (const file of files) place(join(folder, 'files', file.path), file);
    for (const [index, command] of commands.entries()) {
      writeFileSync(join(folder, 'outcomes', `${number(index)}.command`), `${command}\n`);
    }
    const all = await run('unshare', [...UNSHARE, 'bash', '-c', RUN_COMMANDS, 'bash', folder, root, privateIp ?? '']);
    if (all.status !== 0) throw new Error(`the scratch root could not be made: ${all.stderr}`);
    return commands.map((_, index) => {
      const read = (what: string) => readFileSync(join(folder, 'outcomes', `${number(index)}.${what}`), 'utf8');
      return { status: Number(read('status')), stdout: read('stdout'), stderr: read('stderr') };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function place(path: string, { content, mode }: RenderedFile): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  chmodSync(path, Number.parseInt(mode, 8));
}

/** Keeps the order of commands in a listing by name. */
function number(index: number): string {
  return String(index).padStart(4, '0');
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nospof-root-'));
  for (const name of ['layer', 'root', 'files', 'outcomes']) mkdirSync(join(folder, name));
  return folder;
}

function withFolder<T>(use: (folder: string) => T): T {
  const folder = makeFolder();
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
