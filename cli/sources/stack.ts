import { basename, join } from 'node:path';
import { stackFolders } from '../check-stack';
import { stackClaims } from '../claims';
import { type Io, UsageError } from '../io';
import { readJson, TERRAFORM_FILE } from '../read-json';
import type { StackSource } from './source';

/** A stack that was synthesized before, from its folder. @throws UsageError where there is not exactly one */
export function synthesizedStack(name: string, io: Pick<Io, 'cwd'>): StackSource {
  const [folder, ...more] = stackFolders(name, io);
  if (folder === undefined) throw new UsageError(`${name}: no stack there`);
  if (more.length > 0) {
    const names = [folder, ...more].map((one) => basename(one)).join(', ');
    throw new UsageError(
      `${name}: several stacks are there (${names}); name one, as ${join(name, 'stacks', basename(folder))}`,
    );
  }
  const terraform = readJson(join(folder, TERRAFORM_FILE), io);
  const { claims } = stackClaims(folder, terraform, io);
  return { kind: 'stack', name, id: basename(folder), terraform, serviceGraph: claims, unknown: [] };
}
