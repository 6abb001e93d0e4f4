/** Values of `postgresql.conf`, in the order in which they are written. */
export type Settings = Readonly<Record<string, string | number>>;

/** Share of the memory in which PostgreSQL keeps pages itself; the system's cache holds the rest (PostgreSQL's manual, "Memory"). */
const SHARED_BUFFERS_PART = 0.25;

/** What pages can be expected in, in both caches: the planner's figure, which reserves nothing. */
const CACHE_PART = 0.75;

/** Share of the memory for connections. */
const CONNECTIONS_PART = 0.5;

/** A connection's process (5 MiB and what its catalogue caches grow to) and one sort or hash of `work_mem`. */
const CONNECTION_MIB = 12;
const WORK_MEM_MIB = 4;

/** Connections that the application's account leaves to the health check and to people. */
export const OWN_CONNECTIONS = 10;

/**
 * Settings that depend on the size of the machine.
 *
 * - Shared buffers: a quarter of the memory, in steps of 16 MiB, 64 MiB at least.
 * - Connections: what half of the memory carries, 50 to 500. Each is a process: more are a matter for a pooler.
 * - WAL between two checkpoints: a quarter of the memory, 1 to 4 GiB, so that checkpoints don't bunch up while a crash is still
 *   recovered within a minute.
 *
 * @param memoryMiB memory of the machine in MiB, 256 or more
 */
export function memorySettings(memoryMiB: number): Settings & { readonly max_connections: number } {
  return {
    shared_buffers: `${Math.max(64, Math.floor((memoryMiB * SHARED_BUFFERS_PART) / 16) * 16)}MB`,
    effective_cache_size: `${Math.floor(memoryMiB * CACHE_PART)}MB`,
    work_mem: `${WORK_MEM_MIB}MB`,
    maintenance_work_mem: `${clamp(Math.floor(memoryMiB / 16), 16, 1024)}MB`,
    max_connections: clamp(Math.floor((memoryMiB * CONNECTIONS_PART) / CONNECTION_MIB), 50, 500),
    max_wal_size: `${clamp(Math.floor(memoryMiB / 4), 1024, 4096)}MB`,
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
