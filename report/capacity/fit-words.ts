import type { Doubt } from '../../capacity/doubts';
import type { CoefficientEstimate, CoefficientName, Fit, Law } from '../../capacity/fit';

export const LAW_NAMES: Readonly<Record<Law, string>> = {
  amdahl: "Amdahl's law",
  usl: 'Universal Scalability Law',
};

/** The letter of a coefficient, and what it is. */
export const COEFFICIENT_NAMES: Readonly<Record<CoefficientName, readonly [letter: string, what: string]>> = {
  contention: ['α', 'contention: share that only one can do at a time'],
  coherency: ['β', 'coherency: cost of keeping each pair in agreement'],
  one: ['γ', 'throughput of one'],
};

/** To so many significant digits, without an exponent where that reads well. */
export function figure(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return 'unlimited';
  const text = value.toPrecision(digits);
  return Math.abs(value) >= 10 ** digits
    ? String(Math.round(value))
    : text.includes('e')
      ? Number(text).toExponential()
      : text;
}

/** To six significant digits, without zeros at the end. */
export function plainNumber(value: number): string {
  return String(Number(value.toPrecision(6)));
}

export function intervalText({ interval, isAtBound }: CoefficientEstimate): string {
  if (isAtBound) return 'at its bound: nothing of it shows';
  return interval === undefined ? '–' : `${figure(interval[0])} to ${figure(interval[1])}`;
}

export function doubtText({ code, subject }: Doubt, { explained }: Fit): string {
  switch (code) {
    case 'poor-fit':
      return `the law explains ${(100 * explained).toFixed(0)} % of the variance alone: noise, or another law`;
    case 'not-told':
      return `${letterOf(subject)} is not told from 0 by these measurements; more of them, or further apart, would`;
    case 'peak-extrapolated':
      return 'the peak lies beyond twice the largest n that was measured: do not plan with it';
    case 'faster-than-linear':
      return `with n = ${subject} more was done for each than before: something else is at work, as caches or warming up`;
    case 'one-not-measured':
      return 'nothing was measured with n = 1, so γ is extrapolated';
  }
}

function letterOf(subject: string | undefined): string {
  const name = (['contention', 'coherency', 'one'] as const).find((one) => one === subject);
  return name === undefined ? 'a coefficient' : COEFFICIENT_NAMES[name][0];
}
