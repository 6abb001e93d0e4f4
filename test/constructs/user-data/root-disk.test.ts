import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { basePart } from '../../../constructs/user-data/base';
import { needs, root } from '../../helpers/programs';

const SCRIPT = '/usr/local/sbin/nospof-root-disk';
const part = basePart({ site: 'shop', tier: 'web', number: 1, region: 'eu-central-1', os: 'debian-13' });
const script = part.files?.find(({ path }) => path === SCRIPT)?.content ?? '';
const SECTORS_PER_GIB = 1 << 21;

test('a node looks for a larger root disk as often as for its configuration', () => {
  const service = part.files?.find(({ path }) => path.endsWith('/nospof-follow.service'))?.content;
  expect(service).toContain(`ExecStartPre=-${SCRIPT}\n`);
});

needs('shellcheck')('renders a clean script', () => {
  expect(spawnSync('shellcheck', ['-'], { encoding: 'utf8', input: script }).stdout).toBe('');
});

describe('the root partition', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nospof-root-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /**
   * Runs the script where `source` is the root file system: partition 1 of a disk, behind two others, as in Debian's image. What
   * the kernel says of disks is bound over /sys/class/block; what would change the disk says what it was asked to.
   */
  function onRoot(source: string, diskGiB: number, partitionGiB: number) {
    const start = 262144;
    const programs = { findmnt: `echo ${source}`, growpart: 'echo growpart "$@"', resize2fs: 'echo resize2fs "$@"' };
    for (const [name, body] of Object.entries(programs)) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`);
      chmodSync(join(folder, name), 0o755);
    }
    const disk = `${folder}/block/devices/nvme0n1`;
    const kernel = `mkdir -p ${disk}/loop0
echo ${diskGiB * SECTORS_PER_GIB} > ${disk}/size
echo 1 > ${disk}/loop0/partition
echo ${start} > ${disk}/loop0/start
echo ${partitionGiB * SECTORS_PER_GIB - start - 33} > ${disk}/loop0/size
ln -s devices/nvme0n1/loop0 ${folder}/block/loop0
mount --bind ${folder}/block /sys/class/block`;
    return spawnSync('unshare', ['-m', 'bash', '-ec', `${kernel}\nbash -c "$script"`], {
      encoding: 'utf8',
      env: { ...process.env, script, PATH: `${folder}:/usr/sbin:${process.env.PATH}` },
    });
  }
  const itOnDisks = needs('unshare', root);

  itOnDisks('and its file system fill a disk that has grown', () => {
    expect(onRoot('/dev/loop0', 12, 10)).toMatchObject({
      status: 0,
      stdout: 'growpart /dev/nvme0n1 1\nresize2fs /dev/loop0\n',
      stderr: '',
    });
  });

  itOnDisks('stays as it is on a disk that it fills', () => {
    expect(onRoot('/dev/loop0', 10, 10)).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  itOnDisks('is left alone where the root is none, as in a container', () => {
    expect(onRoot('overlay', 12, 10)).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });
});
