import { siteGraph } from '../../../bench/site-graph';
import { clopperPearson, regularizedBeta } from '../../../fault-graph/algorithms/clopper-pearson';
import { failureDiagram } from '../../../fault-graph/algorithms/failure-diagram';
import { sampleFailure } from '../../../fault-graph/algorithms/monte-carlo';
import { failureProbability } from '../../../fault-graph/algorithms/probability';
import { Random } from '../../../fault-graph/algorithms/random';
import { UnavailabilityError } from '../../../fault-graph/algorithms/unavailability';

describe('sampling', () => {
  const { graph, probabilities } = siteGraph(150);
  const exact = failureProbability(graph, failureDiagram(graph, 'serve'), probabilities);

  it('covers the exact probability about as often as it says', () => {
    const covered = Array.from({ length: 200 }, (_, seed) =>
      sampleFailure(graph, 'serve', probabilities, { seed, trials: 3200, confidence: 0.9 }),
    ).filter(({ low, high }) => low <= exact && exact <= high);
    // Exact intervals cover in at least 90 %: fewer than 165 of 200 would happen once in 4000 times. The seeds are fixed.
    expect(covered.length).toBeGreaterThan(165);
    expect(covered.length).toBeLessThan(200);
  });

  it('is as reproducible as its seed', () => {
    const at = (seed: number): unknown => sampleFailure(graph, 'serve', probabilities, { seed, trials: 3200 });
    expect(at(7)).toEqual(at(7));
    expect(at(7)).not.toEqual(at(8));
  });

  it('takes certain and impossible failures as such', () => {
    const up = new Map([...probabilities.keys()].map((id) => [id, 0]));
    expect(sampleFailure(graph, 'serve', up, { trials: 320 })).toMatchObject({ estimate: 0, low: 0 });
    const down = new Map([...probabilities.keys()].map((id) => [id, 1]));
    expect(sampleFailure(graph, 'serve', down, { trials: 320 })).toMatchObject({ estimate: 1, high: 1 });
  });

  it('refuses an element without a probability', () => {
    expect(() => sampleFailure(graph, 'serve', new Map())).toThrow(UnavailabilityError);
  });
});

describe('the confidence interval of Clopper and Pearson', () => {
  // R: binom.test(hits, trials, conf.level = 0.95)$conf.int
  it.each([
    [0, 10, 0, 0.3084971],
    [1, 10, 0.002528579, 0.4450161],
    [5, 10, 0.187086, 0.812914],
    [10, 10, 0.6915029, 1],
    [3, 100_000, 6.186723e-6, 8.766991e-5],
  ])('%d of %d', (hits, trials, low, high) => {
    const interval = clopperPearson(hits, trials, 0.95);
    expect(interval[0] === low || Math.abs(interval[0] / low - 1) < 1e-5).toBe(true);
    expect(interval[1] / high).toBeCloseTo(1, 5);
  });

  it('I(x; a, b) is the upper tail of the binomial distribution', () => {
    const tail = (n: number, k: number, p: number): number => {
      let term = (1 - p) ** n;
      let sum = 0;
      for (let i = 0; i <= n; i++, term *= ((n - i + 1) / i) * (p / (1 - p))) if (i >= k) sum += term;
      return sum;
    };
    for (const [n, k, p] of [
      [10, 3, 0.2],
      [50, 40, 0.7],
      [200, 1, 0.001],
    ] as const) {
      expect(regularizedBeta(p, k, n - k + 1)).toBeCloseTo(tail(n, k, p), 12);
    }
  });
});

it('random numbers are uniform in [0, 1)', () => {
  const random = new Random(42);
  const bins = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) bins[Math.floor(random.next() * 10)]!++;
  const chiSquare = bins.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  // 99.9 % quantile with 9 degrees of freedom.
  expect(chiSquare).toBeLessThan(27.88);
});
