import { basename, join } from 'node:path';
import { SERVICE_GRAPH_FILE } from '../build';
import { readJson, stackFolders } from '../check-stack';
import { type Io, UsageError } from '../io';
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
  return {
    kind: 'stack',
    name,
    id: basename(folder),
    terraform: readJson(join(folder, 'cdk.tf.json'), io),
    serviceGraph: readJson(join(folder, SERVICE_GRAPH_FILE), io),
    unknown: [],
  };
}
