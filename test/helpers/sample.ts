import { randomInt } from 'node:crypto';
import { Random } from '../../fault-graph/algorithms/random';

/** Whether tests try everything instead of one of each class: `NOSPOF_EXHAUSTIVE=1`. */
export const EXHAUSTIVE = Boolean(process.env.NOSPOF_EXHAUSTIVE);

/** What a sample is drawn by; `NOSPOF_SEED` draws an earlier one again. */
export const SAMPLE_SEED = Number(process.env.NOSPOF_SEED ?? randomInt(1_000_000));

/** How to draw the same again, for names of tests. */
export const SAMPLED = EXHAUSTIVE ? 'all of them' : `one of each class, NOSPOF_SEED=${SAMPLE_SEED}`;

/**
 * One of each class, another one with each run: what is alike in everything that a test can see need not be tried in
 * every copy, but no copy may be out of reach. All where `EXHAUSTIVE`. Keeps the order.
 */
export function oneOfEach<T>(all: readonly T[], classOf: (one: T) => string): readonly T[] {
  if (EXHAUSTIVE) return all;
  const random = new Random(SAMPLE_SEED);
  const classes = new Map<string, T[]>();
  for (const one of all) classes.set(classOf(one), [...(classes.get(classOf(one)) ?? []), one]);
  const drawn = new Set([...classes.values()].map((alike) => alike[Math.floor(random.next() * alike.length)]));
  return all.filter((one) => drawn.has(one));
}
