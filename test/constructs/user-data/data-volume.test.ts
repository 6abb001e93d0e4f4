import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataVolumePart, needsDataVolume } from '../../../constructs/user-data/data-volume';
import { needs } from '../../helpers/programs';

const SCRIPT = '/usr/local/sbin/nospof-data-volume';
const EBS = 'Amazon Elastic Block Store              ';

/** Runs a program to its end. */
function run(file: string, args: readonly string[], input?: string, env: Readonly<Record<string, string>> = {}) {
  return spawnSync(file, args, { encoding: 'utf8', input, env: { ...process.env, ...env } });
}

function runOrThrow(file: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = run(file, args);
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

function script(mountPoint: string, bytesPerInode?: number): string {
  const part = dataVolumePart({ mountPoint, waitSeconds: 1, bytesPerInode });
  return part.files?.find((file) => file.path === SCRIPT)?.content ?? '';
}

it('keeps a service from starting without its data', () => {
  expect(needsDataVolume('nginx.service')).toEqual({
    path: '/etc/systemd/system/nginx.service.d/nospof-data.conf',
    content: '[Unit]\nRequiresMountsFor=/srv/data\n',
  });
});

it('comes before everything else and goes on looking for growth', () => {
  expect(dataVolumePart().steps).toEqual([
    { order: 10, name: 'data-volume', script: `${SCRIPT}\nserve nospof-data-volume.timer restart\n` },
  ]);
});

needs('shellcheck')('renders a clean script', () => {
  expect(run('shellcheck', ['-'], script('/srv/data')).stdout).toBe('');
});

/**
 * Real block devices and file systems: a loop device plays the EBS volume, a stand-in for lsblk says which disks there
 * are. All of it in a mount namespace of its own with its own /etc/fstab.
 */
describe('on a block device', () => {
  const itWithLoop = needs('jq', 'losetup', 'mkfs.ext4', 'unshare', 'findmnt', {
    what: 'root and loop devices',
    met: process.getuid?.() === 0 && hasLoop(),
  });
  let folder: string;
  let disk: string;
  let image: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nospof-volume-'));
    image = join(folder, 'disk.img');
    writeFileSync(image, '');
    truncateSync(image, 64 << 20);
    disk = runOrThrow('losetup', '-f', '--show', image);
  });
  afterEach(() => {
    runOrThrow('losetup', '-d', disk);
    rmSync(folder, { recursive: true });
  });

  /** Runs `commands` with the rendered script as `volume`, the mount point as `$target`, and these disks. */
  function onMachine(disks: readonly object[], commands: string, bytesPerInode?: number) {
    const target = join(folder, 'data');
    const files = {
      volume: script(target, bytesPerInode),
      lsblk: `#!/bin/sh\ncat <<'J'\n${JSON.stringify({ blockdevices: disks })}\nJ\n`,
    };
    for (const [name, content] of Object.entries({ ...files, systemctl: '#!/bin/sh\n' })) {
      writeFileSync(join(folder, name), content);
      chmodSync(join(folder, name), 0o755);
    }
    writeFileSync(join(folder, 'fstab'), '');
    return run(
      'unshare',
      ['-m', '--propagation', 'private', 'bash', '-ec', `mount --bind ${folder}/fstab /etc/fstab\n${commands}`],
      undefined,
      { PATH: `${folder}:${process.env.PATH}`, target, disk },
    );
  }
  const ebs = (more: object = {}) => ({ name: disk, type: 'disk', model: EBS, mountpoints: [null], ...more });
  const root = {
    name: '/dev/nvme0n1',
    type: 'disk',
    model: EBS,
    mountpoints: [null],
    children: [{ name: '/dev/nvme0n1p1', type: 'part', model: null, mountpoints: ['/'] }],
  };
  const instanceStore = {
    name: '/dev/nvme2n1',
    type: 'disk',
    model: 'Amazon EC2 NVMe Instance Storage',
    mountpoints: [null],
  };

  itWithLoop('formats an empty disk once, and keeps what is on it', () => {
    const first = onMachine(
      [root, instanceStore, ebs()],
      'volume; findmnt -no FSTYPE $target; echo kept > $target/file; volume',
    );
    expect(first).toMatchObject({ status: 0, stdout: 'ext4\n' });
    expect(readFileSync(join(folder, 'fstab'), 'utf8')).toBe(
      `LABEL=nospof-data ${folder}/data ext4 noatime,nofail,x-systemd.device-timeout=1 0 2\n`,
    );
    expect(onMachine([root, ebs()], 'volume; cat $target/file')).toMatchObject({ status: 0, stdout: 'kept\n' });
  });

  itWithLoop('makes room for as many files as it is told', () => {
    const made = onMachine([ebs()], 'volume; df --output=itotal $target | tail -n 1', 4096);
    expect(made).toMatchObject({ status: 0 });
    expect(Number(made.stdout)).toBe((64 << 20) / 4096);
  });

  // A stand-in for resize2fs, because the real one needs a capability on mounted file systems that containers lack.
  itWithLoop('grows the file system while it is mounted, and goes on without when that fails', () => {
    const growth = (status: number) => `printf '#!/bin/sh\necho "$@" >&3; exit ${status}\n' > ${folder}/resize2fs
      chmod +x ${folder}/resize2fs; exec 3>&1; volume`;
    expect(onMachine([ebs()], growth(0))).toMatchObject({ status: 0, stdout: `${disk}\n`, stderr: '' });
    const failed = onMachine([ebs()], growth(1));
    expect(failed).toMatchObject({ status: 0, stderr: expect.stringContaining('keeps its old size') });
  });

  itWithLoop('never formats a disk that holds something, known or not', () => {
    for (const content of [
      'mkfs.ext4 -q -L other $disk',
      'mkswap -q $disk',
      'printf x | dd of=$disk bs=1 seek=70000 2>&1',
    ]) {
      const outcome = onMachine(
        [ebs()],
        `${content}\nbefore=$(md5sum $disk); ! volume; [ "$before" = "$(md5sum $disk)" ]`,
      );
      expect(outcome).toMatchObject({
        status: 0,
        stderr: expect.stringContaining(
          'holds something else than a file system with the label nospof-data; it stays as it is',
        ),
      });
      // Copies of its superblock as well, which lie far behind the beginning.
      runOrThrow('blkdiscard', '--zeroout', disk);
    }
  });

  itWithLoop('does not format a volume that has lost its beginning, and says how to mend it', () => {
    truncateSync(image, 300 << 20);
    runOrThrow('losetup', '-c', disk);
    for (const blockSize of ['1024', '4096']) {
      runOrThrow('mkfs.ext4', '-q', '-b', blockSize, '-L', 'nospof-data', disk);
      runOrThrow('dd', 'if=/dev/zero', `of=${disk}`, 'bs=1M', 'count=1', 'status=none');
      const lost = onMachine([ebs()], 'volume');
      expect(lost).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('lost the beginning of its file system'),
      });
      const [, ...mend] = /To mend it: e2fsck (-b \d+) (-B \d+)/.exec(lost.stderr) ?? [];
      expect(run('e2fsck', ['-fy', ...mend.join(' ').split(' '), disk]).status).toBeLessThan(4);
      expect(onMachine([ebs()], 'volume; findmnt -no FSTYPE $target')).toMatchObject({ status: 0, stdout: 'ext4\n' });
      runOrThrow('dd', 'if=/dev/zero', `of=${disk}`, 'bs=1M', 'count=300', 'status=none');
    }
    run('bash', ['-c', `printf precious | dd of=${disk} bs=1M seek=200 conv=notrunc status=none`]);
    expect(onMachine([ebs()], 'volume')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('it stays as it is'),
    });
  });

  itWithLoop('touches neither instance storage, nor a disk in use, nor one of several', () => {
    const refusals: readonly [readonly object[], string][] = [
      [[root, ebs({ model: instanceStore.model })], 'no data volume was attached within 1 s'],
      [[root, ebs({ mountpoints: ['[SWAP]'] })], 'no data volume was attached within 1 s'],
      [[root, ebs(), ebs({ name: '/dev/nvme3n1' })], 'more than one disk could be the data volume'],
    ];
    for (const [disks, message] of refusals) {
      const outcome = onMachine(disks, 'volume');
      expect(outcome).toMatchObject({ status: 1, stderr: expect.stringContaining(message) });
    }
    expect(run('blkid', ['-p', disk]).status).toBe(2);
  });

  itWithLoop('leaves a folder alone that is already on a disk of its own', () => {
    const outcome = onMachine(
      [ebs()],
      'mkdir -p $target; mount -t tmpfs x $target; volume; findmnt -no FSTYPE $target',
    );
    expect(outcome).toMatchObject({ status: 0, stdout: 'tmpfs\n' });
  });
});

function hasLoop(): boolean {
  try {
    readFileSync('/sys/devices/virtual/misc/loop-control/uevent');
    return true;
  } catch {
    return false;
  }
}
