import { addressOf } from '../../terraform/references';
import type { StepNode } from '../site-facts';
import { type StepContext, volumeTag } from './context';
import { type Commands, here } from './step';

/** What becomes of an old node's data volume. */
export type VolumeFate =
  /** In the new Terraform and attached to nothing. */
  | 'kept'
  /** Attached to a node as before. */
  | 'attached'
  /** In the new Terraform no more. */
  | 'gone';

export function fateOf({ after }: StepContext, volume: string): VolumeFate {
  if (!after.stack.has(volume)) return 'gone';
  const attached = after.stack.ofType('aws_volume_attachment').some(({ body }) => addressOf(body.volume_id) === volume);
  return attached ? 'attached' : 'kept';
}

/** A node of a tier to which a volume can be attached: in its zone, without a data volume of its own if there is one. */
export function readerOf({ after }: StepContext, tier: string, volume: string): StepNode | undefined {
  const zone = after.zoneOf(volume);
  const near = after.nodesOf(tier).filter((node) => zone !== undefined && node.zone === zone);
  return near.find(({ volumes }) => volumes.length === 0) ?? near[0];
}

/** The label that every data volume has. */
const LABEL = 'nospof-data';

/**
 * Mount a kept volume on a node, do something with what is in `/mnt`, and take it off again. Read-only, but with the replay
 * of its journal: a machine that was cut off leaves the latest files there alone.
 */
export function withMounted(
  { after, before }: StepContext,
  volume: string,
  node: StepNode,
  lines: readonly string[],
): readonly Commands[] {
  const site = after.side.site ?? before.side.site ?? '';
  const mount =
    node.volumes.length === 0
      ? [`until findfs LABEL=${LABEL}; do sleep 2; done`, `mount -o ro LABEL=${LABEL} /mnt`]
      : [
          'lsblk -o NAME,SERIAL,SIZE,MOUNTPOINTS # the serial number is the volume id without its dash',
          'mount -o ro /dev/nvme2n1 /mnt # the name that lsblk shows',
        ];
  return [
    here(
      `volume=$(aws ec2 describe-volumes --filters Name=tag:Name,Values=${volumeTag(site, volume)} --query 'Volumes[].VolumeId' --output text)`,
      `node=$(aws ec2 describe-instances --filters Name=tag:Name,Values=${site}-${node.name} Name=instance-state-name,Values=running \\`,
      "  --query 'Reservations[].Instances[].InstanceId' --output text)",
      'aws ec2 attach-volume --device /dev/sdg --volume-id "$volume" --instance-id "$node"',
    ),
    { on: [node.name], lines: [...mount, ...lines, 'umount /mnt'] },
    here('aws ec2 detach-volume --volume-id "$volume"'),
  ];
}
