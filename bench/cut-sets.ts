import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { writeOpenPsa } from '../fault-graph/open-psa/writer';
import { reportTable } from '../report/table';
import type { Benchmark } from './benchmark';
import { type Candidate, interleaved, type Usage } from './measure';
import { siteGraph } from './site-graph';

/** This package: `dist/bench` is two folders below. */
const PACKAGE = dirname(dirname(__dirname));
const MODELS = '/usr/share/scram/input';

/** The middle of so many runs, for processes of a tenth of a second. */
const ROUNDS = 15;

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

/** The shell reckons what Node does not tell of a child: wall time and processor time from start to exit. */
const TIMED = 'TIMEFORMAT="%R %U %S"; out=$1; shift; time "$@" > "$out" 2> /dev/null';

/** A whole process from start to exit; what it prints goes to a file. */
function timed(output: string, ...command: readonly string[]): Usage {
  // Node reads these certificates before it runs anything; no user of the command needs them.
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const { status, stderr } = spawnSync('bash', ['-c', TIMED, 'timed', output, ...command], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command.join(' ')} ended with status ${status}`);
  const [seconds = Number.NaN, user = Number.NaN, system = Number.NaN] = stderr.trim().split(' ').map(Number);
  return { seconds, cpuSeconds: user + system, peakMiB: Number.NaN };
}

function candidates({ files, order, rounds, scramOptions = [] }: Subject, folder: string): readonly Candidate[] {
  const limit = (option: string): string[] => (order === undefined ? [] : [option, String(order)]);
  const output = join(folder, 'output');
  const nospof = [process.execPath, join(PACKAGE, 'dist/cli/main.js'), 'cutsets', ...limit('--order')];
  const scram = ['scram', ...scramOptions, ...limit('-l')];
  return [
    { name: 'nospof', rounds, run: () => timed(output, ...nospof, '--no-probability', ...files) },
    { name: 'scram', rounds, run: () => timed(output, ...scram, ...files) },
    { name: 'nospof with probability', rounds, run: () => timed(output, ...nospof, ...files) },
  ];
}

export const cutSets: Benchmark = {
  name: 'cut-sets',
  about: 'all minimal cut sets written to a file, whole process against whole process; SCRAM without probabilities',
  onlyOnRequest: true,
  run: (print) => {
    if (!existsSync(MODELS)) return print(`left out: SCRAM and its models (${MODELS}) are not installed\n`);
    const folder = mkdtempSync(join(tmpdir(), 'nospof-bench-'));
    const subjects = [
      ...[undefined, 4].flatMap((order) => [
        installed('Chinese', 'chinese', ROUNDS, order),
        installed('Baobab', 'baobab2', ROUNDS, order),
        installed('Baobab', 'baobab1', ROUNDS, order),
      ]),
      installed('CEA9601', 'CEA9601', 3, 4),
      generated(folder, 1000, 5),
      generated(folder, 10_000, 1),
    ];
    const rows = subjects.map((subject) => {
      const medians = interleaved(candidates(subject, folder));
      const of = (name: string, what: 'seconds' | 'cpuSeconds') => medians.get(name)?.[what] ?? Number.NaN;
      const cells = (['seconds', 'cpuSeconds'] as const).flatMap((what) => {
        const [ours, theirs] = [of('nospof', what), of('scram', what)];
        return [ours.toFixed(3), theirs.toFixed(3), `${(theirs / ours).toFixed(2)} x`];
      });
      return [subject.name, ...cells, of('nospof with probability', 'seconds').toFixed(3)];
    });
    rmSync(folder, { recursive: true });
    const header = ['model', 'wall s', 'SCRAM', 'faster', 'CPU s', 'SCRAM', 'faster', 'with probability, wall s'];
    print(reportTable(header, rows, { color: false, rightAligned: [1, 2, 3, 4, 5, 6, 7] }));
  },
};
