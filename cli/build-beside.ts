import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type BuildResult, build } from './build';
import type { LoadedTopology } from './load';

/** What a thread is started with. */
export interface ThreadTask {
  readonly loaded: LoadedTopology;
  readonly outdir: string;
}

/** From how many nodes on a topology takes clearly longer to build than a thread to load the framework, half a second. */
const WORTH_A_THREAD = 200;

const THREAD = join(__dirname, 'build-thread.js');

/**
 * `build` of one topology; a large one in a thread of its own where there is a second processor, so that the caller can build
 * another at the same time.
 */
export async function buildBeside(loaded: LoadedTopology, outdir: string): Promise<BuildResult> {
  const worth = nodesOf(loaded) >= WORTH_A_THREAD && availableParallelism() > 1;
  // Run from its sources, as by tests, there is no compiled file that a thread could load.
  if (!worth || !existsSync(THREAD)) return build([loaded], outdir);
  const task: ThreadTask = { loaded, outdir };
  const thread = new Worker(THREAD, { workerData: task });
  return new Promise((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`the thread that built ${loaded.file} ended with ${code}`)));
  });
}

function nodesOf({ topology }: LoadedTopology): number {
  return Object.values(topology.tiers).reduce((sum, tier) => sum + ('nodes' in tier ? (tier.nodes ?? 1) : 1), 0);
}
