import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { USAGE_FILE } from './usage-probe';

/** What one run of a whole process cost. */
export interface Usage {
  /** Wall time from start to exit. */
  readonly seconds: number;
  /** Processor time, user and system, of all its threads. */
  readonly cpuSeconds: number;
  /** Largest resident memory. */
  readonly peakMiB: number;
}

/** One of several programs that are compared. */
export interface Candidate {
  readonly name: string;
  /** How often it runs. */
  readonly rounds: number;
  readonly run: () => Usage;
}

/** What a program may print, bytes. */
const MAX_OUTPUT = 1024 ** 3;

/** Run a Node program from start to exit. @throws where it fails, with what it printed */
export function runNode(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Record<string, string>; readonly status?: readonly number[] } = {},
): Usage {
  const folder = mkdtempSync(join(tmpdir(), 'nospof-bench-'));
  const usageFile = join(folder, 'usage.json');
  const started = performance.now();
  const { cwd, env, status: allowed = [0] } = options;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', join(__dirname, 'usage-probe.js'), ...args],
    { cwd, env: { ...process.env, ...env, [USAGE_FILE]: usageFile }, encoding: 'utf8', maxBuffer: MAX_OUTPUT },
  );
  const seconds = (performance.now() - started) / 1000;
  if (!allowed.includes(status ?? -1)) throw new Error(`node ${args.join(' ')} failed:\n${stdout}${stderr}`);
  const measured: Omit<Usage, 'seconds'> = JSON.parse(readFileSync(usageFile, 'utf8'));
  rmSync(folder, { recursive: true });
  return { seconds, ...measured };
}

/** Run the candidates in turn, so that a slow minute of the machine meets all of them, and take each one's medians. */
export function interleaved(candidates: readonly Candidate[]): ReadonlyMap<string, Usage> {
  const runs = new Map(candidates.map(({ name }): [string, Usage[]] => [name, []]));
  const rounds = Math.max(...candidates.map((candidate) => candidate.rounds));
  for (let round = 0; round < rounds; round++) {
    for (const { name, rounds: wanted, run } of candidates) if (round < wanted) runs.get(name)?.push(run());
  }
  return new Map([...runs].map(([name, usages]) => [name, medians(usages)]));
}

function medians(usages: readonly Usage[]): Usage {
  return {
    seconds: median(usages.map(({ seconds }) => seconds)),
    cpuSeconds: median(usages.map(({ cpuSeconds }) => cpuSeconds)),
    peakMiB: median(usages.map(({ peakMiB }) => peakMiB)),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
