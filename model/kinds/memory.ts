import { instanceType } from '../instance-types';
import * as f from '../schema/fields';

/** Share of a node's memory that `memory` may take at most; the rest is the operating system's and the program's own. */
export const MAX_MEMORY_SHARE = 0.8;

/** The key by which a cache gets a part of its nodes' memory. @param what as `Size of the cache` */
export const memoryKey = (what: string, share: number) =>
  f
    .memory()
    .optional()
    .describe(`${what} on each node. Default: ${Math.round(share * 100)} % of the node's memory.`);

/** `512M` or `1G` in MiB; of a text that is not given, the share of the machine. */
export function memoryMiB(text: string | undefined, size: string, share: number): number {
  if (text === undefined) return Math.floor(instanceType(size).memoryMiB * share);
  return Number(text.slice(0, -1)) * (text.endsWith('G') ? 1024 : 1);
}
