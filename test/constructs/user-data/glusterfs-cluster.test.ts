import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { glusterMountPart } from '../../../constructs/user-data/gluster-mount';
import { glusterServerPart } from '../../../constructs/user-data/glusterfs';
import { needs } from '../../helpers/programs';

/** Writes the rendered scripts of each node of a volume of `count` nodes. */
function writeNodes(folder: string, count: number): void {
  const peers = Array.from({ length: count }, (_, index) => ({
    name: `uploads-${index + 1}`,
    host: `10.20.1.${index + 4}`,
    port: 24007,
    zone: `eu-central-1${'abc'[index % 3]}`,
  }));
  for (const self of peers) {
    const part = glusterServerPart({ volume: 'uploads', self, peers });
    const place = join(folder, `of-${count}`, self.name);
    mkdirSync(place, { recursive: true });
    const converge = part.files?.find((file) => file.path === '/usr/local/sbin/nospof-gluster');
    writeFileSync(join(place, 'converge'), converge?.content ?? '', { mode: 0o755 });
    writeFileSync(join(place, 'step'), part.steps?.[0]?.script ?? '');
    writeFileSync(
      join(place, 'health'),
      part.files?.find(({ path }) => path.endsWith('/health.d/brick'))?.content ?? '',
    );
  }
}

/** Writes what looks after the mount of a web node. */
function writeClient(folder: string): void {
  const servers = ['10.20.1.4', '10.20.1.5'].map((host, index) => ({
    name: `uploads-${index + 1}`,
    host,
    port: 24007,
    zone: 'eu-central-1a',
  }));
  const { files = [] } = glusterMountPart({ volume: 'uploads', servers });
  const script = files.find(({ path }) => path === '/usr/local/sbin/nospof-remount-uploads');
  writeFileSync(join(folder, 'client/remount'), script?.content ?? '', { mode: 0o755 });
}

/** Real glusterds, each in namespaces of its own with its own disk; `glusterfs-cluster.sh` breaks and grows them. */
needs('glusterd', 'gluster', 'unshare', 'nsenter', 'ip', 'ss', 'nft', 'setfattr', {
  what: 'root',
  met: process.getuid?.() === 0,
})(
  'a cluster forms by itself, starts what dies, refills a node that lost its disk, grows without losing a file, and is mounted again when it is made anew',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'nospof-gluster-'));
    for (const name of ['bin', 'client', 'disks']) mkdirSync(join(folder, name));
    for (const count of [3, 6]) writeNodes(folder, count);
    writeClient(folder);
    const { stdout, stderr } = spawnSync(
      'unshare',
      [
        ...['-nmpf', '--kill-child', '--propagation', 'private', '--mount-proc'],
        ...['bash', join(__dirname, 'glusterfs-cluster.sh'), folder],
      ],
      { encoding: 'utf8' },
    );
    rmSync(folder, { recursive: true, force: true });
    const said = stdout.split('\n').filter((line) => line.startsWith('> '));
    if (!said.includes('> end')) throw new Error(`${stderr}\n${stdout}`);
    expect(said).toEqual([
      '> formed: 3 bricks of 3 up, owner www-data',
      '> brick killed: 3 bricks of 3 up',
      '> brick that nobody finds: 3 bricks of 3 up',
      '> disk of 1 lost: 3 bricks of 3 up, same identity, same files, healthy when it has them all',
      '> disks of 1 and 3 lost: 3 bricks of 3 up, same files',
      '> turned away by the others: 3 bricks of 3 up',
      '> grown: 6 bricks of 6 up, same files, rebalanced',
      '> volume away: 0 restarts of the mount',
      '> all disks lost: 3 bricks of 3 up, 1 restart of the mount',
      '> end',
    ]);
  },
  900_000,
);
