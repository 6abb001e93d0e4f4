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
  /** Whether the table shows the verdict on each stack. @default false */
  readonly verdict?: boolean;
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
  const shown = relative(io.cwd, outdir) || '.';
  const columns = [
    ...about(loaded),
    ...(options.verdict ? verdicts(built.stacks, outdir, io) : []),
    ...output(built.stacks, shown),
  ];
  io.out(tableOf(columns, io));
  return 0;
}

interface Column {
  readonly title: string;
  readonly cells: readonly string[];
  readonly number?: true;
}

function about(loaded: readonly LoadedTopology[]): Column[] {
  const nodes = ({ topology }: LoadedTopology) =>
    topology.tiers.reduce((sum, tier) => sum + (hasNodes(tier) ? tier.nodes : 0), 0);
  return [
    { title: 'topology', cells: loaded.map(({ id }) => id) },
    { title: 'tiers', cells: loaded.map(({ topology }) => String(topology.tiers.length)), number: true },
    { title: 'nodes', cells: loaded.map((one) => String(nodes(one))), number: true },
  ];
}

function output(stacks: readonly SynthesizedStack[], outdir: string): Column[] {
  return [
    { title: 'AWS resources', cells: stacks.map(({ resources }) => String(resources)), number: true },
    { title: 'output', cells: stacks.map(({ folder }) => join(outdir, folder, 'cdk.tf.json')) },
  ];
}

/** Goals that a column each is kept for; a topology's further ones are in the report of `nospof check`. */
const GOALS = ['serve', 'write', 'media', 'upload'] as const;

/** Single points of failure of each goal, and what the stack survives the loss of; `–` where it has no such goal. */
function verdicts(stacks: readonly SynthesizedStack[], outdir: string, io: Io): Column[] {
  const { checkStack }: typeof import('./check-stack') = require('./check-stack');
  const { monthlyCost }: typeof import('./stack-cost') = require('./stack-cost');
  const checked = stacks.map(({ folder }) => checkStack(join(outdir, folder), io, { untouched: true }).verdict);
  return [
    ...GOALS.map((name): Column => {
      const points = checked.map(({ goals }) => goals.find(({ goal }) => goal === name)?.singlePoints.length);
      return { title: `SPOFs: ${name}`, cells: points.map((count) => String(count ?? '–')), number: true };
    }),
    {
      title: 'survives',
      cells: checked.map(({ survivesZone, survivesNode }) => (survivesZone ? 'zone' : survivesNode ? 'node' : '–')),
    },
    { title: 'USD a month', cells: stacks.map(({ folder }) => monthlyCost(join(outdir, folder))), number: true },
  ];
}

function tableOf(columns: readonly Column[], io: Io): string {
  const [first] = columns;
  return reportTable(
    columns.map(({ title }) => title),
    (first?.cells ?? []).map((_, row) => columns.map(({ cells }) => cells[row] ?? '')),
    { color: io.color, rightAligned: columns.flatMap(({ number }, index) => (number ? [index] : [])) },
  );
}
