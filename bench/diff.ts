import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { reportTable } from '../report/table';
import type { Benchmark } from './benchmark';
import { interleaved, runNode } from './measure';

const COMMAND_LINE = join(dirname(__dirname), 'cli', 'main.js');

/** What the time of a diff may be of the time of both syntheses. */
const BOUND = 1.5;

const TIERS = 20;
const PER_TIER = 100;

/** A site like stage 8 with many web tiers, the first of them with some nodes more. */
function topology(more: number, database: string): string {
  const web = Array.from({ length: TIERS }, (_, index) => {
    const nodes = PER_TIER + (index === 0 ? more : 0);
    return `  web${index}: { kind: web, nodes: ${nodes}, needs: [db, uploads, media, sessions] }\n`;
  });
  const routes = web.slice(1).map((_, index) => `{ path: /part${index + 1}/, to: web${index + 1} }`);
  return `name: shop
region: eu-central-1
survives: zone
tiers:
  balancer: { kind: haproxy, nodes: 2, to: web0, routes: [${routes.join(', ')}] }
${web.join('')}  db: { kind: mysql, nodes: 3, ${database}failover: automatic }
  uploads: { kind: glusterfs, nodes: 3 }
  media: { kind: cdn }
  sessions: { kind: memcached, nodes: 2 }
`;
}

export const diffGrowth: Benchmark = {
  name: 'diff',
  about: `nospof diff of two topologies of ${(TIERS * PER_TIER).toLocaleString('en')} nodes, whole process, against the synthesis of both; medians of three runs in turn`,
  run: (print) => {
    const work = mkdtempSync(join(tmpdir(), 'nospof-bench-'));
    try {
      writeFileSync(join(work, 'old.yaml'), topology(0, ''));
      writeFileSync(join(work, 'new.yaml'), topology(1, 'size: t3.large, '));
      const candidates = [
        { name: 'synth both', args: ['synth', 'old.yaml', 'new.yaml'] },
        { name: 'diff', args: ['diff', 'old.yaml', 'new.yaml', '--format', 'json'], status: [0, 1] },
      ];
      const usages = interleaved(
        candidates.map(({ name, args, status }) => {
          return { name, rounds: 3, run: () => runNode([COMMAND_LINE, ...args], { cwd: work, status }) };
        }),
      );
      const rows = candidates.flatMap(({ name }) => {
        const usage = usages.get(name);
        return usage ? [[name, usage.seconds.toFixed(2), usage.cpuSeconds.toFixed(2), usage.peakMiB.toFixed(0)]] : [];
      });
      print(
        reportTable(['run', 'seconds', 'CPU seconds', 'peak MiB'], rows, { color: false, rightAligned: [1, 2, 3] }),
      );
      const of = (name: string) => usages.get(name)?.seconds ?? Number.NaN;
      const share = of('diff') / of('synth both');
      print(`diff takes ${share.toFixed(2)} times as long as both syntheses; at most ${BOUND} times is wanted\n`);
    } finally {
      rmSync(work, { recursive: true });
    }
  },
};
