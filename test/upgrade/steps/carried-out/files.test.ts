import { readFileSync } from 'node:fs';
import { stub } from '../../../constructs/user-data/mysql/nodes';
import { needs } from '../../../helpers/programs';
import { runInScratchRoot, scratchRoot } from '../../../helpers/scratch-root';
import { stepsBetween, titled, typed } from './printed';

/*
 * The printed commands are typed into bash, as they are. The kept volume is a real file system whose machine was cut off:
 * its latest files are in the journal alone.
 */

/** The drivers of this machine; the volume's label is looked up on the one disk of the test alone. */
const STUBS = [
  stub('apt-get', ':'),
  stub('findfs', '[ "$*" = LABEL=nospof-data ] && cat /disk'),
  stub('mount', 'exec /usr/bin/mount "${@/LABEL=nospof-data/$(cat /disk)}"'),
];

/** A volume with files of visitors in `folder`, in whose journal the last of them is. */
const volume = (folder: string) => `PATH=/stub:$PATH
truncate -s 64M /image
/usr/sbin/mkfs.ext4 -q -L nospof-data /image
mkdir /live /srv/uploads
/usr/bin/mount -o loop /image /live
install -d -o www-data /live/${folder} "/live/${folder}/a folder"
head -c 3000000 /dev/urandom > /live/${folder}/large.bin
echo old > /live/${folder}/twice.txt
echo 'with a blank' > "/live/${folder}/a folder/ü 1.txt"
touch -d '2025-01-02 03:04:05Z' /live/${folder}/large.bin
chown -R www-data: /live/${folder}
sync -f /live
echo late > /live/${folder}/late.txt; chown www-data: /live/${folder}/late.txt
sync /live/${folder}/late.txt
cp /image /cut-off
umount /live
losetup -f --show /cut-off > /disk
trap 'losetup -d "$(cat /disk)"' EXIT
chown www-data: /srv/uploads
echo new > /srv/uploads/twice.txt; chown www-data: /srv/uploads/twice.txt`;

const disks = {
  what: 'root and loop devices',
  met: process.getuid?.() === 0 && hasLoop(),
};

function hasLoop(): boolean {
  try {
    readFileSync('/sys/devices/virtual/misc/loop-control/uevent');
    return true;
  } catch {
    return false;
  }
}

describe.each([
  ['03-media-cdn', '04-load-balancer-pair', /^Copy the files of web-1 to files$/, 'uploads'],
  ['04-load-balancer-pair', '05-glusterfs', /^Copy the files of files-1 to uploads$/, 'files'],
] as const)('from %s to %s', (before, after, title, folder) => {
  needs(
    'rsync',
    'runuser',
    'losetup',
    'mkfs.ext4',
    scratchRoot,
    disks,
  )(
    'every file gets to its new place, also after a copy that broke off; what visitors stored since, and the old volume, stay',
    async () => {
      const copy = typed(titled(stepsBetween(before, after), title), 'web-1');
      const [outcome] = await runInScratchRoot({
        files: [...STUBS, { path: '/typed/copy', content: copy, mode: '0644' }],
        commands: [
          `${volume(folder)}
( ulimit -f 1000; bash /typed/copy ) 2>/dev/null | grep -c 'all of it is copied' || true
umount /mnt 2>/dev/null || true
[ -e /srv/uploads/large.bin ] && echo 'a half' || echo 'no half'
bash /typed/copy
ls /srv/uploads; cat /srv/uploads/twice.txt '/srv/uploads/a folder/ü 1.txt' /srv/uploads/late.txt
stat -c '%U %y' /srv/uploads/large.bin | cut -c 1-28
/usr/bin/mount -o ro "$(cat /disk)" /mnt
ls /mnt/${folder}
cmp /mnt/${folder}/large.bin /srv/uploads/large.bin && echo whole
umount /mnt`,
        ],
      });
      if (outcome?.status !== 0) throw new Error(`${outcome?.stdout}\n${outcome?.stderr}`);
      expect(
        outcome.stdout
          .trim()
          .replace(/loop\d+/, 'loop')
          .split('\n'),
      ).toEqual([
        ...['0', 'no half', '/dev/loop', 'all of it is copied', '>fc.T...... twice.txt'],
        ...['a folder', 'large.bin', 'late.txt', 'twice.txt'],
        ...['new', 'with a blank', 'late', 'www-data 2025-01-02 03:04:05'],
        ...['a folder', 'large.bin', 'late.txt', 'twice.txt', 'whole'],
      ]);
    },
    300_000,
  );
});
