/** What visitors leave at a site: rows of a database, uploaded files, media, and what a session remembers. */
export const STORED = ['rows', 'files', 'media', 'sessions'] as const;
export type Stored = (typeof STORED)[number];

/** What a tier stores, and how it can be lost. */
export interface StoredData {
  readonly what: readonly Stored[];
  /**
   * On a data `volume` of each node, on its `root-disk`, which a restart leaves and which goes with the node, in `memory`
   * alone, which a crash empties, or in a `bucket`, which AWS keeps.
   */
  readonly on: 'volume' | 'root-disk' | 'memory' | 'bucket';
  /** What the nodes hold of it, from which follows how many of them must stay. */
  readonly copies: StoredCopies;
}

/**
 * How a tier's nodes share what it stores. `each-its-own`: what one holds, no other does. `every-node`: each holds all,
 * and a majority must stay, since those that stay may otherwise lack the latest writes. `setsOf`: so many nodes hold the
 * same part, and the parts make up the whole, so no set may go.
 */
export type StoredCopies = 'each-its-own' | 'every-node' | { readonly setsOf: number };
