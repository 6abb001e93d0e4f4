import { type Endpoint, type MachinePart, SETUP_ORDER } from './machine';
import { unit } from './systemd';

export interface NfsMountProps {
  readonly server: Endpoint;
  /** Where the files appear. */
  readonly mountPoint: string;
}

/**
 * Mounts the shared files by NFS 4.2 at their first use. `softerr`: while the server is dead, a call fails after 15 s
 * instead of holding a worker of the web server for ever, which would take the pages down together with the files. A write that fails
 * is seen by an application that checks `fsync` or `close`.
 */
export function nfsMountPart({ server, mountPoint }: NfsMountProps): MachinePart {
  const name = mountPoint.replace(/^\//, '').replaceAll('/', '-');
  const mount = unit(`${name}.mount`, {
    Unit: { After: 'network-online.target', Wants: 'network-online.target' },
    Mount: {
      What: `${server.host}:/`,
      Where: mountPoint,
      Type: 'nfs',
      Options: 'vers=4.2,softerr,timeo=50,retrans=2,noatime,nosuid,nodev,_netdev',
      TimeoutSec: 20,
    },
  });
  return {
    packages: ['nfs-common'],
    files: [
      mount,
      unit(`${name}.automount`, { Automount: { Where: mountPoint }, Install: { WantedBy: 'remote-fs.target' } }),
    ],
    steps: [
      {
        order: SETUP_ORDER.sharedFiles,
        name: 'nfs-mount',
        script: `mountpoint -q ${mountPoint} || mkdir -p ${mountPoint}
serve ${name}.automount restart ${mount.path}
`,
      },
    ],
  };
}
