import { existsSync, readdirSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { UnreadableClaimsError } from '../check/claims/read-service-graph';
import type { Breach } from '../check/findings';
import type { Note } from '../check/note';
import { type Examined, examine } from '../check/verdict';
import { hasCurrentDigests } from '../model/rendered/digest';
import type { Survives } from '../model/topology';
import type { CheckedStack } from '../report/check/checked-stack';
import { refusedText, silentText } from '../report/check/programs';
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
  /** Whether the programs that read its machines' configurations are asked. @default false */
  readonly programs?: boolean;
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
    programs,
    terraform = readJson(join(folder, TERRAFORM_FILE), io),
  }: CheckStackOptions = {},
): CheckedStack {
  const file = relative(io.cwd, folder) || '.';
  const { claims, file: claimsFile } = stackClaims(folder, terraform, io);
  try {
    const examined = withAge(examine(terraform, claims, { survives, target, untouched, reader }), claims, claimsFile);
    const checked = { id: basename(folder), file, ...examined, places: new Map() };
    return programs ? withPrograms(checked, terraform) : checked;
  } catch (error) {
    if (error instanceof UnreadableTerraformError)
      throw new UsageError(`${join(file, TERRAFORM_FILE)}: ${error.message}`);
    if (error instanceof UnreadableClaimsError) throw new UsageError(`${claimsFile}: ${error.message}`);
    throw error;
  }
}

/** What programs refuse stands against the proof, whatever is declared. */
function withPrograms(checked: CheckedStack, terraform: unknown): CheckedStack {
  // Loaded here: no other check asks a program.
  const { askPrograms }: typeof import('./programs/ask') = require('./programs/ask');
  const programs = askPrograms(terraform);
  const breaches: readonly Breach[] = [
    ...programs.refused.map((one): Breach => {
      return { kind: 'refused-file', element: one.machines[0] ?? one.program, text: refusedText(one) };
    }),
    ...programs.silent.map((one): Breach => ({ kind: 'silent-callee', element: one.callee, text: silentText(one) })),
  ];
  if (breaches.length === 0) return { ...checked, programs };
  const { verdict } = checked;
  const failed = { ...verdict, outcome: 'fails' as const, holds: false, breaches: [...verdict.breaches, ...breaches] };
  return { ...checked, verdict: failed, programs };
}

/** A verdict on claims without digests that this release makes rests on rules alone, and says so. */
export function withAge(examined: Examined, claims: unknown, file: string): Examined {
  if (!isFields(claims) || hasCurrentDigests(claims.rendered)) return examined;
  const older: Note = { code: 'claims-without-digests', subjects: [basename(file)] };
  return { ...examined, verdict: { ...examined.verdict, unknown: [...examined.verdict.unknown, older] } };
}
