import { failureDiagram } from '../fault-graph/algorithms/failure-diagram';
import { importances } from '../fault-graph/algorithms/importance';
import { sampleFailure } from '../fault-graph/algorithms/monte-carlo';
import { DiagramTooLarge } from '../fault-graph/algorithms/node-table';
import { failureProbability } from '../fault-graph/algorithms/probability';
import type { Unavailabilities } from '../fault-graph/algorithms/unavailability';
import type { FaultGraph } from '../fault-graph/fault-graph';

/** How likely a goal works at any moment, under the assumed rates. */
export interface Availability {
  /** 0 to 1. */
  readonly availability: number;
  /** Expected hours a year in which the goal fails. */
  readonly downHoursAYear: number;
  /** `exact`, or `sampled` with the bounds between which it lies with 95 % confidence. */
  readonly method: 'exact' | 'sampled';
  readonly bounds?: readonly [low: number, high: number];
  /** Elements whose failures make up most of the downtime, the most important first; at most five. */
  readonly dominant: readonly { readonly element: string; readonly share: number }[];
}

const HOURS_A_YEAR = 365.25 * 24;
const SHOWN = 5;

/** The availability of a goal; sampled where the exact computation would grow too large. */
export function availabilityOf(graph: FaultGraph, goal: string, rates: Unavailabilities): Availability {
  try {
    const diagram = failureDiagram(graph, goal);
    const down = failureProbability(graph, diagram, rates);
    const dominant = importances(graph, diagram, rates)
      .filter(({ criticality }) => criticality > 0)
      .sort((a, b) => b.criticality - a.criticality || (a.element < b.element ? -1 : 1))
      .slice(0, SHOWN)
      .map(({ element, criticality }) => ({ element, share: criticality }));
    return { availability: 1 - down, downHoursAYear: down * HOURS_A_YEAR, method: 'exact', dominant };
  } catch (error) {
    if (!(error instanceof DiagramTooLarge)) throw error;
    const { estimate, low, high } = sampleFailure(graph, goal, rates);
    return {
      availability: 1 - estimate,
      downHoursAYear: estimate * HOURS_A_YEAR,
      method: 'sampled',
      bounds: [1 - high, 1 - low],
      dominant: [],
    };
  }
}
