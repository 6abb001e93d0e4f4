import { type Declaration, declarations } from './declarations';
import { Expressions } from './expression';
import { Formulas, truth } from './formula';
import type { EventReference, Formula, Gate, OpenPsaEvent, OpenPsaModel } from './model';
import { Problems } from './problems';
import { parseXml } from './xml';
import type { XmlSource } from './xml-element';

/** How to read a model. */
export interface ReadOptions {
  /** The system's mission time, in hours. @default 8760, a year, as in SCRAM */
  readonly missionTime?: number;
}

/**
 * Reads the fault trees of an Open-PSA model (Model Exchange Format 2.0d) from one or several files: a tree may lie in one
 * and its basic events in another. Supported: and, or, not, atleast, constants, nested formulas; gates, basic and house
 * events; components with public and private roles; constant expressions (see `Expressions`).
 * @throws OpenPsaError with every problem found
 */
export function readOpenPsa(sources: readonly XmlSource[], options: ReadOptions = {}): OpenPsaModel {
  const problems = new Problems();
  const declared = declarations(sources.map(parseXml), problems);
  const formulas = new Formulas(declared, problems);
  const expressions = new Expressions(declared, options.missionTime ?? 8760, problems);
  const events = new Map<string, OpenPsaEvent>();
  for (const declaration of declared.events.values()) {
    events.set(declaration.id, toEvent(declaration, formulas, expressions, problems));
  }
  problems.throwIfAny();
  const gates = gatesOf(events);
  refuseCycles(gates, problems);
  problems.throwIfAny();
  return { events, tops: topsOf(gates) };
}

function toEvent(
  { kind, id, body, container, element }: Declaration,
  formulas: Formulas,
  expressions: Expressions,
  problems: Problems,
): OpenPsaEvent {
  if (kind === 'gate') {
    if (body === undefined) problems.add('missing', `the gate "${id}" has no formula`, element.place);
    const formula: Formula = body ? formulas.read(body, container) : { kind: 'constant', value: false };
    return { kind, id, formula, definition: element };
  }
  if (kind === 'house-event') {
    const state = body === undefined ? false : truth(body.attributes.value);
    if (state === undefined)
      problems.add('bad-value', `the house event "${id}" is neither true nor false`, element.place);
    return { kind, id, state: state ?? false };
  }
  if (body === undefined) return { kind: 'basic-event', id };
  const before = problems.count;
  const probability = expressions.value(body, container);
  if (problems.count === before && !(probability >= 0 && probability <= 1)) {
    problems.add('bad-value', `the probability of "${id}" is ${probability}, not within 0 and 1`, body.place);
  }
  return { kind: 'basic-event', id, probability };
}

/** The identifiers that a formula names. */
function namedIn(formula: Formula): readonly string[] {
  if (formula.kind === 'event') return [formula.id];
  if (formula.kind === 'constant') return [];
  return formula.operands.every(isReference)
    ? formula.operands.map((operand) => operand.id)
    : formula.operands.flatMap(namedIn);
}

function isReference(formula: Formula): formula is EventReference {
  return formula.kind === 'event';
}

/** A gate, and how far the search for cycles has come with it. */
interface SearchedGate {
  readonly gate: Gate;
  /** The identifiers that its formula names, and which of them is next. */
  readonly names: readonly string[];
  next: number;
  state: 'new' | 'on the path' | 'done';
  isNamed: boolean;
}

function gatesOf(events: ReadonlyMap<string, OpenPsaEvent>): ReadonlyMap<string, SearchedGate> {
  const gates = new Map<string, SearchedGate>();
  for (const gate of events.values()) {
    if (gate.kind !== 'gate') continue;
    gates.set(gate.id, { gate, names: namedIn(gate.formula), next: 0, state: 'new', isNamed: false });
  }
  return gates;
}

/**
 * Depth-first search for a gate that depends on itself; the path is in the message. Without one, each gate that another one
 * names is marked.
 */
function refuseCycles(gates: ReadonlyMap<string, SearchedGate>, problems: Problems): void {
  const path: SearchedGate[] = [];
  const enter = (gate: SearchedGate): void => {
    gate.state = 'on the path';
    path.push(gate);
  };
  for (const start of gates.values()) {
    if (start.state === 'new') enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const name = top.names[top.next++];
      if (name === undefined) {
        path.pop();
        top.state = 'done';
        continue;
      }
      const named = gates.get(name);
      if (named === undefined) continue;
      named.isNamed = true;
      if (named.state === 'new') enter(named);
      else if (named.state === 'on the path') {
        const ids = path.map(({ gate }) => gate.id);
        const cycle = [...ids.slice(ids.indexOf(name)), name].join(' → ');
        problems.add('cycle', `a gate depends on itself: ${cycle}`, named.gate.definition.place);
        return;
      }
    }
  }
}

function topsOf(gates: ReadonlyMap<string, SearchedGate>): string[] {
  const tops: string[] = [];
  for (const { gate, isNamed } of gates.values()) if (!isNamed) tops.push(gate.id);
  return tops;
}
