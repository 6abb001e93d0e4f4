import { explainTogether } from '../../../check/claims/explain';
import type { Element } from '../../../check/elements';
import { shownElements } from '../../../check/shown-elements';
import type { GateMeaning, SiteMeaning } from '../../../check/site-meaning';
import { working } from '../../../fault-graph/algorithms/working';
import { FaultGraphBuilder } from '../../../fault-graph/builder';
import type { FaultGraph } from '../../../fault-graph/fault-graph';

/** A site's fault graph and what it is about, as a page carries it. */
export interface CarriedSite {
  readonly elements: readonly Element[];
  /** Gates by name, each with how many of its inputs suffice; inputs by place: elements first, then gates. */
  readonly gates: readonly (readonly [id: string, threshold: number, inputs: readonly number[]])[];
  readonly goals: readonly (readonly [goal: string, gate: string])[];
  readonly services: readonly (readonly [id: string, members: readonly string[]])[];
  readonly meanings: readonly (readonly [gate: string, meaning: GateMeaning])[];
}

/** What a page carries of a site. */
export function carried(graph: FaultGraph, meaning: SiteMeaning): CarriedSite {
  const { starts, items } = graph.inputs;
  const ids = graph.ids.slice(0, graph.elementCount);
  const known = new Set(graph.ids);
  return {
    elements: ids.map((id) => meaning.elements.get(id) ?? { id, class: 'managed', needs: [] }),
    gates: Array.from({ length: graph.gateCount }, (_, gate) => [
      graph.id(graph.elementCount + gate),
      graph.thresholds[gate] ?? 0,
      [...items.subarray(starts[gate], starts[gate + 1])],
    ]),
    goals: [...graph.goals].map(([goal, node]) => [goal, graph.id(node)]),
    services: [...meaning.services].map(([id, { members }]) => [id, members]),
    meanings: [...meaning.meanings].filter(([gate]) => known.has(gate)),
  };
}

/** How a goal stands under a loss. */
export interface GoalState {
  readonly goal: string;
  readonly works: boolean;
  /** For each lost element without which the goal could have borne some of the others, the way to the visitor. */
  readonly ways: readonly (readonly string[])[];
}

/** Up to so many things lost together, each is looked at for its part in it; of more, one part that suffices is shown. */
const FEW = 8;

/** A site as a page looks at it: the product's own graph and algorithms, in the browser. */
export class ExploredSite {
  readonly graph: FaultGraph;
  readonly meaning: SiteMeaning;
  /** Elements by place. */
  readonly elements: readonly Element[];

  constructor(site: CarriedSite) {
    this.elements = site.elements;
    const names = [...site.elements.map(({ id }) => id), ...site.gates.map(([id]) => id)];
    const builder = new FaultGraphBuilder();
    for (const { id } of site.elements) builder.element(id);
    for (const [id, threshold, inputs] of site.gates) {
      builder.gate(
        id,
        threshold,
        inputs.map((input) => names[input] ?? ''),
      );
    }
    for (const [goal, gate] of site.goals) builder.goal(goal, gate);
    this.graph = builder.build();
    this.meaning = {
      elements: new Map(site.elements.map((one) => [one.id, one])),
      services: new Map(site.services.map(([id, members]) => [id, { members }])),
      meanings: new Map(site.meanings),
    };
  }

  /** What an element is called. */
  shown(id: string): string {
    return shownElements(this.meaning.elements)(id);
  }

  /** Goals under the loss of these elements. O(nodes + inputs) a goal that fails */
  goals(lost: readonly string[]): readonly GoalState[] {
    const works = this.#working(lost);
    return [...this.graph.goals].map(([goal, node]) => {
      if (works[node] === 1) return { goal, works: true, ways: [] };
      const cuts = this.#cuts(lost, goal);
      const ways = new Map<string, readonly string[]>();
      for (const cut of cuts) {
        for (const element of cut) {
          if (!ways.has(element)) ways.set(element, explainTogether(this.meaning, this.graph, cut, element, goal));
        }
      }
      return { goal, works: false, ways: [...ways.values()].filter(({ length }) => length > 0) };
    });
  }

  /** Minimal parts of the loss that end the goal: one with each element that takes part in it, or of very many just one. */
  #cuts(lost: readonly string[], goal: string): readonly (readonly string[])[] {
    if (lost.length > FEW) return [this.#minimal(lost, goal)];
    const alone = lost.filter((one) => !this.#works([one], goal));
    // What suffices alone is in no other minimal part.
    const rest = lost.filter((one) => !alone.includes(one));
    const together = this.#works(rest, goal) ? [] : rest.flatMap((one) => this.#cutWith(one, rest, goal));
    return [...alone.map((one) => [one]), ...together];
  }

  /** A minimal part of the loss that ends the goal, with this element in it; none where its loss takes no part. */
  #cutWith(element: string, lost: readonly string[], goal: string): readonly (readonly string[])[] {
    const others = lost.filter((one) => one !== element);
    // As much of the others as the goal bears, begun with each of them: whether this one is what it does not bear.
    for (let first = 0; first <= others.length; first++) {
      const borne: string[] = [];
      for (const other of [...others.slice(first), ...others.slice(0, first)]) {
        if (this.#works([...borne, other], goal)) borne.push(other);
      }
      if (!this.#works([...borne, element], goal)) return [this.#minimal([...borne, element], goal)];
    }
    return [];
  }

  /** A part of the loss that ends the goal, and of which no part does. */
  #minimal(lost: readonly string[], goal: string): readonly string[] {
    let cut = lost;
    for (const one of lost) {
      const less = cut.filter((other) => other !== one);
      if (!this.#works(less, goal)) cut = less;
    }
    return cut;
  }

  #works(lost: readonly string[], goal: string): boolean {
    return this.#working(lost)[this.graph.goal(goal)] === 1;
  }

  /** Elements that stand still under this loss: what is lost, and what is gone with it. */
  down(lost: readonly string[]): ReadonlySet<string> {
    const works = this.#working(lost);
    return new Set(this.elements.map(({ id }) => id).filter((id) => works[this.graph.node(`up ${id}`)] !== 1));
  }

  #working(lost: readonly string[]): Uint8Array {
    return working(
      this.graph,
      lost.map((id) => this.graph.element(id)),
    );
  }
}
