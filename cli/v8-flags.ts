/** What Node's process has, and doesn't speak of. */
interface Internals {
  /** Whether calls of what is deprecated pass without a word. */
  noDeprecation?: boolean;
  /** A part of Node, without the module around it. */
  binding(name: 'v8'): Pick<typeof import('node:v8'), 'setFlagsFromString'>;
}

/**
 * `setFlagsFromString` of `node:v8` in a tenth of the time: that module brings Node's streams along. Node calls this way
 * deprecated, and says so to whoever takes it; where it is gone or forbidden, the module does the same.
 */
export function setV8Flags(flags: string): void {
  const internals = process as unknown as Internals;
  const { noDeprecation } = internals;
  internals.noDeprecation = true;
  try {
    internals.binding('v8').setFlagsFromString(flags);
  } catch {
    const v8: typeof import('node:v8') = require('node:v8');
    v8.setFlagsFromString(flags);
  } finally {
    internals.noDeprecation = noDeprecation;
  }
}
