import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportTable } from '../../report/table';
import type { Benchmark } from '../benchmark';
import { interleaved, runNode } from '../measure';

const SIZES = [10, 100, 1000, 5000];

/** One web tier that grows: what another node costs must not depend on how many there are. */
export const growth: Benchmark = {
  name: 'growth',
  about: 'one web tier of 10 to 5,000 nodes, five resources a node, whole process, medians of three runs in turn',
  run: (print) => {
    const work = mkdtempSync(join(tmpdir(), 'nospof-bench-'));
    try {
      const program = join(__dirname, 'web-tier.js');
      const run = (size: number) => () => runNode([program, String(size), join(work, 'out')]);
      const results = interleaved(SIZES.map((size) => ({ name: String(size), rounds: 3, run: run(size) })));
      const usages = SIZES.flatMap((size) => {
        const usage = results.get(String(size));
        return usage ? [{ size, ...usage }] : [];
      });
      const rows = usages.map((usage, index) => {
        const before = usages[index - 1];
        const perNode = (of: 'seconds' | 'cpuSeconds' | 'peakMiB', unit: number): string =>
          before ? (((usage[of] - before[of]) / (usage.size - before.size)) * unit).toFixed(1) : '';
        return [
          String(usage.size),
          usage.seconds.toFixed(2),
          usage.cpuSeconds.toFixed(2),
          usage.peakMiB.toFixed(0),
          perNode('seconds', 1000),
          perNode('cpuSeconds', 1000),
          perNode('peakMiB', 1024),
        ];
      });
      const heads = ['nodes', 'seconds', 'CPU seconds', 'peak MiB', 'ms a node more', 'CPU ms', 'KiB'];
      print(reportTable(heads, rows, { color: false, rightAligned: [0, 1, 2, 3, 4, 5, 6] }));
    } finally {
      rmSync(work, { recursive: true });
    }
  },
};
