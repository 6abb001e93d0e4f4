import { existsSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type Io, UsageError } from '../io';
import { documentFile } from './document';
import { revisioned } from './git';
import type { Refused, Source, StackSource } from './source';
import { synthesizedStack } from './stack';
import { topologyFile, topologyOfRevision } from './topology';

/** What there is: a topology, `REV:FILE`, a stack's folder, or a state or plan. @throws UsageError */
export async function oldSource(name: string, io: Pick<Io, 'cwd' | 'env'>): Promise<Source | Refused> {
  return isDocument(name, io) ? documentFile(name, io) : newSource(name, io);
}

/** What is to be: a topology, `REV:FILE` or a stack's folder. @throws UsageError */
export async function newSource(name: string, io: Pick<Io, 'cwd' | 'env'>): Promise<StackSource | Refused> {
  const path = resolve(io.cwd, name);
  if (isDocument(name, io)) {
    throw new UsageError(
      `${name}: NEW is a topology or a stack's folder; a plan, which knows both sides, is for 'nospof review ${name}'`,
    );
  }
  if (existsSync(path)) {
    const isStack = statSync(path).isDirectory() || basename(path) === 'cdk.tf.json';
    return isStack ? synthesizedStack(name, io) : topologyFile(name, io);
  }
  const inRevision = revisioned(name);
  return inRevision ? topologyOfRevision(name, inRevision, io) : topologyFile(name, io);
}

/** Files of Terraform, as against topologies in YAML: by their names, which `terraform show -json >` and `plan -out` suggest. */
function isDocument(name: string, { cwd }: Pick<Io, 'cwd'>): boolean {
  if (basename(name) === 'cdk.tf.json') return false;
  const path = resolve(cwd, name);
  const isFile = existsSync(path) && statSync(path).isFile();
  return /\.(json|tfstate|tfplan|plan)$/.test(name) && (isFile || revisioned(name) === undefined);
}
