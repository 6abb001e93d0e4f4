import { NODE_FOLDERS } from '../../model/node-files';
import { type Endpoint, type MachinePart, SETUP_ORDER } from './machine';
import { script } from './script';
import { quote } from './shell';
import { unit } from './systemd';

export interface GlusterMountProps {
  /** The volume's name. */
  readonly volume: string;
  /** Its nodes: any one tells where the bricks are; after that the client speaks to the bricks themselves. */
  readonly servers: readonly Endpoint[];
  /** @default '/srv/uploads' */
  readonly mountPoint?: string;
}

/** Seconds between two looks at the mount; after three that it does not answer, a new client is asked. */
const LOOK_EVERY = 5;

/**
 * A GlusterFS volume mounted by its native client, as a service rather than a mount unit: the client's process comes
 * back after a crash, and a volume that cannot be reached is tried for ever. Nothing depends on it, so the web server
 * starts and serves without; writes below the mount point fail while it is away, because the bare folder is read-only. A second service mounts a volume again that
 * was made anew: the client of the old one does not end, and does not find the new one either.
 */
export function glusterMountPart(props: GlusterMountProps): MachinePart {
  const mountPoint = props.mountPoint ?? NODE_FOLDERS.uploads;
  const name = `nospof-mount-${props.volume}.service`;
  const again = `nospof-remount-${props.volume}`;
  const servers = props.servers.map((server) => `--volfile-server=${server.host}`);
  const look = script('gluster-mount.sh', {
    NAME: props.volume,
    MOUNT: quote(mountPoint),
    SERVERS: servers.join(' '),
    EVERY: LOOK_EVERY,
  });
  return {
    packages: ['glusterfs-client'],
    files: [
      unit(name, {
        Unit: {
          Description: `Volume ${props.volume} of ${props.servers.map((server) => server.name).join(', ')}`,
          Wants: 'network-online.target',
          After: 'network-online.target',
          StartLimitIntervalSec: 0,
        },
        Service: {
          // A client that was killed leaves a mount behind that answers only with errors.
          ExecStartPre: [`-/bin/umount -lq ${mountPoint}`, `/usr/bin/install -d -m 0555 ${mountPoint}`],
          ExecStart: [
            '/usr/sbin/glusterfs --no-daemon --process-name=fuse --log-file=- --log-level=WARNING',
            '--fuse-mountopts=nosuid,nodev,noexec,noatime',
            ...servers,
            `--volfile-id=/${props.volume} ${mountPoint}`,
          ].join(' '),
          ExecStopPost: `-/bin/umount -lq ${mountPoint}`,
          Restart: 'always',
          RestartSec: 2,
        },
        Install: { WantedBy: 'multi-user.target' },
      }),
      { path: `/usr/local/sbin/${again}`, content: look, mode: '0755' },
      unit(`${again}.service`, {
        Unit: { After: name },
        Service: { ExecStart: `/usr/local/sbin/${again}`, Restart: 'always', RestartSec: LOOK_EVERY },
        Install: { WantedBy: 'multi-user.target' },
      }),
    ],
    // No restart when the list of servers changes: the running client learns of them from the volume itself.
    steps: [
      {
        order: SETUP_ORDER.sharedFiles,
        name: `mount-${props.volume}`,
        script: `serve ${name} restart\nserve ${again}.service restart\n`,
      },
    ],
  };
}
