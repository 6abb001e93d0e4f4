import { closeSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { isTerraformDocument, terraformDocument, UnreadablePlanError } from '../../terraform/plan/document';
import { type Io, UsageError } from '../io';
import { readJson } from '../read-json';
import { reason } from '../reason';
import type { DocumentSource } from './source';

/** A state or a plan as `terraform show -json` prints it. @throws UsageError that says how to get one */
export function documentFile(name: string, io: Pick<Io, 'cwd'>): DocumentSource {
  if (isSavedPlan(name, io)) {
    throw new UsageError(`${name}: it is a saved plan; give what 'terraform show -json ${name}' prints`);
  }
  const json = readJson(resolve(io.cwd, name), io, "'terraform show -json' prints it");
  if (!isTerraformDocument(json)) {
    const isState = typeof json === 'object' && json !== null && 'serial' in json && 'lineage' in json;
    const what = isState ? 'it is a state as Terraform stores it' : 'it is neither a plan nor a state of Terraform';
    throw new UsageError(`${name}: ${what}; give what 'terraform show -json' prints`);
  }
  try {
    return { kind: 'document', name, document: terraformDocument(json), json };
  } catch (error) {
    if (error instanceof UnreadablePlanError) throw new UsageError(`${name}: ${error.message}`);
    throw error;
  }
}

/** A plan that `terraform plan -out` saved is a zip archive. */
function isSavedPlan(name: string, { cwd }: Pick<Io, 'cwd'>): boolean {
  const first = Buffer.alloc(4);
  let file: number | undefined;
  try {
    file = openSync(resolve(cwd, name), 'r');
    readSync(file, first, 0, 4, 0);
  } catch (error) {
    throw new UsageError(`${name}: ${reason(error)}; 'terraform show -json' prints it`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
  return first.toString('latin1') === 'PK\u0003\u0004';
}
