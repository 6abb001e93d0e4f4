import type { Options } from './option-file';

/** What a server's memory settings are computed from. */
export interface MemoryShare {
  /** Memory of the machine in MiB, 256 or more. */
  readonly memoryMiB: number;
  /**
   * Part of the memory that the database may use, 0 to 1.
   * @default 0.75
   */
  readonly shareOfMemory?: number;
}

/** Of what the database may use, the buffer pool's part; the rest is for connections, dictionaries and temporary tables. */
const BUFFER_POOL_PART = 0.75;

/**
 * A connection's stack and its sort, join, read and net buffers at Debian's defaults come to about 3 MiB when all are in
 * use (`tmp_table_size`, 16 MiB, is touched by few at a time).
 */
const CONNECTION_MIB = 3;

/**
 * Settings that depend on the size of the machine.
 *
 * - Buffer pool: in steps of 16 MiB, 64 MiB at least.
 * - Redo log: a quarter of the pool, 96 MiB (MariaDB's default) to 2 GiB, so that checkpoints don't bunch up while a crash is
 *   still recovered in seconds.
 * - Connections: what the remaining part of the memory carries, 50 to 1000.
 */
export function memoryOptions({ memoryMiB, shareOfMemory = 0.75 }: MemoryShare): Options {
  const budget = memoryMiB * shareOfMemory;
  const pool = Math.max(64, Math.floor((budget * BUFFER_POOL_PART) / 16) * 16);
  return {
    innodb_buffer_pool_size: `${pool}M`,
    innodb_log_file_size: `${clamp(Math.floor(pool / 4), 96, 2048)}M`,
    max_connections: clamp(Math.floor((budget - pool) / CONNECTION_MIB), 50, 1000),
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
