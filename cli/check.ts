import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Survives } from '../model/topology';
import { CHECK_FORMATS, type CheckFormat } from '../report/check';
import type { CheckedStack } from '../report/check/checked-stack';
import { MachineReader } from '../terraform/machine/reader';
import { build } from './build';
import { checkStack } from './check-stack';
import type { ExitCode, Io } from './io';
import { load } from './load';
import { showDiagnostics } from './show-diagnostics';
import { checkTerraform, isTerraformInput } from './terraform/check-terraform';
import type { TerraformRequest } from './terraform/request';
import { topologyPlaces } from './topology-places';

export interface CheckOptions {
  /** @default 'text' */
  readonly format?: CheckFormat;
  /** What Terraform that declares nothing is to survive. @default 'none' */
  readonly survives?: Survives;
  /** Claims of a plan. @default - service-graph.json beside the plan, where there is one */
  readonly serviceGraph?: string;
  /** Folder that a plan was made from. @default - the plan's own, where it holds that */
  readonly source?: string;
  /** Whether the programs that read machines' configurations are asked. @default false */
  readonly programs?: boolean;
}

/**
 * `nospof check [FILE.yaml … | STACK_DIR … | PLAN.json … | TERRAFORM_DIR …]`: whether each topology or stack holds what it
 * declares, from its Terraform.
 * @throws UsageError for a folder or file that cannot be used
 */
export async function check(names: readonly string[], options: CheckOptions, io: Io): Promise<ExitCode> {
  const { format: _, ...asked } = options;
  const stacks = await checkedStacks(names, { survives: 'none', ...asked }, io);
  if (stacks === undefined) return 2;
  io.out(CHECK_FORMATS[options.format ?? 'text'](stacks, io.color));
  const outcomes = stacks.map(({ verdict }) => verdict.outcome);
  return outcomes.includes('fails') ? 1 : outcomes.includes('unknown') ? 3 : 0;
}

/**
 * The verdict on each topology or stack; undefined where a topology has problems, which are shown.
 * @throws UsageError for a folder or file that cannot be used
 */
export async function checkedStacks(
  names: readonly string[],
  request: TerraformRequest,
  io: Io,
): Promise<readonly CheckedStack[] | undefined> {
  const given = names.filter((name) => isTerraformInput(resolve(io.cwd, name)));
  const files = names.filter((name) => !given.includes(name));
  const synthesized = names.length > 0 && files.length === 0 ? [] : checkTopologies(files, io, request.programs);
  if (synthesized === undefined) return undefined;
  const stacks = [...synthesized];
  for (const name of given) stacks.push(...(await checkTerraform(name, request, io)));
  return stacks;
}

/** Verdicts on topologies, synthesized into a folder that is gone afterwards; undefined where they cannot be. */
export function checkTopologies(
  files: readonly string[],
  io: Io,
  programs = false,
): readonly CheckedStack[] | undefined {
  const { loaded, diagnostics, sources } = load(files, io);
  if (diagnostics.length > 0) {
    showDiagnostics(diagnostics, sources, io);
    return undefined;
  }
  const outdir = mkdtempSync(join(tmpdir(), 'nospof-check-'));
  try {
    // The machines that the alarms were derived from are those that are checked.
    const reader = new MachineReader();
    const built = build(loaded, outdir, reader);
    if ('diagnostics' in built) {
      showDiagnostics(built.diagnostics, sources, io);
      return undefined;
    }
    return built.stacks.map(({ id, folder }, index) => {
      const { file, text } = loaded[index] ?? { file: id, text: '' };
      const stack = checkStack(join(outdir, folder), io, { untouched: true, reader, programs });
      return { ...stack, id, file, places: topologyPlaces(text) };
    });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
