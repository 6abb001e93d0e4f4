import type { Machine } from '../../../terraform/machine/machine';

/** Whether a machine's daemon reads something in its configuration: all of it, with later files and lines that override earlier. */
export type Reads = (machine: Machine, path: string) => boolean;

/** What a file must say for a node to do its part, on every node, whatever its peers say. */
export interface Requirement {
  /** Of files whose path matches. */
  readonly path: RegExp;
  /** Only where the file says this, or its daemon reads it. @default - always */
  readonly where?: RegExp | Reads;
  /** What a script's text, without comments, must match; of a daemon's configuration, what the daemon must read in it. */
  readonly says: RegExp | Reads;
  /** What is looked for, and why. */
  readonly lookedFor: string;
}

/** Requirements of one daemon's files. */
export const daemon =
  (path: RegExp, where?: Reads) =>
  (lookedFor: string, says: Reads): Requirement => ({ path, says, lookedFor, ...(where && { where }) });
