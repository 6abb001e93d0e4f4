import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { examineInferred } from '../../check/inferred/examine';
import { NothingToJudgeError } from '../../check/inferred/nothing-to-judge';
import { claimsIn } from '../../model/service-graph';
import type { CheckedStack } from '../../report/check/checked-stack';
import { singleModule } from '../../terraform/hcl/source-module';
import { missingModules, sourceStack } from '../../terraform/hcl/source-stack';
import { bearsMark } from '../../terraform/mark';
import { isTerraformDocument } from '../../terraform/plan/document';
import { ResourceIndex, UnreadableTerraformError } from '../../terraform/resource-index';
import { isFields } from '../../terraform/values';
import { SERVICE_GRAPH_FILE } from '../build';
import { checkStack } from '../check-stack';
import { type Io, UsageError } from '../io';
import { readJson, TERRAFORM_FILE } from '../read-json';
import { checkDocument } from './check-document';
import type { TerraformRequest } from './request';
import { isSavedPlan } from './saved-plan';
import { SOURCE, type SourceInput, sourceInput, sourceNames } from './source-files';

/** From here on, reading takes seconds. */
const LARGE_BYTES = 16 * 1024 * 1024;

/** Whether a path is Terraform rather than a topology: a folder, JSON, HCL, or what Terraform saved. */
export function isTerraformInput(path: string): boolean {
  if (/\.ya?ml$/.test(path) || !existsSync(path)) return path.endsWith('.json') || SOURCE.test(path);
  return path.endsWith('.json') || SOURCE.test(path) || statSync(path).isDirectory() || isSavedPlan(path);
}

/** The verdicts on what lies at a path. @throws UsageError for what cannot be used */
export async function checkTerraform(
  name: string,
  request: TerraformRequest,
  io: Io,
): Promise<readonly CheckedStack[]> {
  const path = resolve(io.cwd, name);
  if (existsSync(path) && statSync(path).isDirectory()) return checkFolder(name, path, request, io);
  if (basename(path) === TERRAFORM_FILE) return [await checkCdktf(dirname(path), request, io)];
  if (existsSync(path) && isSavedPlan(path)) {
    throw new UsageError(
      `${name}: it is a plan as Terraform saves it; give what 'terraform show -json ${name}' prints`,
    );
  }
  refusePrograms(name, request);
  if (SOURCE.test(path)) return [await checkSource(name, dirname(path), [basename(path)], request, io)];
  if (io.interactive && existsSync(path) && statSync(path).size > LARGE_BYTES) io.err(`reading ${name}\n`);
  const json = readJson(path, io, "'terraform show -json' prints it");
  if (isTerraformDocument(json)) return [await checkDocument(name, json, request, io)];
  if (isFields(json) && isFields(json.resource)) {
    const input = { source: singleModule([{ name: basename(path), content: json }]), values: {} };
    return [inferred(name, stackName(path), input, request)];
  }
  throw new UsageError(
    `${name}: it is neither a plan or state that 'terraform show -json' prints, nor Terraform's JSON`,
  );
}

/** A stack, all that cdktf has written below a folder, or Terraform that people wrote. */
async function checkFolder(
  name: string,
  path: string,
  request: TerraformRequest,
  io: Io,
): Promise<readonly CheckedStack[]> {
  if (existsSync(join(path, TERRAFORM_FILE))) return [await checkCdktf(path, request, io)];
  const stacks = join(path, 'stacks');
  const below = existsSync(stacks) ? readdirSync(stacks).sort() : [];
  const folders = below.map((one) => join(stacks, one)).filter((one) => existsSync(join(one, TERRAFORM_FILE)));
  if (folders.length > 0) {
    const checked: CheckedStack[] = [];
    for (const folder of folders) checked.push(await checkCdktf(folder, request, io));
    return checked;
  }
  const names = sourceNames(path);
  if (names.length > 0) refusePrograms(name, request);
  if (names.length > 0) return [await checkSource(name, path, names, request, io)];
  const plans = readdirSync(path).filter((one) => one.endsWith('.json'));
  const hint =
    plans.length === 0
      ? "'nospof synth' writes a stack"
      : `name the plan itself, as ${join(name, plans.sort()[0] ?? '')}`;
  throw new UsageError(`${name}: no ${TERRAFORM_FILE}, *.tf or *.tf.json there; ${hint}`);
}

/** What cdktf wrote: with claims where it is a site of our constructs. */
async function checkCdktf(folder: string, request: TerraformRequest, io: Io): Promise<CheckedStack> {
  const shown = relative(io.cwd, folder) || '.';
  const terraform = readJson(join(folder, TERRAFORM_FILE), io);
  const beside = existsSync(join(folder, SERVICE_GRAPH_FILE));
  if (beside || claimsIn(terraform) !== undefined || isOwn(terraform, join(shown, TERRAFORM_FILE)))
    return checkStack(folder, io, { survives: request.survives, terraform, programs: request.programs });
  refusePrograms(shown, request);
  return checkSource(shown, folder, sourceNames(folder), request, io);
}

/** Machines whose configuration is not ours have files of which nobody knows who reads them. @throws UsageError */
function refusePrograms(name: string, { programs }: TerraformRequest): void {
  if (programs) throw new UsageError(`${name}: --programs is for topologies and stacks that nospof synthesized`);
}

/** Whether a stack was made by our constructs, so that without its claims it is not whole. */
function isOwn(terraform: unknown, shown: string): boolean {
  try {
    return bearsMark(new ResourceIndex(terraform));
  } catch (error) {
    if (error instanceof UnreadableTerraformError) throw new UsageError(`${shown}: ${error.message}`);
    throw error;
  }
}

async function checkSource(
  name: string,
  folder: string,
  names: readonly string[],
  request: TerraformRequest,
  io: Io,
): Promise<CheckedStack> {
  return inferred(name, basename(folder), await sourceInput(folder, names, io), request);
}

function inferred(
  name: string,
  site: string,
  { source, values }: SourceInput,
  { survives }: TerraformRequest,
): CheckedStack {
  let notRead = '';
  try {
    const { stack, unread } = sourceStack(source, values);
    const missing = unread.filter(({ code }) => code === 'module');
    notRead = missing.length === 0 ? '' : `. ${missingModules(missing)}`;
    return { id: site, file: name, ...examineInferred(stack, { site, survives, unread }), places: new Map() };
  } catch (error) {
    if (error instanceof UnreadableTerraformError) throw new UsageError(`${name}: ${error.message}`);
    if (error instanceof NothingToJudgeError) throw new UsageError(`${name}: ${error.message}${notRead}`);
    // Arguments that lead from one to the next, thousands in a row, are no Terraform that anybody runs.
    if (error instanceof RangeError) throw new UsageError(`${name}: its expressions lead through too many others`);
    throw error;
  }
}

function stackName(path: string): string {
  return basename(path, extname(path)).replace(/\.tf$/, '');
}
