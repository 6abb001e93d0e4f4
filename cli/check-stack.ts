import { existsSync, readdirSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { UnreadableClaimsError } from '../check/claims/read-service-graph';
import type { Note } from '../check/note';
import { examine } from '../check/verdict';
import type { CheckedStack } from '../report/check/checked-stack';
import { UnreadableTerraformError } from '../terraform/resource-index';
import { isFields } from '../terraform/values';
import { SERVICE_GRAPH_FILE } from './build';
import { inputBytes } from './input-bytes';
import { type Io, UsageError } from './io';
import { reason } from './reason';

/** What cdktf writes for each stack. */
export const TERRAFORM_FILE = 'cdk.tf.json';

/** Larger than plans become, and half of what a string holds; read whole, it takes some three times as much memory. */
const MAX_BYTES = 256 * 1024 * 1024;

/** The stacks of a folder: itself, or all that cdktf has written below it. */
export function stackFolders(name: string, io: Pick<Io, 'cwd'>): readonly string[] {
  const path = resolve(io.cwd, name);
  if (basename(path) === TERRAFORM_FILE) return [resolve(path, '..')];
  if (path.endsWith('.json')) {
    throw new UsageError(
      `${name}: only ${TERRAFORM_FILE} with its ${SERVICE_GRAPH_FILE} can be checked; give the stack's folder`,
    );
  }
  if (existsSync(join(path, TERRAFORM_FILE))) return [path];
  const stacks = join(path, 'stacks');
  const folders = existsSync(stacks) ? readdirSync(stacks).sort() : [];
  const found = folders
    .map((folder) => join(stacks, folder))
    .filter((folder) => existsSync(join(folder, TERRAFORM_FILE)));
  if (found.length === 0) throw new UsageError(`${name}: no ${TERRAFORM_FILE} there; 'nospof synth' writes one`);
  return found;
}

/** The verdict on the stack in a folder. @throws UsageError where its files cannot be used */
export function checkStack(folder: string, io: Pick<Io, 'cwd'>): CheckedStack {
  const file = relative(io.cwd, folder) || '.';
  const terraform = readJson(join(folder, TERRAFORM_FILE), io);
  const claims = readJson(join(folder, SERVICE_GRAPH_FILE), io);
  try {
    const { verdict, ...graphs } = examine(terraform, claims);
    const isOlder = isFields(claims) && claims.rendered === undefined;
    const older: Note = { code: 'claims-without-digests', subjects: [SERVICE_GRAPH_FILE] };
    const unknown = isOlder ? [...verdict.unknown, older] : verdict.unknown;
    return { id: basename(folder), file, verdict: { ...verdict, unknown }, ...graphs, places: new Map() };
  } catch (error) {
    if (error instanceof UnreadableTerraformError)
      throw new UsageError(`${join(file, TERRAFORM_FILE)}: ${error.message}`);
    if (error instanceof UnreadableClaimsError)
      throw new UsageError(`${join(file, SERVICE_GRAPH_FILE)}: ${error.message}`);
    throw error;
  }
}

/** A file of JSON. @throws UsageError with what would have written it, where there is none */
export function readJson(path: string, { cwd }: Pick<Io, 'cwd'>, origin = "'nospof synth' writes it"): unknown {
  const shown = relative(cwd, path);
  let text: string;
  try {
    text = inputBytes(path, MAX_BYTES).toString('utf8');
  } catch (error) {
    throw new UsageError(`${shown}: ${reason(error)}; ${origin}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${shown}: it is no JSON; ${origin}`);
  }
}
