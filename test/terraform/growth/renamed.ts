import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Move, movesOf } from '../../../stacks/moves';
import type { Stack } from '../../helpers/stacks';
import { temporaryFolder } from '../../helpers/temporary';

/** Renames that a release could make. */
const RENAMES: readonly Move[] = [
  { from: 'aws_ebs_volume.*_data', to: 'aws_ebs_volume.*_store' },
  { from: 'aws_eip.address', to: 'aws_eip.entrance' },
];

/** A stack as a release would write it that gave a volume and an address other names. */
export function renamed(stack: Stack): Stack {
  const folder = temporaryFolder('renamed');
  cpSync(stack.folder, folder, { recursive: true });
  const file = join(folder, 'cdk.tf.json');
  const text = readFileSync(file, 'utf8')
    .replaceAll(/aws_ebs_volume\.(\w+)_data\b/g, 'aws_ebs_volume.$1_store')
    .replaceAll(/aws_eip\.address\b/g, 'aws_eip.entrance');
  const terraform = JSON.parse(text);
  const { aws_ebs_volume } = terraform.resource;
  const { address, ...others } = terraform.resource.aws_eip;
  const volumes = Object.entries(aws_ebs_volume).map(([name, body]) => [name.replace(/_data$/, '_store'), body]);
  terraform.resource.aws_ebs_volume = Object.fromEntries(volumes);
  terraform.resource.aws_eip = { ...others, entrance: address };
  const addresses = Object.entries(terraform.resource).flatMap(([type, named]) =>
    Object.keys(named as object).map((name) => `${type}.${name}`),
  );
  terraform.moved = movesOf(addresses, RENAMES);
  writeFileSync(file, JSON.stringify(terraform));
  return { ...stack, folder, terraform: JSON.parse(JSON.stringify(terraform)) };
}
