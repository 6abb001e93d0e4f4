import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { run } from '../cli/program';
import { parseHcl } from '../cli/terraform/hcl';

/** What became of one folder or plan. */
export interface CorpusResult {
  /** From the corpus's folder on. */
  readonly name: string;
  /** `unknown`: a verdict that too little is known for. `refused`: with one message, exit status 2. */
  readonly outcome: 'judged' | 'unknown' | 'refused' | 'crashed';
  /** Of a refusal, its message without what differs from input to input; of a crash, the error. */
  readonly reason?: string;
  readonly seconds: number;
}

/** Every Terraform folder, and every plan and state in JSON, below a folder. */
export function corpusInputs(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const own = files.some((name) => /\.tf(?:\.json)?$/.test(name)) ? [folder] : [];
  const plans = files.map((name) => join(folder, name)).filter(isDocument);
  const below = entries.filter((entry) => entry.isDirectory() && !/^(?:\..*|node_modules)$/.test(entry.name));
  return [...own, ...plans, ...below.flatMap(({ name }) => corpusInputs(join(folder, name)))];
}

/** The verdict on each input, one after the other. */
export async function checkCorpus(folder: string, inputs: readonly string[]): Promise<readonly CorpusResult[]> {
  // The parser of HCL is large, and its loading is no input's time.
  await parseHcl('warm-up.tf', '');
  const results: CorpusResult[] = [];
  for (const input of inputs) results.push(await checkOne(folder, input));
  return results;
}

/** The numbers of a corpus, its reasons, and what took longest. */
export function corpusReport(results: readonly CorpusResult[]): string {
  const counts = count(results.map(({ outcome }) => outcome));
  const summary = ['judged', 'unknown', 'refused', 'crashed'].map((one) => `${counts.get(one) ?? 0} ${one}`);
  const times = results.map(({ seconds }) => seconds).sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(2);
  const lines = [
    `${results.length} inputs: ${summary.join(', ')}`,
    `seconds: ${at(0.5)} in the middle, ${at(0.95)} for 95 %, ${at(1)} at most`,
  ];
  for (const outcome of ['crashed', 'refused'] as const) {
    const reasons = count(results.flatMap((one) => (one.outcome === outcome ? [one.reason ?? ''] : [])));
    const sorted = [...reasons].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    if (sorted.length > 0)
      lines.push('', `${outcome}:`, ...sorted.map(([why, times]) => `${String(times).padStart(7)}  ${why}`));
  }
  const slow = [...results].sort((a, b) => b.seconds - a.seconds).slice(0, 10);
  lines.push(
    '',
    'slowest:',
    ...slow.map(({ name, seconds, outcome }) => `${seconds.toFixed(2).padStart(7)} s  ${name} (${outcome})`),
  );
  return `${lines.join('\n')}\n`;
}

async function checkOne(folder: string, input: string): Promise<CorpusResult> {
  const start = performance.now();
  let out = '';
  let err = '';
  const io = {
    cwd: folder,
    out: (text: string | Buffer) => {
      out += text;
    },
    err: (text: string | Buffer) => {
      err += text;
    },
    color: false,
    interactive: false,
    env: {},
  };
  const name = relative(folder, input) || '.';
  const result = (outcome: CorpusResult['outcome'], reason?: string): CorpusResult => {
    const seconds = (performance.now() - start) / 1000;
    return { name, outcome, seconds, ...(reason === undefined ? {} : { reason }) };
  };
  try {
    const exit = await run(['check', name, '--format', 'json'], io);
    if (exit === 2) return result('refused', reasonOf(err, name));
    const { stacks }: { stacks: readonly { outcome?: string }[] } = JSON.parse(out);
    return result(stacks.some(({ outcome }) => outcome === 'unknown') ? 'unknown' : 'judged');
  } catch (error) {
    return result('crashed', error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  }
}

/** A message without names, so that alike refusals are counted together. */
function reasonOf(err: string, name: string): string {
  const [line = ''] = err.trim().split('\n');
  return line
    .replace(/^nospof: /, '')
    .replaceAll(name === '.' ? '\u0000' : name, 'INPUT')
    .replace(/\. Not read is .*/, '. Not read is …')
    .replace(/; found: .*/, '')
    .replace(/^\S+?(?::\d+:\d+)?: /, '')
    .slice(0, 160);
}

function count(all: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}

/** Whether a file begins as what `terraform show -json` prints. */
function isDocument(path: string): boolean {
  if (!path.endsWith('.json') || path.endsWith('.tf.json')) return false;
  const first = Buffer.alloc(200);
  const file = openSync(path, 'r');
  try {
    return first.toString('utf8', 0, readSync(file, first, 0, first.length, 0)).includes('"format_version"');
  } finally {
    closeSync(file);
  }
}

async function main([given]: readonly string[]): Promise<number> {
  if (given === undefined) {
    process.stderr.write('usage: npm run corpus -- FOLDER\n');
    return 2;
  }
  const folder = resolve(given);
  const results = await checkCorpus(folder, corpusInputs(folder));
  process.stdout.write(corpusReport(results));
  return results.some(({ outcome }) => outcome === 'crashed') ? 1 : 0;
}

if (require.main === module) {
  main(process.argv.slice(2)).then((exit) => {
    process.exitCode = exit;
  });
}
