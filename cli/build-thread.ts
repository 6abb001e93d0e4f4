import { parentPort, workerData } from 'node:worker_threads';
import { build } from './build';
import type { ThreadTask } from './build-beside';

/** What a thread of `buildBeside` runs: one topology, built into a folder. */
const { loaded, outdir }: ThreadTask = workerData;
parentPort?.postMessage(build([loaded], outdir));
