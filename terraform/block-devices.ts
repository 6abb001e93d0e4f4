import type { Resource, ResourceIndex } from './resource-index';
import { blocks, type Fields } from './values';

/**
 * Disks that an instance itself makes, besides that of the system. A state lists every disk that is attached, volumes of their own
 * among them: those stand for themselves.
 */
export function ownDisks({ address, body }: Resource, stack: ResourceIndex): readonly Fields[] {
  const devices = new Set(
    stack.referring('aws_volume_attachment', 'instance_id', address).map(({ body }) => stack.text(body.device_name)),
  );
  const isAttached = ({ volume_id, device_name }: Fields) =>
    stack.target(volume_id)?.type === 'aws_ebs_volume' || devices.has(stack.text(device_name));
  return blocks(body.ebs_block_device).filter((disk) => !isAttached(disk));
}
