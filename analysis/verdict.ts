import type { Declares } from '../model/service-graph';
import { minimalCutSets } from './algorithms/cut-sets';
import { orderOne } from './algorithms/order-one';
import type { Unavailabilities } from './algorithms/unavailability';
import { availabilityOf } from './availability';
import type { Element, ElementClass } from './claims/elements';
import { explain } from './claims/explain';
import { readServiceGraph } from './claims/read-service-graph';
import { SiteGraph } from './claims/site-graph';
import { losses } from './element-loss';
import { siteOf } from './evidence/site';
import type { FaultGraph } from './fault-graph';
import type { ElementFacts, GoalVerdict, Pair, StackVerdict } from './findings';
import { judge, survivesAny } from './judgement';
import { ratesOf, staleRates } from './rates';
import type { ReadMachineFiles } from './terraform/machine-files';
import { TerraformStack } from './terraform/stack';
import { unknowns } from './unknowns';

/** A verdict with the graphs that it was read from, for reports that show them. */
export interface Examined {
  readonly verdict: StackVerdict;
  readonly graph: FaultGraph;
  readonly rates: Unavailabilities;
}

const LIKELIEST = 5;
const RELIED_ON: ReadonlySet<ElementClass> = new Set(['managed', 'region']);

/**
 * The verdict on a synthesized stack.
 * @param terraform `cdk.tf.json`, parsed
 * @param serviceGraph `service-graph.json`, parsed
 * @param read how machines' cloud-config is read. @default - parsed each time
 * @throws UnreadableTerraformError, UnreadableClaimsError, FaultGraphError
 */
export function examine(terraform: unknown, serviceGraph: unknown, read?: ReadMachineFiles): Examined {
  const claims = readServiceGraph(serviceGraph);
  const declared: Declares = claims.declares ?? { survives: 'none', accept: [] };
  const site = new SiteGraph(siteOf(new TerraformStack(terraform), claims, read));
  const graph = site.graph({ soft: false, recovery: false });
  const recovery = site.graph({ soft: false, recovery: true });
  const soft = site.graph({ soft: true, recovery: false });
  const ownRates = declared.rates ?? [];
  const rates = ratesOf(site.elements.values(), ownRates);
  const goals = claims.goals.map(({ name, service }) => {
    return goalVerdict(name, service, site, { graph, recovery, soft }, rates);
  });
  const verdict: StackVerdict = {
    site: claims.site,
    survives: declared.survives,
    survivesNode: survivesAny('node', goals),
    survivesZone: survivesAny('zone', goals),
    ...judge(goals, { ...declared, staleRates: staleRates(site.elements, ownRates) }),
    ownRates,
    goals,
    elements: losses(site, graph).map(({ element, ...loss }) => ({ ...factsOf(site, element), ...loss })),
    gaps: site.gaps,
    unknown: unknowns(site),
  };
  return { verdict, graph, rates };
}

/** Verdict without the graphs. */
export function verdictOf(terraform: unknown, serviceGraph: unknown, read?: ReadMachineFiles): StackVerdict {
  return examine(terraform, serviceGraph, read).verdict;
}

interface Graphs {
  readonly graph: FaultGraph;
  readonly recovery: FaultGraph;
  readonly soft: FaultGraph;
}

function goalVerdict(
  goal: string,
  service: string,
  site: SiteGraph,
  { graph, recovery, soft }: Graphs,
  rates: Unavailabilities,
): GoalVerdict {
  const outage = orderOne(graph, goal);
  if (outage.failsFromStart) {
    const nothing = { singlePoints: [], softLosses: [], reliesOn: [], pairs: { count: 0, likeliest: [] } };
    return { goal, service, works: false, ...nothing };
  }
  const lost = new Set(outage.elements);
  const points = [
    ...outage.elements.map((element) => ({ element, effect: 'outage' as const, in: graph })),
    ...orderOne(recovery, goal)
      .elements.filter((element) => !lost.has(element))
      .map((element) => ({ element, effect: 'recovery' as const, in: recovery })),
  ];
  const facts = points.map(({ element, effect, in: found }) => ({
    ...factsOf(site, element),
    effect,
    path: explain(site, found, element, goal),
  }));
  return {
    goal,
    service,
    works: true,
    singlePoints: facts.filter(({ class: kind }) => !RELIED_ON.has(kind)).sort(byClass),
    softLosses: orderOne(soft, goal)
      .elements.filter((element) => !lost.has(element))
      .map((element) => ({ ...factsOf(site, element), path: explain(site, soft, element, goal) }))
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

function factsOf(site: SiteGraph, id: string): ElementFacts {
  const element: Element = site.elements.get(id) ?? { id, class: 'managed', needs: [] };
  const { zone, tier } = element;
  return {
    element: id,
    class: element.class,
    ...(zone === undefined ? {} : { zone }),
    ...(tier === undefined ? {} : { tier }),
  };
}
