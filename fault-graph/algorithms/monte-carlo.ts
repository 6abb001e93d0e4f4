import type { FaultGraph } from '../fault-graph';
import { clopperPearson } from './clopper-pearson';
import { coneOf } from './cone';
import { Random } from './random';
import { SCENARIOS, Scenarios } from './scenarios';
import { type Unavailabilities, unavailabilitiesOf } from './unavailability';

/** How long to sample. */
export interface SamplingOptions {
  /** The same seed gives the same result. @default 1 */
  readonly seed?: number;
  /** Number of sampled states, rounded up to a multiple of 32. @default 100,000 */
  readonly trials?: number;
  /** Of the interval, between 0 and 1. @default 0.95 */
  readonly confidence?: number;
}

/** An estimate of the probability that a goal fails, where the exact one is out of reach. */
export interface Estimate {
  readonly estimate: number;
  /** With the given confidence, the probability lies within low and high. */
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  readonly trials: number;
  readonly seed: number;
}

/**
 * Estimates the probability that a goal fails by sampling states of the elements, which fail independently of each other.
 * O(trials / 32 · inputs of the cone + failed elements in all trials): elements of equal probability are drawn together,
 * skipping from one failure to the next.
 */
export function sampleFailure(
  graph: FaultGraph,
  goal: string,
  given: Unavailabilities,
  { seed = 1, trials: wanted = 100_000, confidence = 0.95 }: SamplingOptions = {},
): Estimate {
  const cone = coneOf(graph, graph.goal(goal));
  const scenarios = new Scenarios(graph, cone);
  const groups = groupsOf(cone.elements, unavailabilitiesOf(graph, cone.elements, given));
  const random = new Random(seed);
  const rounds = Math.max(1, Math.ceil(wanted / SCENARIOS));
  let hits = 0;
  for (let round = 0; round < rounds; round++) {
    for (const element of cone.elements) scenarios.words[element] = -1;
    for (const group of groups) draw(group, scenarios.words, random);
    hits += bitCount(~scenarios.evaluate());
  }
  const trials = rounds * SCENARIOS;
  const [low, high] = clopperPearson(hits, trials, confidence);
  return { estimate: hits / trials, low, high, confidence, trials, seed };
}

/** Elements of one probability. */
interface Group {
  readonly probability: number;
  readonly elements: number[];
}

function groupsOf(elements: Int32Array, probabilities: Float64Array): Group[] {
  const groups = new Map<number, Group>();
  elements.forEach((element, i) => {
    const probability = probabilities[i]!;
    const group = groups.get(probability) ?? { probability, elements: [] };
    groups.set(probability, group);
    group.elements.push(element);
  });
  return [...groups.values()].filter(({ probability }) => probability > 0);
}

/** Fails each element in each scenario with the group's probability: geometrically distributed gaps between failures. */
function draw({ probability, elements }: Group, words: Int32Array, random: Random): void {
  const draws = elements.length * SCENARIOS;
  const scale = 1 / Math.log1p(-probability);
  const gap = (): number => (probability === 1 ? 0 : Math.floor(Math.log1p(-random.next()) * scale));
  for (let at = gap(); at < draws; at += 1 + gap()) words[elements[at >>> 5]!]! &= ~(1 << (at & 31));
}

function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
