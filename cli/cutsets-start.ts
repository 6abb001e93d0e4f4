import { type CutsetsOptions, cutsets } from './cutsets';
import type { ExitCode, Io } from './io';

/** The options of `nospof cutsets` that have a value; the command line's own list is in `program.ts`. */
const VALUES: Readonly<Record<string, keyof CutsetsOptions>> = {
  '--order': 'order',
  '--top': 'top',
  '--format': 'format',
  '--mission-time': 'missionTime',
  '--seed': 'seed',
};

/**
 * `nospof cutsets …` without the whole command line, which takes longer to load than most models to analyse. Whatever is
 * not plainly a model and options, and whatever is wrong, goes to the whole command line, which knows what to say.
 * @param args what follows `cutsets`
 */
export function startCutsets(args: readonly string[], io: Io): ExitCode | Promise<ExitCode> {
  try {
    const plain = plainly(args);
    if (plain !== undefined) return cutsets(plain.files, plain.options, io);
  } catch {
    // Said below.
  }
  const { run }: typeof import('./program') = require('./program');
  return run(['cutsets', ...args], io);
}

/** Files, and options that are written out; undefined where there is anything else. */
function plainly(args: readonly string[]): { files: string[]; options: CutsetsOptions } | undefined {
  const files: string[] = [];
  const options: Record<string, unknown> = { probability: true };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const option = VALUES[arg];
    if (!arg.startsWith('-')) files.push(arg);
    else if (arg === '--no-probability') options.probability = false;
    else if (option === undefined || rest[0] === undefined || rest[0].startsWith('-')) return undefined;
    else options[option] = rest.shift();
  }
  return { files, options };
}
