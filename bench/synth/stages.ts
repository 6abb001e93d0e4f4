import { deepStrictEqual } from 'node:assert';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { reportTable } from '../../report/table';
import type { Benchmark } from '../benchmark';
import { type Candidate, interleaved, runNode, type Usage } from '../measure';
import { bareProgram } from './bare-program';
import { readStacks, resourceCounts } from './terraform-file';

/** This package: `dist/bench/synth` is three folders below. */
const PACKAGE = dirname(dirname(dirname(__dirname)));
const TEMPLATE = join(PACKAGE, 'bench', 'stock-template');

const NOSPOF = 'nospof synth';
const BARE = 'bare program, compiled';
const STOCK = 'bare program, stock template';

/** The eight rungs of the ladder, without its variants. */
function ladder(): readonly string[] {
  const folder = join(PACKAGE, 'topologies');
  return readdirSync(folder)
    .filter((file) => /^0[1-8]-.*\.yaml$/.test(file))
    .sort()
    .map((file) => join(folder, file));
}

/** The three ways to the same Terraform, in a folder of their own. */
function candidates(work: string, print: (text: string) => void): readonly Candidate[] {
  const outdir = (name: string): string => join(work, `out-${name}`);
  const nospof = () => runNode([join(PACKAGE, 'dist/cli/main.js'), 'synth', '--output', outdir('nospof'), ...ladder()]);
  nospof();
  const wanted = readStacks(outdir('nospof'));
  symlinkSync(join(PACKAGE, 'node_modules'), join(work, 'node_modules'));
  cpSync(join(TEMPLATE, 'tsconfig.json'), join(work, 'tsconfig.json'));
  writeFileSync(join(work, 'bare.ts'), bareProgram(wanted, 'deep'));
  writeFileSync(join(work, 'main.ts'), bareProgram(wanted, 'barrel'));
  compile(work, 'bare.ts');

  /** A bare program's run; the first is held against what nospof wrote. */
  const bare = (name: string, args: readonly string[]): (() => Usage) => {
    const run = () => runNode(args, { cwd: work, env: { CDKTF_OUTDIR: outdir(name) } });
    let checked = false;
    return () => {
      const usage = run();
      if (!checked) deepStrictEqual(readStacks(outdir(name)), wanted);
      checked = true;
      return usage;
    };
  };
  const counts = resourceCounts(wanted);
  print(`${[...counts.values()].reduce((sum, count) => sum + count)} resources of ${counts.size} types\n\n`);
  const typescript = join(TEMPLATE, 'node_modules/typescript');
  const tsNode = [join(PACKAGE, 'node_modules/ts-node/dist/bin.js'), '--compiler', typescript, 'main.ts'];
  return [
    { name: NOSPOF, rounds: 9, run: nospof },
    { name: BARE, rounds: 9, run: bare('bare', ['bare.js']) },
    { name: STOCK, rounds: 3, run: bare('stock', tsNode) },
  ];
}

function compile(cwd: string, file: string): void {
  const options = ['--ignoreConfig', '--module', 'commonjs', '--target', 'es2022', '--skipLibCheck', '--types', 'node'];
  runNode([join(PACKAGE, 'node_modules/typescript/bin/tsc'), ...options, file], { cwd });
}

/** Synthesis of all stages against cdktf alone, and against the way of cdktf's own template. */
export const stages: Benchmark = {
  name: 'stages',
  about: 'all eight stages, whole process, medians of runs in turn; every program writes the same Terraform',
  run: (print) => {
    const work = mkdtempSync(join(tmpdir(), 'nospof-bench-'));
    try {
      const results = interleaved(candidates(work, print));
      const own = results.get(NOSPOF);
      const rows = [...results].map(([name, usage]) => [
        name,
        usage.seconds.toFixed(2),
        usage.cpuSeconds.toFixed(2),
        usage.peakMiB.toFixed(0),
        own ? (usage.seconds / own.seconds).toFixed(2) : '',
        own ? (usage.cpuSeconds / own.cpuSeconds).toFixed(2) : '',
      ]);
      const heads = ['program', 'seconds', 'CPU seconds', 'peak MiB', 'seconds / nospof', 'CPU / nospof'];
      print(reportTable(heads, rows, { color: false, rightAligned: [1, 2, 3, 4, 5] }));
      const bare = results.get(BARE);
      const stock = results.get(STOCK);
      if (!own || !bare || !stock) return;
      print(`\nnospof takes ${(own.seconds / bare.seconds).toFixed(2)} times the bare program (aim: at most 1.3)\n`);
      print(`and is ${(stock.seconds / own.seconds).toFixed(0)} times faster than the template (aim: at least 10).\n`);
    } finally {
      rmSync(work, { recursive: true });
    }
  },
};
