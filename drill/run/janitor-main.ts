/** Waits for the end of a drill, and takes down what it left. */
import { cleanAfter } from './leftovers';

const { drill, places } = JSON.parse(process.argv[2] ?? '{}');

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.stdin
  .on('end', () => {
    // Where it fails, the next drill says why.
    cleanAfter(drill, places).catch(() => process.exit(1));
  })
  .on('error', () => process.exit(1))
  .resume();
