import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Benchmark } from './benchmark';

const PACKAGE = dirname(dirname(__dirname));

/** Wall time of one of the project's own checks, and whether it passed. */
function timed(program: string, args: readonly string[], print: (text: string) => void): void {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, [join(PACKAGE, 'node_modules', program), ...args], { cwd: PACKAGE });
  const seconds = (performance.now() - started) / 1000;
  print(`${seconds.toFixed(1)} s${status === 0 ? '' : `, and it failed with status ${status}`}\n`);
}

export const types: Benchmark = {
  name: 'types',
  about: 'type check of everything, tests included',
  run: (print) => timed('typescript/bin/tsc', ['--noEmit'], print),
};

export const suite: Benchmark = {
  name: 'suite',
  about: 'the whole test suite',
  onlyOnRequest: true,
  run: (print) => timed('jest/bin/jest.js', ['--silent'], print),
};
