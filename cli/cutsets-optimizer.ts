import { statSync } from 'node:fs';
import { setV8Flags } from './v8-flags';

/** In bytes. A smaller model has been analysed before V8 optimizes anything. */
const TINY = 1 << 13;

/** How much of a function V8 runs before it optimizes it, in bytes of bytecode: fifteen times as much as by default. */
const BUDGET = 1_000_000;

/**
 * Has V8 optimize what runs really long alone. Most models are answered within a few hundredths of a second: less than it
 * takes to optimize the code that answers them, which costs as much processor time and memory again, and which the end of
 * the process has to wait for.
 * @param args of the command line, the files of the model among them
 */
export function optimizeLate(args: readonly string[]): void {
  if (args.reduce((sum, arg) => sum + sizeOf(arg), 0) < TINY) return;
  setV8Flags(`--interrupt-budget=${BUDGET}`);
}

/** In bytes; 0 for what cannot be looked at: whoever reads it says why. */
function sizeOf(arg: string): number {
  try {
    return statSync(arg).size;
  } catch {
    return 0;
  }
}
