import { NODE_FOLDERS } from '../../model/node-files';
import { type Endpoint, type MachinePart, SETUP_ORDER } from './machine';
import { unit } from './systemd';

export interface NfsMountProps {
  readonly server: Endpoint;
  /** @default '/srv/uploads' */
  readonly mountPoint?: string;
}

/**
 * Options of the mount. `softerr` with 5 s and two repetitions: while the server is dead, a file operation fails with
 * ETIMEDOUT after about 15 s. With the default, `hard`, it would never return, and one web worker after the other would
 * wait for an upload until none is left to serve pages that need no upload. The price: a write whose error the
 * application ignores is lost, so applications must check `fsync` or `close`, as the sample site does.
 * `lookupcache=positive`: a file that another web node has just made is found at once.
 */
const OPTIONS = 'nfsvers=4.2,softerr,timeo=50,retrans=2,retry=0,lookupcache=positive,noatime,nosuid,nodev,noexec';

/**
 * A folder of an NFS server, mounted by systemd when it is first used and tried again at every use, so that nothing
 * waits for the server at boot and it may come and go.
 */
export function nfsMountPart(props: NfsMountProps): MachinePart {
  const mountPoint = props.mountPoint ?? NODE_FOLDERS.uploads;
  const name = unitNameOf(mountPoint);
  const description = `Files on ${props.server.name}`;
  return {
    packages: ['nfs-common'],
    files: [
      unit(`${name}.mount`, {
        Unit: { Description: description, StartLimitIntervalSec: 0 },
        Mount: {
          What: `${props.server.host}:/`,
          Where: mountPoint,
          Type: 'nfs4',
          Options: OPTIONS,
          TimeoutSec: 20,
        },
      }),
      unit(`${name}.automount`, {
        Unit: { Description: description, StartLimitIntervalSec: 0 },
        Automount: { Where: mountPoint },
        Install: { WantedBy: 'multi-user.target' },
      }),
    ],
    steps: [{ order: SETUP_ORDER.sharedFiles, name: 'nfs-mount', script: `serve ${name}.automount restart\n` }],
  };
}

/** systemd's name for a path: `/srv/uploads` is `srv-uploads`. */
function unitNameOf(path: string): string {
  if (!/^(\/[a-z0-9_]+)+$/.test(path)) throw new RangeError(`${path}: a mount point is made of lower-case words`);
  return path.slice(1).replaceAll('/', '-');
}
