import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { doubtsOf } from '../capacity/doubts';
import { fitLaw, type Law } from '../capacity/fit';
import { readMeasurements } from '../capacity/measurements';
import { fitJson } from '../report/capacity/fit-json';
import { fitSvg } from '../report/capacity/fit-svg';
import { fitText } from '../report/capacity/fit-text';
import type { Fitted } from '../report/capacity/fitted';
import type { StackCapacity } from '../report/capacity/site';
import { capacityJson } from '../report/capacity/site-json';
import { capacityText } from '../report/capacity/site-text';
import { build } from './build';
import { inputBytes } from './input-bytes';
import { type ExitCode, type Io, UsageError } from './io';
import { load } from './load';
import { reason } from './reason';
import { showDiagnostics } from './show-diagnostics';
import { capacityOf } from './site-capacity';
import { isTerraformInput } from './terraform/check-terraform';

export interface FitOptions {
  /** @default 'text' */
  readonly format?: 'text' | 'json';
  /** @default 'usl' */
  readonly law?: Law;
  /** Where points and curve are drawn. @default - nowhere */
  readonly svg?: string;
}

/** More than a load test measures. */
const MAX_BYTES = 1024 * 1024;

/** Coefficients of each law. */
const COEFFICIENTS: Readonly<Record<Law, number>> = { usl: 3, amdahl: 2 };

/** `nospof capacity fit FILE.csv`: which law measurements follow. @throws UsageError for what cannot be fitted */
export function capacityFit(name: string, { format = 'text', law = 'usl', svg }: FitOptions, io: Io): ExitCode {
  let text: string;
  try {
    text = inputBytes(resolve(io.cwd, name), MAX_BYTES).toString('utf8');
  } catch (error) {
    throw new UsageError(`${name}: ${reason(error)}; give a file of two columns, n and throughput`);
  }
  const read = readMeasurements(text, COEFFICIENTS[law]);
  if ('problems' in read) throw new UsageError(`${name}: ${read.problems.slice(0, 20).join(`\nnospof: ${name}: `)}`);
  const { measurements } = read;
  const fit = fitLaw(measurements, law);
  const fitted: Fitted = { file: name, measurements, fit, doubts: doubtsOf(measurements, fit) };
  if (svg !== undefined) writeFileSync(resolve(io.cwd, svg), fitSvg(fitted));
  io.out(format === 'json' ? fitJson(fitted) : fitText(fitted, io.color));
  return 0;
}

export interface CapacityOptions {
  /** @default 'text' */
  readonly format?: 'text' | 'json';
}

/**
 * `nospof capacity [FILE.yaml …]`: how many requests a second each site carries by the figures of its tiers, with all there and
 * after the loss of a node or a zone. A report: its status is 0 whatever it says.
 * @throws UsageError for what is no topology
 */
export function capacity(names: readonly string[], { format = 'text' }: CapacityOptions, io: Io): ExitCode {
  const other = names.find((name) => isTerraformInput(resolve(io.cwd, name)));
  if (other !== undefined)
    throw new UsageError(`${other}: it is no topology, and figures stand in topologies alone; give its YAML file`);
  const { loaded, diagnostics, sources } = load(names, io);
  if (diagnostics.length > 0) {
    showDiagnostics(diagnostics, sources, io);
    return 2;
  }
  const outdir = mkdtempSync(join(tmpdir(), 'nospof-capacity-'));
  try {
    const built = build(loaded, outdir);
    if ('diagnostics' in built) {
      showDiagnostics(built.diagnostics, sources, io);
      return 2;
    }
    const stacks = built.stacks.flatMap(({ id, serviceGraph }, index): readonly StackCapacity[] => {
      const { topology, file = id } = loaded[index] ?? {};
      return topology ? [{ id, file, capacity: capacityOf(topology, serviceGraph) }] : [];
    });
    io.out(format === 'json' ? capacityJson(stacks) : capacityText(stacks, io.color));
    return 0;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
