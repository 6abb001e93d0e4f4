import { cpus, loadavg, totalmem } from 'node:os';
import type { Benchmark } from './benchmark';
import { checkGrowth, checkStages } from './check';
import { suite, types } from './checks';
import { cutSets } from './cut-sets';
import { diffGrowth } from './diff';
import { explore } from './explore';
import { orderOneGrowth } from './order-one';
import { growth } from './synth/growth';
import { stages } from './synth/stages';

/** `npm run bench [-- NAME… | --all]` */
const BENCHMARKS: readonly Benchmark[] = [
  stages,
  growth,
  checkStages,
  diffGrowth,
  checkGrowth,
  types,
  cutSets,
  orderOneGrowth,
  explore,
  suite,
];

const print = (text: string): void => {
  process.stdout.write(text);
};

function chosen(args: readonly string[]): readonly Benchmark[] {
  if (args.includes('--all')) return BENCHMARKS;
  if (args.length === 0) return BENCHMARKS.filter(({ onlyOnRequest }) => !onlyOnRequest);
  const unknown = args.filter((arg) => !BENCHMARKS.some(({ name }) => name === arg));
  if (unknown.length === 0) return BENCHMARKS.filter(({ name }) => args.includes(name));
  print(`${unknown.join(', ')}: no such benchmark; there are ${BENCHMARKS.map(({ name }) => name).join(', ')}\n`);
  process.exitCode = 2;
  return [];
}

function machine(): string {
  const [cpu] = cpus();
  const memory = (totalmem() / 1024 ** 3).toFixed(0);
  const load = loadavg()
    .map((one) => one.toFixed(1))
    .join(' ');
  return `${cpus().length} x ${cpu?.model ?? 'unknown processor'}, ${memory} GiB, Node ${process.version}, load ${load}`;
}

async function main(): Promise<void> {
  for (const { name, about, run } of chosen(process.argv.slice(2))) {
    print(`\n${name}: ${about}\n${machine()}\n\n`);
    await run(print);
  }
}

main();
