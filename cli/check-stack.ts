import { existsSync, readdirSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { UnreadableClaimsError } from '../check/claims/read-service-graph';
import type { Note } from '../check/note';
import { type Examined, examine } from '../check/verdict';
import { hasCurrentDigests } from '../model/rendered/digest';
import type { Survives } from '../model/topology';
import type { CheckedStack } from '../report/check/checked-stack';
import type { MachineReader } from '../terraform/machine/reader';
import { UnreadableTerraformError } from '../terraform/resource-index';
import { isFields } from '../terraform/values';
import { SERVICE_GRAPH_FILE } from './build';
import { stackClaims } from './claims';
import { type Io, UsageError } from './io';
import { readJson, TERRAFORM_FILE } from './read-json';

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

export interface CheckStackOptions {
  /** What it must survive where it declares nothing. @default 'none' */
  readonly survives?: Survives;
  /** What it must survive, whatever it declares. @default - what it declares */
  readonly target?: Survives;
  /** Its Terraform, where that has been read. @default - read from the folder */
  readonly terraform?: unknown;
  /** Whether it was synthesized just now, and nobody had a hand in it. @default false */
  readonly untouched?: boolean;
  /** Of machines; it remembers what it has read. @default - a new one */
  readonly reader?: MachineReader;
}

/** The verdict on the stack in a folder. @throws UsageError where its files cannot be used */
export function checkStack(
  folder: string,
  io: Pick<Io, 'cwd'>,
  {
    survives,
    target,
    untouched,
    reader,
    terraform = readJson(join(folder, TERRAFORM_FILE), io),
  }: CheckStackOptions = {},
): CheckedStack {
  const file = relative(io.cwd, folder) || '.';
  const { claims, file: claimsFile } = stackClaims(folder, terraform, io);
  try {
    const examined = withAge(examine(terraform, claims, { survives, target, untouched, reader }), claims, claimsFile);
    return { id: basename(folder), file, ...examined, places: new Map() };
  } catch (error) {
    if (error instanceof UnreadableTerraformError)
      throw new UsageError(`${join(file, TERRAFORM_FILE)}: ${error.message}`);
    if (error instanceof UnreadableClaimsError) throw new UsageError(`${claimsFile}: ${error.message}`);
    throw error;
  }
}

/** A verdict on claims without digests that this release makes rests on rules alone, and says so. */
export function withAge(examined: Examined, claims: unknown, file: string): Examined {
  if (!isFields(claims) || hasCurrentDigests(claims.rendered)) return examined;
  const older: Note = { code: 'claims-without-digests', subjects: [basename(file)] };
  return { ...examined, verdict: { ...examined.verdict, unknown: [...examined.verdict.unknown, older] } };
}
