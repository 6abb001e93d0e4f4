import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { nfsMountPart } from '../../../constructs/user-data/nfs-mount';
import { nfsServerPart } from '../../../constructs/user-data/nfs-server';
import { needs } from '../../helpers/programs';

const server = { name: 'files-1', host: '10.20.1.4', port: 2049, zone: 'eu-central-1a' };
const text = (part: ReturnType<typeof nfsServerPart>, end: string) =>
  part.files?.find((file) => file.path.endsWith(end))?.content;

it('exports to each client by address, on disk before it is acknowledged', () => {
  const part = nfsServerPart({ clients: ['10.20.0.4', '10.20.32.0/19'] });
  expect(text(part, '.exports')).toBe(
    `/srv/data/files 10.20.0.4(rw,sync,root_squash,no_subtree_check,fsid=0)
/srv/data/files 10.20.32.0/19(rw,sync,root_squash,no_subtree_check,fsid=0)
`,
  );
});

it('speaks NFS 4.2 only, and not before its disk is there', () => {
  const part = nfsServerPart({ clients: [] });
  expect(text(part, 'nfs.conf.d/nospof.conf')).toMatch(/vers3=n\nvers4.0=n\nvers4.1=n\n/);
  expect(text(part, 'nfs-server.service.d/nospof-data.conf')).toContain('RequiresMountsFor=/srv/data');
});

it('gives an error instead of hanging while the server is dead, and tries again at every use', () => {
  const part = nfsMountPart({ server });
  const mount = text(part, '/srv-uploads.mount');
  expect(mount).toContain('What=10.20.1.4:/\nWhere=/srv/uploads\n');
  expect(mount).toMatch(/Options=.*\bsofterr,timeo=50,retrans=2,/);
  expect(mount).toContain('StartLimitIntervalSec=0');
  expect(part.steps?.[0]?.script).toBe('serve srv-uploads.automount restart\n');
});

it('refuses a mount point that systemd would name otherwise', () => {
  expect(() => nfsMountPart({ server, mountPoint: '/srv/up-loads' })).toThrow('/srv/up-loads');
});

needs('systemd-analyze')('renders units that systemd takes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nospof-nfs-'));
  const files = nfsMountPart({ server, mountPoint: '/srv/some/where' }).files ?? [];
  for (const file of files) writeFileSync(join(folder, basename(file.path)), file.content);
  const paths = files.map((file) => join(folder, basename(file.path)));
  const { stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...paths], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect(stderr).toBe('');
});
