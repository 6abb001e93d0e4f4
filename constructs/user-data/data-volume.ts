import { NODE_FILES, NODE_FOLDERS } from '../../model/node-files';
import { BYTES_PER_INODE } from '../../model/replica-room';
import { type ConfigFile, type MachinePart, SETUP_ORDER } from './machine';
import { script } from './script';
import { quote } from './shell';
import { dropIn, unit } from './systemd';

/** Where a node's data volume is mounted. */
export const DATA_MOUNT = NODE_FOLDERS.data;

/** File system label by which a data volume is known again, on this machine or on the one that replaces it. */
const DATA_LABEL = 'nospof-data';

const SCRIPT = NODE_FILES.dataVolume;

export interface DataVolumeProps {
  /** @default DATA_MOUNT */
  readonly mountPoint?: string;
  /**
   * How long to wait for the volume, seconds: Terraform attaches it after the machine has started.
   * @default 600
   */
  readonly waitSeconds?: number;
  /**
   * Bytes of the volume for each file that it can hold, given when the file system is made.
   * @default BYTES_PER_INODE
   */
  readonly bytesPerInode?: number;
}

/** A drop-in that keeps a service from starting, and from writing into an empty folder, without its data volume. */
export function needsDataVolume(unitName: string, mountPoint: string = DATA_MOUNT): ConfigFile {
  return dropIn(unitName, 'nospof-data', { Unit: { RequiresMountsFor: mountPoint } });
}

/**
 * Mounts the node's data volume, makes a file system on it if it was never written to, and grows the file system when
 * the volume has grown. Candidates are whole EBS disks without partitions or mounts, so neither the root disk nor
 * instance storage can be one; where the answer is not plain, it refuses and says why.
 */
export function dataVolumePart(props: DataVolumeProps = {}): MachinePart {
  const mountPoint = props.mountPoint ?? DATA_MOUNT;
  return {
    packages: ['e2fsprogs', 'jq'],
    files: [
      { path: SCRIPT, content: mountScript(mountPoint, props), mode: '0755' },
      unit('nospof-data-volume.service', {
        Service: { Type: 'oneshot', ExecStart: SCRIPT },
      }),
      unit('nospof-data-volume.timer', {
        Timer: { OnBootSec: '2min', OnUnitInactiveSec: '10min' },
        Install: { WantedBy: 'timers.target' },
      }),
    ],
    steps: [
      {
        order: SETUP_ORDER.volume,
        name: 'data-volume',
        script: `${SCRIPT}\nserve nospof-data-volume.timer restart\n`,
      },
    ],
  };
}

/** `-I 512` leaves room in the inode for GlusterFS's extended attributes; `-m 1`, since 5 % of a data disk is much. */
function mountScript(mountPoint: string, props: DataVolumeProps): string {
  return script('data-volume.sh', {
    MOUNT_POINT: quote(mountPoint),
    LABEL: DATA_LABEL,
    BYTES_PER_INODE: props.bytesPerInode ?? BYTES_PER_INODE,
    WAIT_S: props.waitSeconds ?? 600,
  });
}
