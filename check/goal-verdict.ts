import { minimalCutSets } from '../fault-graph/algorithms/cut-sets';
import { orderOne } from '../fault-graph/algorithms/order-one';
import type { Unavailabilities } from '../fault-graph/algorithms/unavailability';
import type { FaultGraph } from '../fault-graph/fault-graph';
import { availabilityOf } from './availability';
import { explain } from './claims/explain';
import type { Element, ElementClass } from './elements';
import type { ElementFacts, GoalVerdict, Pair } from './findings';
import type { SiteMeaning } from './site-meaning';

const LIKELIEST = 5;
const RELIED_ON: ReadonlySet<ElementClass> = new Set(['managed', 'region']);

/** The fault graphs that a goal is judged by. */
export interface Graphs {
  readonly graph: FaultGraph;
  readonly recovery: FaultGraph;
  readonly soft: FaultGraph;
  /** The first two without what is only assumed. @default - nothing is */
  readonly certain?: { readonly graph: FaultGraph; readonly recovery: FaultGraph };
}

/** What can take one goal down. */
export function goalVerdict(
  goal: string,
  service: string,
  site: SiteMeaning,
  { graph, recovery, soft, certain }: Graphs,
  rates: Unavailabilities,
): GoalVerdict {
  const outage = orderOne(graph, goal);
  if (outage.failsFromStart) {
    const nothing = { singlePoints: [], softLosses: [], reliesOn: [], pairs: { count: 0, likeliest: [] } };
    return { goal, service, works: false, ...nothing };
  }
  const lost = new Set(outage.elements);
  const unrecoverable = new Set(orderOne(recovery, goal).elements);
  const slower = new Set(orderOne(soft, goal).elements);
  const points = [
    ...outage.elements.map((element) => ({ element, effect: 'outage' as const, in: graph, alone: lost })),
    ...[...unrecoverable]
      .filter((element) => !lost.has(element))
      .map((element) => ({ element, effect: 'recovery' as const, in: recovery, alone: unrecoverable })),
  ];
  const known = certain && {
    outage: new Set(orderOne(certain.graph, goal).elements),
    recovery: new Set(orderOne(certain.recovery, goal).elements),
  };
  const facts = points.map(({ element, effect, in: found, alone }) => {
    const isKnown = known === undefined || known[effect].has(element);
    const isShownBy = known !== undefined && isKnown ? known[effect] : undefined;
    const graphShown = effect === 'outage' ? certain?.graph : certain?.recovery;
    return {
      ...factsOf(site, element),
      effect,
      ...(isKnown ? {} : { assumed: true as const }),
      // The way that is shown is the certain one, where there is one.
      path:
        isShownBy && graphShown
          ? explain(site, graphShown, element, goal, isShownBy)
          : explain(site, found, element, goal, alone),
    };
  });
  return {
    goal,
    service,
    works: true,
    singlePoints: facts.filter(({ class: kind }) => !RELIED_ON.has(kind)).sort(byClass),
    softLosses: [...slower]
      .filter((element) => !lost.has(element))
      .map((element) => ({ ...factsOf(site, element), path: explain(site, soft, element, goal, slower) }))
      .filter(({ class: kind }) => !RELIED_ON.has(kind))
      .sort(byClass),
    reliesOn:
      lost.size === 0
        ? []
        : outage.elements.map((element) => factsOf(site, element)).filter(({ class: kind }) => RELIED_ON.has(kind)),
    pairs: pairsOf(graph, goal, rates),
    availability: availabilityOf(graph, goal, rates),
  };
}

function pairsOf(graph: FaultGraph, goal: string, rates: Unavailabilities): GoalVerdict['pairs'] {
  const sets = minimalCutSets(graph, goal, { maxOrder: 2 });
  const pairs = sets.ofOrder(2).map((elements): Pair => {
    return { elements, probability: elements.reduce((product, element) => product * (rates.get(element) ?? 0), 1) };
  });
  pairs.sort((a, b) => b.probability - a.probability || (a.elements.join() < b.elements.join() ? -1 : 1));
  return { count: pairs.length, likeliest: pairs.slice(0, LIKELIEST) };
}

/** Places of the classes in reports. */
const ORDER: readonly ElementClass[] = ['node', 'volume', 'nat', 'zone', 'managed', 'region'];

function byClass(a: ElementFacts, b: ElementFacts): number {
  return ORDER.indexOf(a.class) - ORDER.indexOf(b.class) || (a.element < b.element ? -1 : 1);
}

/** An element as reports show it. */
export function factsOf(site: SiteMeaning, id: string): ElementFacts {
  const element: Element = site.elements.get(id) ?? { id, class: 'managed', needs: [] };
  const { zone, tier } = element;
  return {
    element: id,
    class: element.class,
    ...(zone === undefined ? {} : { zone }),
    ...(tier === undefined ? {} : { tier }),
  };
}
