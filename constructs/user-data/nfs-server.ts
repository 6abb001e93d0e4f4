import { DATA_MOUNT, needsDataVolume } from './data-volume';
import { type MachinePart, SETUP_ORDER } from './machine';
import { restartAlways } from './systemd';

const EXPORTS = '/etc/exports.d/nospof.exports';
const NFS_CONF = '/etc/nfs.conf.d/nospof.conf';
const FOLDER = `${DATA_MOUNT}/files`;

export interface NfsServerProps {
  /** Addresses that may mount: IPv4 addresses or CIDR blocks. */
  readonly clients: readonly string[];
}

/**
 * An NFS server of version 4.2 alone: one TCP port, no portmapper. `sync`: a write is answered when it is on the disk.
 * `no_wdelay`, since uploads are single writes that gain nothing by waiting for the next.
 */
export function nfsServerPart({ clients }: NfsServerProps): MachinePart {
  const options = 'rw,sync,no_wdelay,root_squash,no_subtree_check,fsid=0';
  const line = [FOLDER, ...clients.map((client) => `${client}(${options})`)].join(' ');
  return {
    packages: ['nfs-kernel-server'],
    files: [
      { path: EXPORTS, content: `${line}\n` },
      {
        path: NFS_CONF,
        // After a restart, clients reclaim their locks within the grace time; 90 s would hold all writers up that long.
        content: '[nfsd]\nvers2=n\nvers3=n\nvers4=y\ngrace-time=15\nlease-time=15\n',
      },
      restartAlways('nfs-mountd.service'),
      needsDataVolume('nfs-server.service'),
    ],
    steps: [
      {
        order: SETUP_ORDER.sharedFiles,
        name: 'nfs-server',
        script: `install -d -o www-data -g www-data ${FOLDER}
serve nfs-server restart ${NFS_CONF}
exportfs -ra
`,
      },
    ],
  };
}
