import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { writeOpenPsa } from '../analysis/open-psa/writer';
import { reportTable } from '../report/table';
import type { Benchmark } from './benchmark';
import { type Candidate, interleaved, type Usage } from './measure';
import { siteGraph } from './site-graph';

/** This package: `dist/bench` is two folders below. */
const PACKAGE = dirname(dirname(__dirname));
const MODELS = '/usr/share/scram/input';

interface Subject {
  readonly name: string;
  readonly files: readonly string[];
  readonly order?: number;
  readonly rounds: number;
  /** SCRAM's fastest way for this model; its default is a binary decision diagram. */
  readonly scramOptions?: readonly string[];
}

function installed(folder: string, name: string, rounds: number, order?: number): Subject {
  const files = ['', '-basic-events'].map((part) => join(MODELS, folder, `${name}${part}.xml`));
  return { name: order === undefined ? name : `${name}, order <= ${order}`, files, rounds, ...(order && { order }) };
}

function generated(folder: string, elements: number, rounds: number): Subject {
  const { graph, probabilities } = siteGraph(elements);
  const file = join(folder, `site-${elements}.xml`);
  writeFileSync(file, writeOpenPsa(graph, { probabilities }));
  return { name: `site of ${elements}, order <= 2`, files: [file], order: 2, rounds, scramOptions: ['--mocus'] };
}

/** A whole process from start to exit; what it prints goes to a file, as a user would have it. */
function timed(program: string, args: readonly string[]): Usage {
  // Node reads these certificates before it runs anything; no user of the command needs them.
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const started = performance.now();
  const { status } = spawnSync(program, args, { env, stdio: 'ignore' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with status ${status}`);
  return { seconds: (performance.now() - started) / 1000, cpuSeconds: Number.NaN, peakMiB: Number.NaN };
}

function candidates({ files, order, rounds, scramOptions = [] }: Subject): readonly Candidate[] {
  const limit = (option: string): string[] => (order === undefined ? [] : [option, String(order)]);
  const main = join(PACKAGE, 'dist/cli/main.js');
  return [
    { name: 'nospof', rounds, run: () => timed(process.execPath, [main, 'cutsets', ...limit('--order'), ...files]) },
    { name: 'scram', rounds, run: () => timed('scram', [...scramOptions, ...limit('-l'), ...files]) },
  ];
}

export const cutSets: Benchmark = {
  name: 'cut-sets',
  about: 'minimal cut sets and probability, whole process against whole process (SCRAM: sets alone)',
  onlyOnRequest: true,
  run: (print) => {
    if (!existsSync(MODELS)) return print(`left out: SCRAM and its models (${MODELS}) are not installed\n`);
    const folder = mkdtempSync(join(tmpdir(), 'nospof-bench-'));
    const subjects = [
      installed('Chinese', 'chinese', 15),
      installed('Baobab', 'baobab2', 15),
      installed('Baobab', 'baobab1', 15),
      installed('Baobab', 'baobab1', 15, 4),
      installed('CEA9601', 'CEA9601', 3, 4),
      generated(folder, 1000, 5),
      generated(folder, 10_000, 1),
    ];
    const rows = subjects.map((subject) => {
      const medians = interleaved(candidates(subject));
      const [ours, theirs] = ['nospof', 'scram'].map((name) => medians.get(name)?.seconds ?? Number.NaN);
      const ratio = `${((theirs ?? Number.NaN) / (ours ?? Number.NaN)).toFixed(2)} x`;
      return [subject.name, `${ours?.toFixed(3)}`, `${theirs?.toFixed(3)}`, ratio];
    });
    rmSync(folder, { recursive: true });
    print(reportTable(['model', 'nospof s', 'SCRAM s', 'faster'], rows, { color: false, rightAligned: [1, 2, 3] }));
  },
};
