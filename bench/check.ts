import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { reportTable } from '../report/table';
import type { Benchmark } from './benchmark';
import { type Candidate, interleaved, runNode, type Usage } from './measure';

/** This package: `dist/bench` is two folders below. */
const PACKAGE = dirname(dirname(__dirname));
const NOSPOF = join(PACKAGE, 'dist/cli/main.js');
const ROUNDS = 9;
/** Web nodes of a site; eight others stand before and behind them. */
const SIZES = [10, 100, 300, 600];

/** The eight rungs of the ladder, without its variants. */
function ladder(): readonly string[] {
  const folder = join(PACKAGE, 'topologies');
  return readdirSync(folder)
    .filter((file) => /^0[1-8]-.*\.yaml$/.test(file))
    .sort()
    .map((file) => join(folder, file));
}

function row(name: string, usage: Usage | undefined, base: Usage | undefined): readonly string[] {
  const ratio = (of: 'seconds' | 'cpuSeconds') => ((usage?.[of] ?? Number.NaN) / (base?.[of] ?? Number.NaN)).toFixed(2);
  const { seconds = Number.NaN, cpuSeconds = Number.NaN, peakMiB = Number.NaN } = usage ?? {};
  return [
    name,
    seconds.toFixed(2),
    `${ratio('seconds')} x`,
    cpuSeconds.toFixed(2),
    `${ratio('cpuSeconds')} x`,
    peakMiB.toFixed(0),
  ];
}

function table(first: string, rows: readonly (readonly string[])[]): string {
  const header = [first, 'wall s', 'of synth', 'CPU s', 'of synth', 'peak MiB'];
  return reportTable(header, rows, { color: false, rightAligned: [1, 2, 3, 4, 5] });
}

/** Synthesis, the check of topologies (which synthesizes them too), and the check of what was synthesized. */
function candidates(files: readonly string[], outdir: string, rounds: number): readonly Candidate[] {
  return [
    { name: 'synth', rounds, run: () => runNode([NOSPOF, 'synth', '--output', outdir, ...files]) },
    { name: 'check', rounds, run: () => runNode([NOSPOF, 'check', ...files]) },
    { name: 'check of the folder', rounds, run: () => runNode([NOSPOF, 'check', outdir]) },
  ];
}

export const checkStages: Benchmark = {
  name: 'check-stages',
  about: `all eight stages checked, against all eight synthesized, whole processes in turn; medians of ${ROUNDS} runs`,
  run: (print) => {
    const folder = mkdtempSync(join(tmpdir(), 'nospof-bench-'));
    const medians = interleaved(candidates(ladder(), join(folder, 'out'), ROUNDS));
    rmSync(folder, { recursive: true });
    print(
      table(
        'process',
        [...medians].map(([name, usage]) => row(name, usage, medians.get('synth'))),
      ),
    );
  },
};

/** A site that survives a zone, with so many web nodes and eight others. */
export function site(nodes: number): string {
  return `name: shop
region: eu-central-1
survives: zone
tiers:
  balancer: { kind: haproxy, nodes: 2, to: web }
  web: { kind: web, nodes: ${nodes}, needs: [db, uploads] }
  uploads: { kind: glusterfs, nodes: 3 }
  db: { kind: mysql, nodes: 3 }
`;
}

export const checkGrowth: Benchmark = {
  name: 'check-growth',
  about: 'one site checked, from 18 to 608 nodes, against synthesizing it',
  onlyOnRequest: true,
  run: (print) => {
    const folder = mkdtempSync(join(tmpdir(), 'nospof-bench-'));
    const rows = SIZES.map((nodes) => {
      const file = join(folder, `site-${nodes}.yaml`);
      writeFileSync(file, site(nodes));
      const [synth, check] = candidates([file], join(folder, 'out'), 1).map(({ run }) => run());
      return row(`${nodes + 8} nodes`, check, synth);
    });
    rmSync(folder, { recursive: true });
    print(table('site', rows));
  },
};
