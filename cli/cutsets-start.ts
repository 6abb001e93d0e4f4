import { parseArgs } from 'node:util';
import { cutsets } from './cutsets';
import type { ExitCode, Io } from './io';

/** The options of `nospof cutsets`; the command line's own list is in `program.ts`. */
const OPTIONS = {
  order: { type: 'string' },
  top: { type: 'string' },
  format: { type: 'string' },
  'mission-time': { type: 'string' },
  seed: { type: 'string' },
  'no-probability': { type: 'boolean' },
} as const;

/**
 * `nospof cutsets …` without the whole command line, which takes longer to load than most models to analyse. Whatever is
 * not plainly a model and options, and whatever is wrong, goes to the whole command line, which knows what to say.
 * @param args what follows `cutsets`
 */
export function startCutsets(args: readonly string[], io: Io): ExitCode | Promise<ExitCode> {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    const { 'mission-time': missionTime, 'no-probability': setsAlone, ...options } = values;
    const time = missionTime === undefined ? {} : { missionTime };
    return cutsets(positionals, { ...options, ...time, probability: !setsAlone }, io);
  } catch {
    const { run }: typeof import('./program') = require('./program');
    return run(['cutsets', ...args], io);
  }
}
