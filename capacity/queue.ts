/** A queue before c equal servers, with arrivals and service times that are exponentially distributed (M/M/c), in its steady state. */
export interface Queue {
  /** ρ: share of the time that a server is busy; below 1. */
  readonly utilization: number;
  /** C: probability that who arrives has to wait (Erlang's C formula). */
  readonly waits: number;
  /** Wq: mean time in the queue, in the unit of `service`. */
  readonly waiting: number;
  /** R: mean time from arrival to the end of service. */
  readonly response: number;
  /** L: mean number in the system, by Little's law. */
  readonly present: number;
}

/**
 * Kleinrock, "Queueing Systems", volume 1 (1975), section 3.5.
 * @param servers c, 1 or more
 * @param arrivals λ, a unit of time
 * @param service mean time of one service, in the same unit
 * @returns undefined where more arrives than is served: the queue grows for ever
 */
export function queue(servers: number, arrivals: number, service: number): Queue | undefined {
  const load = arrivals * service;
  const utilization = load / servers;
  if (!(utilization < 1)) return undefined;
  const waits = erlangC(servers, load);
  const waiting = (waits * service) / (servers - load);
  const response = waiting + service;
  return { utilization, waits, waiting, response, present: arrivals * response };
}

/** Erlang's B formula: probability that all c servers are busy where nobody waits. Its recurrence in c is stable. O(c). */
export function erlangB(servers: number, load: number): number {
  let blocked = 1;
  for (let c = 1; c <= servers; c++) blocked = (load * blocked) / (c + load * blocked);
  return blocked;
}

/** Erlang's C formula, from B. @param load offered load λ·service, below the number of servers */
export function erlangC(servers: number, load: number): number {
  const blocked = erlangB(servers, load);
  return blocked / (1 - (load / servers) * (1 - blocked));
}
