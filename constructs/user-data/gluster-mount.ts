import { type Endpoint, type MachinePart, SETUP_ORDER } from './machine';
import { unit } from './systemd';

export interface GlusterMountProps {
  readonly volume: string;
  /** All servers: any one of them tells the client where the bricks are. */
  readonly servers: readonly Endpoint[];
  readonly mountPoint: string;
}

/**
 * Mounts a GlusterFS volume. The client speaks to all bricks itself, so it needs a server only to begin with, and takes the
 * next one of the list when the first is down. The unit tries for ever and holds nothing up: a node serves pages also
 * while the volume cannot be reached.
 */
export function glusterMountPart({ volume, servers, mountPoint }: GlusterMountProps): MachinePart {
  const name = `nospof-mount-${volume}.service`;
  const [first, ...others] = servers.map((server) => server.host);
  const backups = others.length > 0 ? `,backup-volfile-servers=${others.join(':')}` : '';
  const mount = unit(name, {
    Unit: { After: 'network-online.target', Wants: 'network-online.target', StartLimitIntervalSec: 0 },
    Service: {
      Type: 'forking',
      // A client that died leaves its mount point behind, which must go first.
      ExecStartPre: `-/bin/umount -l ${mountPoint}`,
      ExecStart: `/bin/mount -t glusterfs -o log-level=WARNING${backups} ${first}:/${volume} ${mountPoint}`,
      ExecStartPost: `/bin/mountpoint -q ${mountPoint}`,
      ExecStop: `/bin/umount -l ${mountPoint}`,
      TimeoutStartSec: 30,
      Restart: 'always',
      RestartSec: 2,
    },
    Install: { WantedBy: 'multi-user.target' },
  });
  return {
    packages: ['glusterfs-client'],
    files: [mount],
    steps: [
      {
        order: SETUP_ORDER.sharedFiles,
        name: 'gluster-mount',
        script: `mountpoint -q ${mountPoint} || mkdir -p ${mountPoint}
serve ${name} restart ${mount.path} || echo "${volume} is not mounted yet; systemd tries on" >&2
`,
      },
    ],
  };
}
