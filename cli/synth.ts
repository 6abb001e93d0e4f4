import { writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { hasNodes } from '../model';
import { reportTable } from '../report/table';
import type { SynthesizedStack } from '../stacks/synthesize';
import type { ExitCode, Io } from './io';
import { type LoadedTopology, load } from './load';
import { showDiagnostics } from './show-diagnostics';

/** What `terraform` is given beside the Terraform: the claims of the stack. */
export const SERVICE_GRAPH_FILE = 'service-graph.json';

export interface SynthOptions {
  /** Output folder. @default - CDKTF_OUTDIR of the environment, else `cdktf.out` */
  readonly output?: string;
}

/** `nospof synth [FILE…]` */
export function synth(files: readonly string[], options: SynthOptions, io: Io): ExitCode {
  const { loaded, diagnostics, sources } = load(files, io);
  if (diagnostics.length > 0) {
    showDiagnostics(diagnostics, sources, io);
    return 2;
  }
  const outdir = resolve(io.cwd, options.output ?? io.env.CDKTF_OUTDIR ?? 'cdktf.out');
  const stacks = write(loaded, outdir);
  io.out(table(loaded, stacks, relative(io.cwd, outdir) || '.', io));
  return 0;
}

/** Synthesize and put each stack's claims beside its Terraform. */
export function write(loaded: readonly LoadedTopology[], outdir: string): readonly SynthesizedStack[] {
  // Loaded here, not above: only commands that synthesize pay for the framework's start.
  const { synthesize }: typeof import('../stacks/synthesize') = require('../stacks/synthesize');
  const stacks = synthesize(loaded, outdir);
  for (const stack of stacks) {
    const path = join(outdir, stack.folder, SERVICE_GRAPH_FILE);
    writeFileSync(path, `${JSON.stringify(stack.serviceGraph, null, 2)}\n`);
  }
  return stacks;
}

function table(loaded: readonly LoadedTopology[], stacks: readonly SynthesizedStack[], outdir: string, io: Io): string {
  return reportTable(
    ['topology', 'tiers', 'nodes', 'AWS resources', 'output'],
    loaded.map(({ id, topology }, index) => [
      id,
      String(topology.tiers.length),
      String(topology.tiers.reduce((sum, tier) => sum + (hasNodes(tier) ? tier.nodes : 0), 0)),
      String(stacks[index]?.resources ?? 0),
      `${join(outdir, stacks[index]?.folder ?? '', 'cdk.tf.json')}`,
    ]),
    { color: io.color, rightAligned: [1, 2, 3] },
  );
}
