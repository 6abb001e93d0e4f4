/** Throughput of one node or process, and what keeps n of them from doing n times as much. */
export interface Coefficients {
  /** γ: throughput of one, in whatever it is measured in; above 0. */
  readonly one: number;
  /** α: share of the work that only one can do at a time (contention); 0 to 1. */
  readonly contention: number;
  /** β: cost of keeping every pair of them in agreement (coherency); 0 or more. */
  readonly coherency: number;
}

/**
 * Universal Scalability Law: throughput of n. Gunther, "Guerrilla Capacity Planning" (2007), chapter 6; with the names of the
 * super-serial model, S(n) = n / (1 + σ(n−1)(1 + γn)), it has α = σ and β = σγ.
 * @param n 1 or more; need not be whole
 */
export function universal(n: number, { one, contention, coherency }: Coefficients): number {
  return (one * n) / (1 + contention * (n - 1) + coherency * n * (n - 1));
}

/** The n at which the Universal Scalability Law has its maximum; infinite where nothing keeps pairs in agreement. */
export function peak({ contention, coherency }: Coefficients): number {
  return coherency === 0 ? Number.POSITIVE_INFINITY : Math.sqrt((1 - contention) / coherency);
}

/**
 * The n at which a line of one node's throughput meets the ceiling 1/α: beyond it most of a further node is lost to contention. Gunther
 * names it the optimal load. Infinite without contention.
 */
export function knee({ contention }: Coefficients): number {
  return contention === 0 ? Number.POSITIVE_INFINITY : 1 / contention;
}

/** Throughput that no n exceeds: at the peak, or γ/α where there is none. */
export function limit(coefficients: Coefficients): number {
  const { one, contention, coherency } = coefficients;
  if (coherency > 0) return universal(Math.max(1, peak(coefficients)), coefficients);
  return contention === 0 ? Number.POSITIVE_INFINITY : one / contention;
}

/** Amdahl, "Validity of the single processor approach" (1967): speedup of n with a serial share σ; never above 1/σ. */
export function amdahl(n: number, serial: number): number {
  return n / (1 + serial * (n - 1));
}

/** Gustafson, "Reevaluating Amdahl's law" (1988): speedup of n where the work grows with n and the serial share σ does not. */
export function gustafson(n: number, serial: number): number {
  return n + serial * (1 - n);
}

/**
 * Read scaling of one primary and n−1 replicas, each of which carries out every write: capacity in that of one node. Amdahl's law
 * with the share of writes by cost for the serial share; never above 1/W.
 * @param writes W, share of writes by cost, 0 to 1
 */
export function readScaling(n: number, writes: number): number {
  return amdahl(n, writes);
}
