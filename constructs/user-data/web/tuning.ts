/** What a web server's limits are computed from. */
export interface WebMachine {
  /** Memory of the machine, MiB. */
  readonly memoryMiB: number;
  readonly vcpus: number;
  /**
   * Share of the memory that the web server may plan with, above 0 to 1; below 1 where other programs of weight run on
   * the machine.
   * @default 1
   */
  readonly shareOfMemory?: number;
}

/** What Debian itself, its agents and the web server's own processes take, MiB (measured idle: 210 to 300). */
const SYSTEM_MIB = 384;

export const WSGI_TUNING = {
  /** An application process with its threads: a Django site of ordinary size takes 80 to 150 MiB. */
  processMiB: 160,
  /** Python runs one thread of a process at a time; processes wait about half their time for the database. */
  processesPerVcpu: 2,
  /** One process can start anew while the other serves. */
  minProcesses: 2,
  /** Threads cost little and mostly wait; enough of them that a failover of seconds does not use them up. */
  threadsPerProcess: 25,
  /** Apache threads beyond those that wait for the application: static files and status stay served. */
  spareWorkers: 50,
  /** Apache's threads come in processes of this many. */
  workersPerServer: 25,
} as const;

export const PHP_TUNING = {
  /** An fpm child: frameworks take 30 to 60 MiB. */
  childMiB: 48,
  /** Compiled scripts, shared by all children. */
  opcacheMiB: 128,
  minChildren: 4,
  /** More children than this for each vCPU only queue for the processor. */
  childrenPerVcpu: 25,
} as const;

/** Limits of Apache and of mod_wsgi's daemon processes. */
export interface WsgiLimits {
  readonly processes: number;
  readonly threads: number;
  readonly maxRequestWorkers: number;
  readonly serverLimit: number;
}

/** One process of the memory's worth is kept for the health check, see `apache-wsgi.ts`. */
export function wsgiLimits(machine: WebMachine): WsgiLimits {
  const { minProcesses, processMiB, processesPerVcpu, spareWorkers, threadsPerProcess, workersPerServer } = WSGI_TUNING;
  const fitting = Math.floor(availableMiB(machine) / processMiB) - 1;
  const processes = Math.max(minProcesses, Math.min(fitting, machine.vcpus * processesPerVcpu));
  const serverLimit = Math.ceil((processes * threadsPerProcess + spareWorkers) / workersPerServer);
  return { processes, threads: threadsPerProcess, maxRequestWorkers: serverLimit * workersPerServer, serverLimit };
}

/** Number of php-fpm's children. */
export function phpChildren(machine: WebMachine): number {
  const { childMiB, childrenPerVcpu, minChildren, opcacheMiB } = PHP_TUNING;
  const fitting = Math.floor((availableMiB(machine) - opcacheMiB) / childMiB);
  return Math.max(minChildren, Math.min(fitting, machine.vcpus * childrenPerVcpu));
}

function availableMiB({ memoryMiB, shareOfMemory = 1 }: WebMachine): number {
  return (memoryMiB - SYSTEM_MIB) * shareOfMemory;
}
