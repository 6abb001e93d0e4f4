import { optimizeLate } from './cutsets-optimizer';
import { startCutsets } from './cutsets-start';
import { DirectIo } from './direct-io';

export { startCutsets };

/**
 * `nospof cutsets …` as a whole process, from its arguments to its end. `npm run build` puts this file and all that it
 * needs into one (`bundle.ts`).
 */
export function cutsetsProcess(args: readonly string[]): void {
  optimizeLate(args);
  const io = new DirectIo();
  const code = startCutsets(args, io);
  // Taking Node down in order has nothing to do here, and takes as long as analysing a small model.
  if (typeof code === 'number' && io.settled) process.exit(code);
  Promise.resolve(code).then((exitCode) => {
    process.exitCode = exitCode;
  });
}
