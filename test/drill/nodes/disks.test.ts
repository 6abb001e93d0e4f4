import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UNITS_OF_PACKAGES } from '../../../drill/base-image/recipe';
import { Disks } from '../../../drill/nodes/root-folder';
import { needs, root } from '../../helpers/programs';
import { temporaryFolder } from '../../helpers/temporary';
import { shippedPlan } from '../plans';

const itRuns = needs(root, 'mount', 'mkfs.ext4', 'fallocate', {
  what: 'file systems in files, and overlays',
  met:
    existsSync('/dev/loop-control') &&
    /\boverlay\b/.test(existsSync('/proc/filesystems') ? readFileSync('/proc/filesystems', 'utf8') : ''),
});

/** A database node's disks over an image that has next to nothing. */
async function made(small: boolean) {
  const folder = temporaryFolder('disks');
  const image = join(folder, 'image');
  for (const [path, text] of [
    ['/var/lib/dpkg/status', ''],
    [UNITS_OF_PACKAGES, ''],
    ['/etc/hostname', 'localhost\n'],
  ] as const) {
    mkdirSync(dirname(join(image, path)), { recursive: true });
    writeFileSync(join(image, path), text);
  }
  const [node] = shippedPlan('02-split-database').nodes.filter(({ kind }) => kind === 'mysql');
  if (!node) throw new Error('no database');
  const disks = new Disks(node, join(folder, 'disks'));
  const surroundings = { image, authority: 'authority\n' };
  await disks.create(node, surroundings, small);
  return { disks, node, surroundings, folder };
}

itRuns(
  'disks that are filled take nothing more, and do again when they are freed',
  async () => {
    const { disks } = await made(true);
    try {
      const places = { root: join(disks.root, 'etc'), data: disks.data ?? '' };
      for (const disk of ['root', 'data'] as const) {
        const write = () => writeFileSync(join(places[disk], 'some'), 'x'.repeat(100_000));
        await disks.fill(disk);
        expect(write).toThrow('ENOSPC');
        disks.free(disk);
        expect(write).not.toThrow();
      }
    } finally {
      await disks.destroy();
    }
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain(disks.root);
  },
  60_000,
);

itRuns(
  'a machine that is replaced begins with the image, and with what its new volume has',
  async () => {
    const { disks, node, surroundings, folder } = await made(false);
    try {
      const data = disks.data ?? '';
      mkdirSync(join(data, 'mysql'));
      writeFileSync(join(data, 'mysql/rows'), 'old');
      await disks.copyData(join(folder, 'snapshots/db-1'));
      writeFileSync(join(data, 'mysql/rows'), 'new');
      writeFileSync(join(disks.root, 'etc/made-later'), '');
      await disks.replace(node, surroundings, join(folder, 'snapshots/db-1'));
      expect(readFileSync(join(data, 'mysql/rows'), 'utf8')).toBe('old');
      expect(readFileSync(join(disks.root, 'etc/hostname'), 'utf8')).toBe('localhost\n');
      expect(existsSync(join(disks.root, 'etc/made-later'))).toBe(false);
      await disks.replace(node, surroundings);
      expect(readdirSync(data)).toEqual([]);
    } finally {
      await disks.destroy();
    }
  },
  60_000,
);
