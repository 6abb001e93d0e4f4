import { FaultGraphBuilder } from '../builder';
import type { FaultGraph } from '../fault-graph';
import type { Formula, OpenPsaModel } from './model';
import { OpenPsaError, type XmlPlace } from './problems';

/** The goal's name in the graph of a top event. */
export const TOP = 'top';

/** A top event as a graph: a basic event is an element that fails when it happens, and the goal `top` fails with the top event. */
export interface TopEventGraph {
  readonly graph: FaultGraph;
  /** Probability of each basic event that the top event depends on, where all of them have one. */
  readonly probabilities: ReadonlyMap<string, number> | undefined;
  /**
   * For a model with `not`: the element that stands for "this basic event hasn't happened", and the basic event. Such a
   * graph is only right together with these: one of both has failed, always.
   */
  readonly complements: ReadonlyMap<string, string>;
}

/** @throws OpenPsaError `no-top` where the model has no such gate */
export function topEventGraph(model: OpenPsaModel, top: string): TopEventGraph {
  if (model.events.get(top)?.kind !== 'gate') {
    throw new OpenPsaError([{ code: 'no-top', message: `the model has no gate "${top}"` }]);
  }
  return new Conversion(model).convert(top);
}

/**
 * The graph of a top event for analyses that hold only where every failure makes things worse.
 * @throws OpenPsaError `not-coherent` where the top event depends on a `not` that can't be removed
 */
export function coherentGraph(model: OpenPsaModel, top: string): TopEventGraph {
  const converted = topEventGraph(model, top);
  const [first] = converted.complements.values();
  if (first === undefined) return converted;
  const message = `the top event "${top}" can be prevented by the failure of "${first}" (a <not>)`;
  const gate = model.events.get(top);
  const place: { place?: XmlPlace } = gate?.kind === 'gate' ? { place: gate.definition.place } : {};
  throw new OpenPsaError([{ code: 'not-coherent', message, ...place }]);
}

class Conversion {
  readonly #builder = new FaultGraphBuilder();
  readonly #seen = new Set<string>();
  readonly #complements = new Map<string, string>();
  readonly #probabilities = new Map<string, number>();
  #complete = true;
  /** Gates whose formulas are still to be converted, as they are or negated. */
  readonly #pending: (() => void)[] = [];

  constructor(readonly model: OpenPsaModel) {}

  convert(top: string): TopEventGraph {
    this.#builder.goal(TOP, this.#event(top, false));
    for (let next = this.#pending.pop(); next; next = this.#pending.pop()) next();
    return {
      graph: this.#builder.build(),
      probabilities: this.#complete ? this.#probabilities : undefined,
      complements: this.#complements,
    };
  }

  /** The node that fails exactly if the event has happened; with `negated`, if it hasn't. */
  #event(id: string, negated: boolean): string {
    const node = negated ? `not ${id}` : id;
    if (this.#seen.has(node)) return node;
    this.#seen.add(node);
    const event = this.model.events.get(id);
    if (event?.kind === 'gate') this.#pending.push(() => this.#define(node, event.formula, negated));
    else if (event?.kind === 'house-event') this.#builder.gate(node, event.state !== negated ? 1 : 0, []);
    else if (event?.kind === 'basic-event') {
      this.#builder.element(node);
      if (negated) this.#complements.set(node, this.#event(id, false));
      else if (event.probability === undefined) this.#complete = false;
      else this.#probabilities.set(id, event.probability);
    }
    return node;
  }

  /** Defines a node that fails exactly if the formula is true; with `negated`, if it is false (De Morgan). */
  #define(node: string, formula: Formula, negated: boolean): void {
    if (formula.kind === 'constant') {
      this.#builder.gate(node, formula.value !== negated ? 1 : 0, []);
      return;
    }
    if (formula.kind === 'event') {
      this.#builder.all(node, [this.#event(formula.id, negated)]);
      return;
    }
    const inverts = formula.kind === 'not';
    const inputs = formula.operands.map((operand, i) => this.#operand(node, i + 1, operand, negated !== inverts));
    const needed = neededOperands(formula);
    // True with `needed` operands; false with enough of their opposites that `needed` can't be reached.
    const failures = negated && !inverts ? inputs.length - needed + 1 : needed;
    this.#builder.gate(node, inputs.length - failures + 1, inputs);
  }

  #operand(gate: string, place: number, formula: Formula, negated: boolean): string {
    if (formula.kind === 'event') return this.#event(formula.id, negated);
    const node = `${gate}/${place}`;
    this.#define(node, formula, negated);
    return node;
  }
}

/** How many of its operands must be true for a formula to be. */
function neededOperands(formula: Exclude<Formula, { kind: 'constant' } | { kind: 'event' }>): number {
  switch (formula.kind) {
    case 'atleast':
      return formula.min;
    case 'and':
      return formula.operands.length;
    default:
      return 1;
  }
}
