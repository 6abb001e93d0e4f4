import { join, relative, resolve } from 'node:path';
import { hasNodes } from '../model';
import { reportTable } from '../report/table';
import type { SynthesizedStack } from '../stacks/synthesize';
import { build } from './build';
import type { ExitCode, Io } from './io';
import { type LoadedTopology, load } from './load';
import { showDiagnostics } from './show-diagnostics';

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
  const built = build(loaded, outdir);
  if ('diagnostics' in built) {
    showDiagnostics(built.diagnostics, sources, io);
    return 2;
  }
  io.out(table(loaded, built.stacks, relative(io.cwd, outdir) || '.', io));
  return 0;
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
