import type { Fit, Measurement } from './fit';
import { peak } from './laws';

/** What a reader of a fit must know before leaning on it. */
export type DoubtCode =
  /** The law explains less than nine tenths of the variance: noise, or another law. */
  | 'poor-fit'
  /** An interval of 95 % includes 0: the measurements do not tell that this coefficient is there at all. */
  | 'not-told'
  /** The peak lies beyond twice the largest n that was measured: it is extrapolated. */
  | 'peak-extrapolated'
  /** Throughput grew faster than n somewhere: something else than the law was at work (caches, warming up, errors of measurement). */
  | 'faster-than-linear'
  /** Without a measurement at n = 1, γ is extrapolated downwards. */
  | 'one-not-measured';

export interface Doubt {
  readonly code: DoubtCode;
  /** The coefficient or the n that it is about. */
  readonly subject?: string;
}

/** Less of the variance than this, and the law says little. */
const ENOUGH = 0.9;

export function doubtsOf(measurements: readonly Measurement[], fit: Fit): readonly Doubt[] {
  const sorted = [...measurements].sort((a, b) => a.n - b.n);
  const [first] = sorted;
  const largest = sorted.at(-1)?.n ?? 1;
  const untold = Object.entries(fit.estimates).filter(
    ([, { interval, isAtBound }]) => !isAtBound && interval !== undefined && interval[0] <= 0,
  );
  const top = peak(fit.coefficients);
  const faster = sorted.find(
    ({ n, throughput }) => first && n > first.n && throughput / n > (1.02 * first.throughput) / first.n,
  );
  return [
    ...(fit.explained < ENOUGH ? [{ code: 'poor-fit' } as const] : []),
    ...untold.map(([subject]) => ({ code: 'not-told', subject }) as const),
    ...(Number.isFinite(top) && top > 2 * largest ? [{ code: 'peak-extrapolated' } as const] : []),
    ...(faster ? [{ code: 'faster-than-linear', subject: String(faster.n) } as const] : []),
    ...(first && first.n > 1 ? [{ code: 'one-not-measured' } as const] : []),
  ];
}
