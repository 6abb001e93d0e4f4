import type { Survives } from '../model/topology';
import { minimalCutSets } from './algorithms/cut-sets';
import { orderOne } from './algorithms/order-one';
import type { Unavailabilities } from './algorithms/unavailability';
import { type Availability, availabilityOf } from './availability';
import type { Element, ElementClass } from './claims/elements';
import { explain } from './claims/explain';
import { readServiceGraph } from './claims/read-service-graph';
import { SiteGraph } from './claims/site-graph';
import { type ElementLoss, losses } from './element-loss';
import type { Gap } from './evidence/gap';
import { siteOf } from './evidence/site';
import type { FaultGraph } from './fault-graph';
import { type Judgement, judge } from './judgement';
import { RATES } from './rates';
import { TerraformStack } from './terraform/stack';
import { unknowns } from './unknowns';

/** An element in a report. */
export interface ElementFacts {
  /** Terraform address; of a zone or region its name. */
  readonly element: string;
  readonly class: ElementClass;
  readonly zone?: string;
  readonly tier?: string;
}

/** One element whose loss makes a goal fail. */
export interface SinglePoint extends ElementFacts {
  /**
   * `outage`: the goal fails with it. `recovery`: the goal goes on, but no lost node can be rebuilt while it is away, so that
   * redundancy ends with it (docs/decisions/egress.md).
   */
  readonly effect: 'outage' | 'recovery';
  /** How the loss reaches the goal, from the element to the goal: `db_1`, `web needs db.write`, `write`. */
  readonly path: readonly string[];
}

/** One element without which a goal still works, but slower. */
export interface SoftLoss extends ElementFacts {
  readonly path: readonly string[];
}

/** Two elements whose joint loss makes a goal fail, where the loss of either does not. */
export interface Pair {
  readonly elements: readonly string[];
  /** That both are down at a moment, under the assumed rates. */
  readonly probability: number;
}

/** What can take one goal down. */
export interface GoalVerdict {
  readonly goal: string;
  /** The service that a visitor meets first. */
  readonly service: string;
  /** Whether it works with everything up, as far as there is evidence. */
  readonly works: boolean;
  /** Nodes, volumes, NAT gateways and zones; by class and address. */
  readonly singlePoints: readonly SinglePoint[];
  readonly softLosses: readonly SoftLoss[];
  /** Services that AWS runs and the region: they are single points too, and what the verdict relies on. */
  readonly reliesOn: readonly ElementFacts[];
  readonly pairs: { readonly count: number; readonly likeliest: readonly Pair[] };
  /** Missing where the goal does not work. */
  readonly availability?: Availability;
}

/** The verdict on one synthesized stack. */
export interface StackVerdict extends Judgement {
  readonly site: string;
  /** What the topology says that it can lose one of. */
  readonly survives: Survives;
  readonly survivesNode: boolean;
  readonly survivesZone: boolean;
  readonly goals: readonly GoalVerdict[];
  readonly elements: readonly (ElementFacts & ElementLoss)[];
  readonly gaps: readonly Gap[];
  /** What could not be known. */
  readonly unknown: readonly string[];
}

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
 * @throws UnreadableTerraformError, UnreadableClaimsError, FaultGraphError
 */
export function examine(terraform: unknown, serviceGraph: unknown): Examined {
  const claims = readServiceGraph(serviceGraph);
  const declared = claims.declares ?? { survives: 'none', accept: [] };
  const site = new SiteGraph(siteOf(new TerraformStack(terraform), claims));
  const graph = site.graph({ soft: false, recovery: false });
  const recovery = site.graph({ soft: false, recovery: true });
  const soft = site.graph({ soft: true, recovery: false });
  const rates = new Map([...site.elements.values()].map(({ id, class: kind }) => [id, RATES[kind].unavailability]));
  const goals = claims.goals.map(({ name, service }) => {
    return goalVerdict(name, service, site, { graph, recovery, soft }, rates);
  });
  const survivesNode = goals.every((goal) => goal.works && goal.singlePoints.every((one) => one.class === 'zone'));
  const survivesZone = goals.every((goal) => goal.works && goal.singlePoints.length === 0);
  const verdict: StackVerdict = {
    site: claims.site,
    survives: declared.survives,
    survivesNode,
    survivesZone,
    ...judge(goals, declared),
    goals,
    elements: losses(site, graph).map(({ element, ...loss }) => ({ ...factsOf(site, element), ...loss })),
    gaps: site.gaps,
    unknown: unknowns(site),
  };
  return { verdict, graph, rates };
}

/** Verdict without the graphs. */
export function verdictOf(terraform: unknown, serviceGraph: unknown): StackVerdict {
  return examine(terraform, serviceGraph).verdict;
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
