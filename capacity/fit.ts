import { type Coefficients, universal } from './laws';
import { studentQuantile } from './student';

/** Throughput that was measured with n nodes, processes or virtual users. */
export interface Measurement {
  /** 1 or more. */
  readonly n: number;
  /** Above 0. */
  readonly throughput: number;
}

export type Law = 'usl' | 'amdahl';
export type CoefficientName = keyof Coefficients;

/** One coefficient with how well the measurements tell it. */
export interface CoefficientEstimate {
  readonly value: number;
  /** Standard error; undefined where the coefficient lies at its bound, or no measurement is left to tell it from. */
  readonly error: number | undefined;
  /** Confidence interval of 95 %, by Student's t. */
  readonly interval: readonly [low: number, high: number] | undefined;
  /** Whether the best fit lies at the bound 0: the measurements show nothing of it. */
  readonly isAtBound: boolean;
}

export interface Fit {
  readonly law: Law;
  readonly coefficients: Coefficients;
  readonly estimates: Readonly<Record<CoefficientName, CoefficientEstimate>>;
  /** Measured less fitted, in the order of the measurements. */
  readonly residuals: readonly number[];
  /** Standard error of the residuals; undefined where there are no more measurements than coefficients. */
  readonly residualError: number | undefined;
  /** Share of the variance that the law explains. */
  readonly explained: number;
}

const NAMES = ['one', 'contention', 'coherency'] as const;

/** Upper bounds; all have 0 below, since a negative coefficient means nothing and has a law grow without end. */
const MOST: Readonly<Record<CoefficientName, number>> = {
  one: Number.POSITIVE_INFINITY,
  contention: 1,
  coherency: Number.POSITIVE_INFINITY,
};

const CONFIDENCE = 0.95;

/** Least squares of throughput under bounds: each set of coefficients that may lie at 0 is fitted, and the best that is allowed is taken. */
export function fitLaw(measurements: readonly Measurement[], law: Law): Fit {
  const tried = freeSets(law).flatMap((free) => {
    const coefficients = leastSquares(measurements, free);
    return coefficients === undefined ? [] : [{ free, coefficients, rest: squares(measurements, coefficients) }];
  });
  const best = tried.reduce((a, b) => (b.rest < a.rest * (1 - 1e-12) ? b : a));
  return described(measurements, law, best.coefficients, best.free);
}

/** Which coefficients are free: all of the law first, then fewer. */
function freeSets(law: Law): readonly (readonly CoefficientName[])[] {
  const smaller: readonly CoefficientName[][] = [['one', 'contention'], ['one']];
  return law === 'amdahl' ? smaller : [[...NAMES], ...smaller, ['one', 'coherency']];
}

/** Where the search for a minimum begins: from little to much of what is searched for. */
const STARTS = [0.3, 0.05, 0.005, 0.0005] as const;

/**
 * Levenberg and Marquardt's way to a minimum, from several starts; undefined where the best lies outside of the bounds. Three
 * coefficients at most, so that each step solves a system of three.
 */
function leastSquares(
  measurements: readonly Measurement[],
  free: readonly CoefficientName[],
): Coefficients | undefined {
  const scale = Math.max(...measurements.map(({ n, throughput }) => throughput / n));
  let best: { readonly at: Coefficients; readonly rest: number } | undefined;
  for (const contention of STARTS) {
    const start = {
      one: scale,
      contention: free.includes('contention') ? contention : 0,
      coherency: free.includes('coherency') ? contention / 20 : 0,
    };
    const at = descend(measurements, free, start);
    const rest = squares(measurements, at);
    if (allowed(at, free) && (best === undefined || rest < best.rest)) best = { at, rest };
  }
  return best?.at;
}

function allowed(at: Coefficients, free: readonly CoefficientName[]): boolean {
  return free.every((name) => at[name] > 0 && at[name] <= MOST[name]) && Number.isFinite(at.one);
}

const STEPS = 500;

function descend(
  measurements: readonly Measurement[],
  free: readonly CoefficientName[],
  start: Coefficients,
): Coefficients {
  let at = start;
  let rest = squares(measurements, at);
  let damping = 1e-3;
  for (let step = 0; step < STEPS; step++) {
    const { normal, gradient } = normalEquations(measurements, free, at);
    const damped = normal.map((row, i) => row.map((value, j) => (i === j ? value * (1 + damping) : value)));
    const change = solve(damped, gradient);
    if (change === undefined) return at;
    const next = moved(at, free, change);
    const nextRest = squares(measurements, next);
    if (nextRest <= rest) {
      const isDone = rest - nextRest <= 1e-16 * rest;
      [at, rest, damping] = [next, nextRest, damping / 10];
      if (isDone && damping < 1e-9) return at;
    } else {
      damping *= 10;
      if (damping > 1e12) return at;
    }
  }
  return at;
}

function moved(at: Coefficients, free: readonly CoefficientName[], change: readonly number[]): Coefficients {
  const next = { ...at };
  free.forEach((name, index) => {
    next[name] = at[name] + (change[index] ?? 0);
  });
  return next;
}

function squares(measurements: readonly Measurement[], at: Coefficients): number {
  return measurements.reduce((sum, { n, throughput }) => sum + (throughput - universal(n, at)) ** 2, 0);
}

/** Of the residuals at a point: JᵀJ, and Jᵀr. */
function normalEquations(measurements: readonly Measurement[], free: readonly CoefficientName[], at: Coefficients) {
  const rows = measurements.map(({ n, throughput }) => {
    const slope = slopes(n, at);
    return { slope: free.map((name) => slope[name]), residual: throughput - universal(n, at) };
  });
  const normal = free.map((_, i) =>
    free.map((_, j) => rows.reduce((sum, { slope }) => sum + (slope[i] ?? 0) * (slope[j] ?? 0), 0)),
  );
  const gradient = free.map((_, i) => rows.reduce((sum, { slope, residual }) => sum + (slope[i] ?? 0) * residual, 0));
  return { normal, gradient };
}

/** How throughput changes with each coefficient. */
function slopes(n: number, at: Coefficients): Readonly<Record<CoefficientName, number>> {
  const below = 1 + at.contention * (n - 1) + at.coherency * n * (n - 1);
  const bend = (-at.one * n) / below ** 2;
  return { one: n / below, contention: bend * (n - 1), coherency: bend * n * (n - 1) };
}

/** Gauss's elimination with pivots; undefined for a system that has no one solution. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] | undefined {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const pivots = rows.slice(column).map((row) => Math.abs(row[column] ?? 0));
    const pivot = column + pivots.indexOf(Math.max(...pivots));
    const [top, other] = [rows[pivot], rows[column]];
    if (top === undefined || other === undefined || !(Math.abs(top[column] ?? 0) > 0)) return undefined;
    [rows[column], rows[pivot]] = [top, other];
    for (const [index, row] of rows.entries()) {
      if (index === column) continue;
      const factor = (row[column] ?? 0) / (top[column] ?? 1);
      for (let k = column; k <= size; k++) row[k] = (row[k] ?? 0) - factor * (top[k] ?? 0);
    }
  }
  return rows.map((row, i) => (row[size] ?? 0) / (row[i] ?? 1));
}

function described(
  measurements: readonly Measurement[],
  law: Law,
  coefficients: Coefficients,
  free: readonly CoefficientName[],
): Fit {
  const residuals = measurements.map(({ n, throughput }) => throughput - universal(n, coefficients));
  const rest = residuals.reduce((sum, residual) => sum + residual ** 2, 0);
  const freedom = measurements.length - free.length;
  const residualError = freedom > 0 ? Math.sqrt(rest / freedom) : undefined;
  const { normal } = normalEquations(measurements, free, coefficients);
  const estimate = (name: CoefficientName): CoefficientEstimate => {
    const value = coefficients[name];
    const index = free.indexOf(name);
    if (index < 0)
      return { value, error: undefined, interval: undefined, isAtBound: law === 'usl' || name !== 'coherency' };
    const column = solve(
      normal,
      free.map((_, i) => (i === index ? 1 : 0)),
    );
    const variance = column?.[index];
    if (residualError === undefined || variance === undefined || !(variance >= 0))
      return { value, error: undefined, interval: undefined, isAtBound: false };
    const error = residualError * Math.sqrt(variance);
    const reach = error * studentQuantile(CONFIDENCE, freedom);
    return { value, error, interval: [value - reach, value + reach], isAtBound: false };
  };
  const mean = measurements.reduce((sum, { throughput }) => sum + throughput, 0) / measurements.length;
  const variance = measurements.reduce((sum, { throughput }) => sum + (throughput - mean) ** 2, 0);
  return {
    law,
    coefficients,
    estimates: { one: estimate('one'), contention: estimate('contention'), coherency: estimate('coherency') },
    residuals,
    residualError,
    explained: variance === 0 ? 1 : 1 - rest / variance,
  };
}
