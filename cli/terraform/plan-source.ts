import { existsSync, statSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import type { SourceModule } from '../../terraform/hcl/source-module';
import { holdsUnknown } from '../../terraform/plan/argument-reader';
import type { TerraformDocument } from '../../terraform/plan/document';
import { otherSource } from '../../terraform/plan/source-match';
import { UnreadableTerraformError } from '../../terraform/resource-index';
import type { Unread } from '../../terraform/unread';
import { type Io, UsageError } from '../io';
import { TERRAFORM_FILE } from '../read-json';
import type { TerraformRequest } from './request';
import { sourceInput, sourceNames } from './source-files';

/** The Terraform that a plan was made from. */
export interface PlanSource {
  readonly source?: SourceModule;
  /** What lies beside the plan and could not be used. */
  readonly unread: readonly Unread[];
}

const NONE: PlanSource = { unread: [] };

/**
 * The expressions of what a plan does not know yet: of the folder that is named, or of the plan's own, where that is what
 * was planned. @throws UsageError where the folder that is named cannot be used
 */
export async function planSource(
  name: string,
  document: TerraformDocument,
  { source: named }: TerraformRequest,
  io: Io,
): Promise<PlanSource> {
  if (document.kind === 'state') return NONE;
  const folder = named === undefined ? dirname(resolve(io.cwd, name)) : resolve(io.cwd, named);
  const shown = relative(io.cwd, folder) || '.';
  if (named !== undefined) {
    if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new UsageError(`${named}: no such folder`);
    if (namesIn(folder).length === 0) throw new UsageError(`${named}: no *.tf or *.tf.json there`);
    const found = await read(document, folder, io);
    if (typeof found === 'string') throw new UsageError(`${named}: it is not what ${name} was planned from: ${found}`);
    return { source: found, unread: [] };
  }
  const isOpen = document.changes.some(({ afterUnknown }) => holdsUnknown(afterUnknown));
  if (!isOpen || namesIn(folder).length === 0) return NONE;
  const found = await readable(document, folder, io);
  if (typeof found !== 'string') return { source: found, unread: [] };
  return { unread: [{ code: 'source', subject: shown, detail: found }] };
}

/** What cdktf wrote counts with its claims alone. */
function namesIn(folder: string): readonly string[] {
  return sourceNames(folder).filter((one) => basename(one) !== TERRAFORM_FILE);
}

/** The source of a folder, or why it is not that of the plan. */
async function read(document: TerraformDocument, folder: string, io: Io): Promise<SourceModule | string> {
  try {
    const { source } = await sourceInput(folder, sourceNames(folder), io);
    return otherSource(document, source) ?? source;
  } catch (error) {
    if (error instanceof UnreadableTerraformError) return error.message;
    if (error instanceof RangeError) return 'its expressions lead through too many others';
    throw error;
  }
}

/** The same where nobody has named the folder: what cannot be read in it is no mistake of whoever asks for the plan. */
async function readable(document: TerraformDocument, folder: string, io: Io): Promise<SourceModule | string> {
  try {
    return await read(document, folder, io);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}
