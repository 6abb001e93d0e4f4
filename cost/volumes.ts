import { ownDisks } from '../terraform/block-devices';
import type { Resource, ResourceIndex } from '../terraform/resource-index';
import { blocks, type Fields, number } from '../terraform/values';
import { type BilledUse, byUse, monthly } from './use';

/** What a gp3 volume has without further charge (EBS user guide, "General Purpose SSD volumes"). */
const GP3_FREE = { iops: 3000, throughput: 125 } as const;

/** The volumes that stand as blocks in an instance or a launch template. A size that the image decides is unknown. */
export function blockVolumes(resource: Resource, stack: ResourceIndex): readonly BilledUse[] {
  const root = blocks(resource.body.root_block_device);
  const further = ownDisks(resource, stack);
  return [...(root.length > 0 ? root : [{}]), ...further].flatMap((block) =>
    volume({ size: block.volume_size, type: block.volume_type, iops: block.iops, throughput: block.throughput }, stack),
  );
}

/** One volume of EBS: its size, and what a gp3 volume is given above what is free. */
export function volume(body: Fields, stack: ResourceIndex): readonly BilledUse[] {
  const type = stack.text(body.type);
  const size = number(stack.value(body.size));
  if (type === undefined || size === undefined) return [byUse('ebs')];
  const above = (key: 'iops' | 'throughput') => (number(stack.value(body[key])) ?? 0) - GP3_FREE[key];
  const extra = type === 'gp3' ? (['iops', 'throughput'] as const).filter((key) => above(key) > 0) : [];
  return [monthly(`ebs:${type}`, size), ...extra.map((key) => monthly(`ebs:gp3-${key}`, above(key)))];
}
