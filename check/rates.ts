import type { Unavailabilities } from '../fault-graph/algorithms/unavailability';
import type { ElementClass } from '../model/element-classes';
import type { OwnRate } from '../model/topology';
import type { Element } from './elements';
import { serviceRate } from './service-rates';

/** How often a kind of element is down, and who says so. */
export interface Rate {
  /** Share of the time that it is down, 0 to 1. */
  readonly unavailability: number;
  readonly source: string;
}

/** Month in which this table was put together. */
export const RATES_AS_OF = '2026-11';

/**
 * What is assumed of each kind of element. A service level agreement is a threshold for refunds, not a forecast; it is the
 * only figure that AWS publishes for most, and tends to the careful side.
 */
export const RATES: Readonly<Record<ElementClass, Rate>> = {
  node: {
    unavailability: 0.005,
    source:
      'Amazon Compute and Amazon RDS Service Level Agreements: 99.5 % a month for a single EC2 instance, and for a single database instance; assumed for nodes of other services',
  },
  volume: {
    unavailability: 0.001,
    source: 'Amazon EBS, gp3: designed for 99.8 % to 99.9 % durability a year, 0.1 % taken as down until restored',
  },
  zone: {
    unavailability: 0.0005,
    source:
      'no figure is published for one zone; assumed 99.95 %, between the instance level (99.5 %) and the region level (99.99 %) of the Amazon Compute Service Level Agreement',
  },
  nat: {
    unavailability: 0.001,
    source: 'assumed 99.9 % a month, as for the services that AWS runs',
  },
  managed: {
    unavailability: 0.001,
    source: 'assumed 99.9 % a month, where the service itself has no figure in this table',
  },
  region: {
    unavailability: 0.0001,
    source: 'Amazon Compute Service Level Agreement, region-level: 99.99 % a month over two or more zones',
  },
};

/**
 * The rate of each element: its own where the topology states one, else that of its class there, else the table's.
 * @param own what the topology states
 */
export function ratesOf(elements: Iterable<Element>, own: readonly OwnRate[]): Unavailabilities {
  const stated = new Map(own.map((rate) => [rate.of, rate.unavailability]));
  return new Map(
    [...elements].map(({ id, class: kind }) => [
      id,
      stated.get(id) ?? stated.get(kind) ?? (kind === 'managed' ? serviceRate(id) : RATES[kind]).unavailability,
    ]),
  );
}

/** Rates of elements that are not there. That a class has no elements is no mistake. */
export function staleRates(elements: ReadonlyMap<string, Element>, own: readonly OwnRate[]): readonly OwnRate[] {
  return own.filter((rate) => !Object.hasOwn(RATES, rate.of) && !elements.has(rate.of));
}
