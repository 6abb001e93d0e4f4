import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Most of what a program may say, in bytes. What says more is ended. */
const MOST_OUTPUT = 1024 * 1024;

const IS_ROOT = process.getuid?.() === 0;

/** Root is enough to make namespaces; anybody else becomes root in a user namespace of his own. */
const UNSHARE = [
  ...(IS_ROOT ? [] : ['--user', '--map-root-user']),
  ...['--mount', '--net', '--pid', '--fork', '--kill-child'],
];

/**
 * Makes $1/root and runs the shell commands $3 in it: the programs of the system below $2, read-only; of its settings those
 * that the programs come with; and the files below $1/files. Nothing of this can be run, for all but the programs is mounted
 * `noexec` (Varnish insists on a working folder that is not; no file of the stack comes to lie there). There is no network but an interface of an EC2 instance that leads nowhere, nobody's files but those, no right
 * that root has, two gigabytes, twenty seconds of the processor and a minute.
 */
const SANDBOX = `set -eu
work=$1 lower=\${2%/} script=$3 address=$4
mount --make-rprivate /
mount -t tmpfs -o size=256m,mode=755,nosuid,nodev,noexec tmpfs "$work/root"
cd "$work/root"
mkdir -p usr etc dev proc run srv tmp var/lib var/log var/cache var/tmp
ln -s ../run var/run
mkdir var/lib/varnish etc/ssl
mount -t tmpfs -o size=16m,mode=1777,nosuid,nodev tmpfs var/lib/varnish
echo 127.0.0.1 localhost > etc/hosts
mount --bind "$lower/usr" usr
mount -o remount,bind,ro,nosuid,nodev usr
for one in bin sbin lib lib64; do if [ -L "$lower/$one" ]; then cp -P "$lower/$one" .; fi; done
for one in null zero random urandom; do : > dev/$one; mount --bind /dev/$one dev/$one; done
mount -t proc -o nosuid,nodev,noexec proc proc
for one in alternatives apache2 group keepalived ld.so.cache mime.types mysql nginx nsswitch.conf passwd php; do
  if [ -e "$lower/etc/$one" ]; then cp -a "$lower/etc/$one" etc/ 2>/dev/null || true; fi
done
if [ -e "$lower/etc/ssl/openssl.cnf" ]; then cp "$lower/etc/ssl/openssl.cnf" etc/ssl/; fi
tar -C "$work/files" -c . | tar -C . -x --no-same-owner --no-overwrite-dir
chmod -R a+rwX etc/haproxy etc/corosync etc/nospof 2>/dev/null || true
chmod -R a+rX etc
chmod 1777 run srv tmp var/lib var/log var/cache var/tmp
ip link set lo up
ip link add ens5 type dummy 2>/dev/null || ip link add ens5 type veth peer name ens5-peer
ip link set ens5 up
[ -z "$address" ] || ip address add "$address/20" dev ens5
echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start
exec chroot . /usr/bin/setpriv ${IS_ROOT ? '--reuid=65534 --regid=65534 --clear-groups' : ''} --bounding-set=-all \\
  --inh-caps=-all --no-new-privs /usr/bin/env -i PATH=/usr/sbin:/usr/bin HOME=/tmp LC_ALL=C.UTF-8 \\
  /usr/bin/prlimit --as=2147483648 --cpu=20 --fsize=67108864 --core=0 --nofile=4096 \\
  /usr/bin/timeout -k 1 60 /bin/sh -c "$script" < /dev/null
`;

/** What is run, and among what. */
export interface Sandboxed {
  /** Folder of the file system whose programs are run. */
  readonly lower: string;
  /** Text by absolute path; whoever calls has seen to it that no path leads elsewhere. */
  readonly files: ReadonlyMap<string, string>;
  /** Shell commands of our own. */
  readonly script: string;
  /** IPv4 address of the interface. @default - none */
  readonly privateIp?: string;
}

export interface SandboxOutcome {
  /** Exit status; undefined where it had to be ended. */
  readonly status: number | undefined;
  readonly said: string;
}

/** Runs commands on files that nobody trusts. @throws SandboxError where no such place can be made here */
export function runSandboxed({ lower, files, script, privateIp = '' }: Sandboxed): SandboxOutcome {
  const work = mkdtempSync(join(tmpdir(), 'nospof-programs-'));
  try {
    for (const folder of ['root', 'files']) mkdirSync(join(work, folder));
    for (const [path, text] of files) {
      const at = join(work, 'files', path);
      mkdirSync(dirname(at), { recursive: true });
      writeFileSync(at, text);
    }
    const marked = `echo ${MARK}; ${script}`;
    const args = [...UNSHARE, 'bash', '-c', SANDBOX, 'bash', work, lower, marked, privateIp];
    const { status, stdout, stderr, error } = spawnSync('unshare', args, {
      encoding: 'utf8',
      maxBuffer: MOST_OUTPUT,
      timeout: 120_000,
      killSignal: 'SIGKILL',
    });
    const [before, said] = (stdout ?? '').split(`${MARK}\n`);
    if (said === undefined) throw new SandboxError((stderr || before || error?.message || 'unshare failed').trim());
    return { status: status === 124 || status === 137 ? undefined : (status ?? undefined), said: `${said}${stderr}` };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Said before the program says anything: without it, the place was not made. */
const MARK = 'nospof-sandbox';

/** No place can be made here in which a program could be asked. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
}
