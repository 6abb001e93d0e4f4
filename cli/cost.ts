import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import type { StackVerdict } from '../check/findings';
import { estimate } from '../cost/estimate';
import { nextPieces } from '../cost/next-piece';
import { ownPrices } from '../cost/own-prices';
import { listPrices, type PriceList } from '../cost/price-list';
import { trafficUses } from '../cost/traffic';
import { COST_FORMATS, type CostFormat } from '../report/cost';
import type { CostedStack } from '../report/cost/costed-stack';
import { sourceStack } from '../terraform/hcl/source-stack';
import { isTerraformDocument, terraformDocument, UnreadablePlanError } from '../terraform/plan/document';
import { plannedStack } from '../terraform/plan/planned-stack';
import { ResourceIndex, UnreadableTerraformError } from '../terraform/resource-index';
import { build } from './build';
import { checkStack, stackFolders } from './check-stack';
import { inputBytes } from './input-bytes';
import { type ExitCode, type Io, UsageError } from './io';
import { load } from './load';
import { readJson, TERRAFORM_FILE } from './read-json';
import { reason } from './reason';
import { showDiagnostics } from './show-diagnostics';
import { isTerraformInput } from './terraform/check-terraform';
import { isSavedPlan } from './terraform/saved-plan';
import { sourceInput, sourceNames } from './terraform/source-files';

export interface CostOptions {
  /** @default 'text' */
  readonly format?: CostFormat;
  /** File of prices that win over the built-in ones. @default - none */
  readonly prices?: string;
}

/** More than any team has prices. */
const MAX_PRICES_BYTES = 4 * 1024 * 1024;

/**
 * `nospof cost [FILE.yaml … | STACK_DIR … | PLAN.json … | TERRAFORM_DIR …]`: what each costs in a month at list prices.
 * @throws UsageError for what cannot be used
 */
export async function cost(names: readonly string[], options: CostOptions, io: Io): Promise<ExitCode> {
  const prices = options.prices === undefined ? listPrices() : withOwn(options.prices, io);
  const given = names.filter((name) => isTerraformInput(resolve(io.cwd, name)));
  const files = names.filter((name) => !given.includes(name));
  const costed = names.length > 0 && files.length === 0 ? [] : costOfTopologies(files, prices, io);
  if (costed === undefined) return 2;
  const stacks = [...costed];
  for (const name of given) stacks.push(...(await costOfTerraform(name, prices, io)));
  io.out(COST_FORMATS[options.format ?? 'text'](stacks, io.color));
  return 0;
}

/** The built-in prices, and those of a file, which win. @throws UsageError with every line that is wrong */
function withOwn(name: string, io: Pick<Io, 'cwd'>): PriceList {
  let text: string;
  try {
    text = inputBytes(resolve(io.cwd, name), MAX_PRICES_BYTES).toString('utf8');
  } catch (error) {
    throw new UsageError(`${name}: ${reason(error)}; --prices takes a file of YAML`);
  }
  const own = ownPrices(text, listPrices());
  if ('problems' in own) throw new UsageError(`${name}: ${own.problems.join(`\nnospof: ${name}: `)}`);
  return listPrices().with(own.prices);
}

/** Topologies, synthesized into a folder that is gone afterwards; undefined where they cannot be. */
function costOfTopologies(files: readonly string[], prices: PriceList, io: Io): readonly CostedStack[] | undefined {
  const { loaded, diagnostics, sources } = load(files, io);
  if (diagnostics.length > 0) {
    showDiagnostics(diagnostics, sources, io);
    return undefined;
  }
  const outdir = mkdtempSync(join(tmpdir(), 'nospof-cost-'));
  try {
    const built = build(loaded, outdir);
    if ('diagnostics' in built) {
      showDiagnostics(built.diagnostics, sources, io);
      return undefined;
    }
    return built.stacks.map(({ id, folder, serviceGraph }, index) => {
      const path = join(outdir, folder);
      const stack = new ResourceIndex(JSON.parse(readFileSync(join(path, TERRAFORM_FILE), 'utf8')));
      const { topology, file = id } = loaded[index] ?? {};
      const traffic = topology?.traffic;
      const sum = estimate(stack, prices, { traffic: traffic ? trafficUses(stack, serviceGraph, traffic) : [] });
      const { verdict } = checkStack(path, io);
      return {
        ...{ id, file, estimate: sum, next: nextPieces(sum, prices), survives: survived(verdict) },
        ...(traffic && { traffic }),
      };
    });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function survived({ survivesZone, survivesNode }: StackVerdict): 'none' | 'node' | 'zone' {
  return survivesZone ? 'zone' : survivesNode ? 'node' : 'none';
}

async function costOfTerraform(name: string, prices: PriceList, io: Io): Promise<readonly CostedStack[]> {
  const path = resolve(io.cwd, name);
  if (existsSync(path) && isSavedPlan(path))
    throw new UsageError(
      `${name}: it is a plan as Terraform saves it; give what 'terraform show -json ${name}' prints`,
    );
  try {
    if (existsSync(path) && statSync(path).isDirectory() && isSource(path))
      return [costed(name, basename(path), await readSource(path, sourceNames(path), io), prices)];
    if (/\.tf(\.json)?$/.test(path) && basename(path) !== TERRAFORM_FILE)
      return [costed(name, basename(path), await readSource(dirname(path), [basename(path)], io), prices)];
    if (path.endsWith('.json') && basename(path) !== TERRAFORM_FILE) {
      const json = readJson(path, io, "'terraform show -json' prints it");
      if (!isTerraformDocument(json))
        throw new UsageError(`${name}: it is neither a plan nor a state that 'terraform show -json' prints`);
      const stack = plannedStack(terraformDocument(json));
      return [costed(name, basename(name, extname(name)), { stack, unread: [] }, prices)];
    }
    return stackFolders(name, io).map((folder) => {
      const stack = new ResourceIndex(readJson(join(folder, TERRAFORM_FILE), io));
      return costed(relative(io.cwd, folder) || '.', basename(folder), { stack, unread: [] }, prices);
    });
  } catch (error) {
    if (error instanceof UnreadableTerraformError || error instanceof UnreadablePlanError)
      throw new UsageError(`${name}: ${error.message}`);
    throw error;
  }
}

interface ReadStack {
  readonly stack: ResourceIndex;
  /** What may hold something that is billed and was not read. */
  readonly unread: readonly string[];
}

async function readSource(folder: string, names: readonly string[], io: Io): Promise<ReadStack> {
  const { source, values } = await sourceInput(folder, names, io);
  const { stack, unread } = sourceStack(source, values);
  return { stack, unread: unread.map(({ subject }) => subject) };
}

/** Terraform that people wrote, and no stack of cdktf's. */
function isSource(folder: string): boolean {
  const isStack = existsSync(join(folder, TERRAFORM_FILE)) || existsSync(join(folder, 'stacks'));
  return !isStack && sourceNames(folder).length > 0;
}

function costed(file: string, id: string, { stack, unread }: ReadStack, prices: PriceList): CostedStack {
  const sum = estimate(stack, prices, { unread });
  return { id, file, estimate: sum, next: nextPieces(sum, prices) };
}
