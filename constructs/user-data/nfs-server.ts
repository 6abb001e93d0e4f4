import { NODE_FILES } from '../../model/node-files';
import { DATA_MOUNT, needsDataVolume } from './data-volume';
import { healthCheck } from './health';
import { type ConfigFile, type MachinePart, SETUP_ORDER } from './machine';

export interface NfsServerPartProps {
  /** Who may mount: IPv4 addresses or CIDR blocks. */
  readonly clients: readonly string[];
}

const FOLDER = `${DATA_MOUNT}/files`;

/**
 * An NFS 4.2 server for one folder of the data volume. `sync`: what a client was told is written is on the disk. The
 * folder is the root of the export with a fixed `fsid`, so file handles stay valid when another machine takes over the
 * volume. Short lease and grace: after a restart clients wait 20 s instead of 90 s before they may write again.
 */
export function nfsServerPart(props: NfsServerPartProps): MachinePart {
  const exports: ConfigFile = {
    path: NODE_FILES.exports,
    content: props.clients
      .map((client) => `${FOLDER} ${client}(rw,sync,root_squash,no_subtree_check,fsid=0)\n`)
      .join(''),
  };
  const config: ConfigFile = {
    path: '/etc/nfs.conf.d/nospof.conf',
    content: '[nfsd]\nthreads=16\nvers3=n\nvers4.0=n\nvers4.1=n\ngrace-time=20\nlease-time=15\n',
  };
  return {
    packages: ['nfs-kernel-server'],
    files: [
      exports,
      config,
      needsDataVolume('nfs-server.service'),
      healthCheck('service', 'systemctl -q is-active nfs-server'),
    ],
    steps: [
      {
        order: SETUP_ORDER.sharedFiles,
        name: 'nfs-server',
        // Version 4 needs none of the helpers of version 3.
        script: `systemctl -q mask --now rpcbind.service rpcbind.socket rpc-statd.service rpc-statd-notify.service
install -d -o www-data -g www-data ${FOLDER}
serve nfs-server.service restart ${config.path}
exportfs -r
`,
      },
    ],
  };
}
