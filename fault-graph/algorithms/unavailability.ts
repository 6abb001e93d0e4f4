import type { FaultGraph } from '../fault-graph';

/** For each element the probability that it is down, 0 to 1, by identifier. */
export type Unavailabilities = ReadonlyMap<string, number>;

/** An element without a usable probability. */
export class UnavailabilityError extends Error {
  override readonly name = 'UnavailabilityError';

  constructor(
    readonly id: string,
    readonly value: number | undefined,
  ) {
    super(value === undefined ? `no probability is given for ${id}` : `the probability of ${id} is ${value}`);
  }
}

/** The probability of each of the given elements, in their order. @throws UnavailabilityError */
export function unavailabilitiesOf(
  graph: FaultGraph,
  elements: ArrayLike<number>,
  given: Unavailabilities,
): Float64Array {
  return Float64Array.from(elements, (element) => {
    const id = graph.id(element);
    const value = given.get(id);
    if (value === undefined || !(value >= 0 && value <= 1)) throw new UnavailabilityError(id, value);
    return value;
  });
}
