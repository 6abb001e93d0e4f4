import { type CoefficientEstimate, fitLaw, type Law, type Measurement } from '../../capacity/fit';
import { limit, peak, universal } from '../../capacity/laws';
import { studentQuantile } from '../../capacity/student';

const measured = (n: readonly number[], x: readonly number[]): readonly Measurement[] =>
  n.map((each, index) => ({ n: each, throughput: x[index] ?? Number.NaN }));

/** A value to so many significant digits, as it was published. */
const digits = (value: number | undefined, count: number) => Number(value?.toPrecision(count));

/** SPEC SDM91, from the documentation and tests of the R package `usl`. */
const SPEC_SDM91 = measured([1, 18, 36, 72, 108, 144, 216], [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2]);

/** A ray tracer on a NUMA machine, from the same. */
const RAYTRACER = measured(
  [1, 4, 8, 12, 16, 20, 24, 28, 32, 48, 64],
  [20, 78, 130, 170, 190, 200, 210, 230, 260, 280, 310],
);

/** A Cisco benchmark, from Schwartz, "Practical Scalability Analysis", by way of the tests of usl4j. */
const CISCO = measured(
  Array.from({ length: 32 }, (_, index) => index + 1),
  [
    955.16, 1878.91, 2688.01, 3548.68, 4315.54, 5130.43, 5931.37, 6531.08, 7219.8, 7867.61, 8278.71, 8646.7, 9047.84,
    9426.55, 9645.37, 9897.24, 10097.6, 10240.5, 10532.39, 10798.52, 11151.43, 11518.63, 11806, 12089.37, 12075.41,
    12177.29, 12211.41, 12158.93, 12155.27, 12118.04, 12140.4, 12074.39,
  ],
);

test('SPEC SDM91 has the published coefficients, standard errors and peak', () => {
  const { coefficients, estimates, residualError } = fitLaw(SPEC_SDM91, 'usl');
  expect(digits(coefficients.contention, 6)).toBe(0.0277285);
  expect(digits(coefficients.coherency, 4)).toBe(0.0001044);
  expect(digits(coefficients.one, 6)).toBe(89.9952);
  expect(digits(estimates.contention.error, 4)).toBe(9.122e-3);
  expect(digits(estimates.coherency.error, 4)).toBe(1.988e-5);
  expect(digits(estimates.one.error, 4)).toBe(14.21);
  expect(digits(residualError, 4)).toBe(82.85);
  expect(digits(peak(coefficients), 4)).toBe(96.52);
});

test('SPEC SDM91 has the published efficiency', () => {
  const { coefficients } = fitLaw(SPEC_SDM91, 'usl');
  const efficiency = SPEC_SDM91.map(({ n, throughput }) => (throughput / (coefficients.one * n)).toFixed(4));
  expect(efficiency).toEqual(['0.7211', '0.6148', '0.5100', '0.2860', '0.1882', '0.1370', '0.0876']);
});

test('the ray tracer, six rows, has the published coefficients and intervals', () => {
  const { coefficients, estimates } = fitLaw(RAYTRACER.slice(0, 6), 'usl');
  expect(digits(coefficients.contention, 4)).toBe(0.02444);
  expect(digits(coefficients.coherency, 3)).toBe(0.00163);
  expect(digits(coefficients.one, 5)).toBe(20.856);
  // The package's intervals are the standard error times the one-sided quantile of n - 1 degrees of freedom, 2.015 here.
  const published = ({ value, error = Number.NaN }: CoefficientEstimate, decimals: number) => {
    const reach = error * studentQuantile(0.9, 5);
    return [(value - reach).toFixed(decimals), (value + reach).toFixed(decimals)];
  };
  expect(published(estimates.contention, 5)).toEqual(['0.00754', '0.04135']);
  expect(published(estimates.coherency, 5)).toEqual(['0.00110', '0.00215']);
  expect(published(estimates.one, 3)).toEqual(['19.267', '22.445']);
  // Ours are of both sides and of n - 3, which are left: wider, and with 0 in them.
  expect(estimates.contention.interval?.map((one) => one.toFixed(4))).toEqual(['-0.0023', '0.0511']);
});

test('all rows of the ray tracer put coherency at its bound, and it never goes below', () => {
  const { coefficients, estimates } = fitLaw(RAYTRACER, 'usl');
  expect(coefficients.coherency).toBe(0);
  expect(estimates.coherency).toMatchObject({ isAtBound: true, error: undefined });
  expect(digits(coefficients.contention, 3)).toBe(0.0578);
  expect(digits(coefficients.one, 4)).toBe(21.85);
  expect(peak(coefficients)).toBe(Number.POSITIVE_INFINITY);
});

test('Cisco has the published coefficients, peak and throughput', () => {
  const { coefficients } = fitLaw(CISCO, 'usl');
  expect(coefficients.contention).toBeCloseTo(0.02671591, 6);
  expect(coefficients.coherency).toBeCloseTo(7.690945e-4, 8);
  expect(coefficients.one).toBeCloseTo(995.6486, 1);
  expect(peak(coefficients)).toBeCloseTo(35.57, 1);
  expect(universal(20, coefficients)).toBeCloseTo(11_063.63, 0);
  expect(limit(coefficients)).toBeCloseTo(12_341, -1);
});

describe('made from a law, measurements give that law back', () => {
  const loads = [1, 2, 4, 8, 16, 32];
  test.each<[Law, number, number, number]>([
    ['usl', 100, 0.05, 0.001],
    ['usl', 3, 0.5, 0.02],
    ['usl', 1e6, 0.001, 1e-6],
    ['amdahl', 100, 0.05, 0],
  ])('%s with γ %d, α %d, β %d', (law, one, contention, coherency) => {
    const true_ = { one, contention, coherency };
    const { coefficients } = fitLaw(
      loads.map((n) => ({ n, throughput: universal(n, true_) })),
      law,
    );
    expect(coefficients.one / one).toBeCloseTo(1, 6);
    expect(coefficients.contention).toBeCloseTo(contention, 6);
    expect(coefficients.coherency).toBeCloseTo(coherency, 6);
  });

  test('in any unit', () => {
    const once = fitLaw(SPEC_SDM91, 'usl').coefficients;
    const thousand = fitLaw(
      SPEC_SDM91.map(({ n, throughput }) => ({ n, throughput: throughput / 1000 })),
      'usl',
    ).coefficients;
    expect(thousand.contention).toBeCloseTo(once.contention, 9);
    expect(thousand.one * 1000).toBeCloseTo(once.one, 4);
  });
});

test('faster than linear has no law: nothing is at work, and no coefficient is negative', () => {
  const { coefficients, estimates } = fitLaw(measured([1, 2, 4, 8], [10, 22, 46, 95]), 'usl');
  expect(coefficients).toMatchObject({ contention: 0, coherency: 0 });
  expect(estimates.contention.isAtBound).toBe(true);
});
