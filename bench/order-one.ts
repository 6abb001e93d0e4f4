import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { orderOne } from '../fault-graph/algorithms/order-one';
import { reportTable } from '../report/table';
import type { Benchmark } from './benchmark';
import { siteGraph } from './site-graph';

const SIZES = [1000, 10_000, 100_000, 1_000_000];

/** One measurement, in a process of its own: the first run is what a user waits for. */
function measure(elements: number): readonly string[] {
  const started = performance.now();
  const { graph } = siteGraph(elements);
  const loaded = performance.now();
  const before = process.cpuUsage();
  const { elements: found } = orderOne(graph, 'serve');
  const first = performance.now();
  const { user, system } = process.cpuUsage(before);
  orderOne(graph, 'serve');
  const second = performance.now();
  return [
    String(graph.elementCount),
    String(graph.gateCount),
    String(found.length),
    seconds(loaded - started),
    seconds(first - loaded),
    seconds((user + system) / 1000),
    seconds(second - first),
    `${Math.round(process.resourceUsage().maxRSS / 1024)}`,
  ];
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

/** Runs this file for one size, with Node's memory held to 4 GB. */
function inOwnProcess(elements: number): readonly string[] {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--max-old-space-size=4096', __filename, String(elements)],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

export const orderOneGrowth: Benchmark = {
  name: 'order-one',
  about: 'all single points of failure of generated sites, each size in a process of its own',
  run: (print) => {
    const header = ['elements', 'gates', 'single points', 'generate s', 'find s', 'CPU s', 'again s', 'peak MiB'];
    print(reportTable(header, SIZES.map(inOwnProcess), { color: false, rightAligned: [0, 1, 2, 3, 4, 5, 6, 7] }));
  },
};

if (require.main === module) process.stdout.write(JSON.stringify(measure(Number(process.argv[2]))));
