/** Bytes of a data volume for each inode: mke2fs's default below 4 TiB, said outright so that it is known. */
export const BYTES_PER_INODE = 16_384;

/**
 * Bytes of an arbiter's volume for each inode. It holds an empty file with attributes for each file of the other two, for
 * which GlusterFS counts 4 KiB (Administrator Guide, "Arbiter volumes and quorum options", size of the arbiter brick).
 */
export const ARBITER_BYTES_PER_INODE = 4096;

/** What an arbiter has at least, GiB, or as much as the others have. */
const ARBITER_LEAST_GIB = 10;

/**
 * Size of an arbiter's volume beside others of `storageGiB`, GiB: as many inodes as they have. One that runs out of them
 * drops out while the others have room, and the next loss then stops all writes.
 */
export function arbiterGiB(storageGiB: number): number {
  const sameInodes = Math.ceil((storageGiB * ARBITER_BYTES_PER_INODE) / BYTES_PER_INODE);
  return Math.max(Math.min(ARBITER_LEAST_GIB, storageGiB), sameInodes);
}
