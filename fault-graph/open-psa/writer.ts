import type { Unavailabilities } from '../algorithms/unavailability';
import type { FaultGraph } from '../fault-graph';
import { Identifiers } from './identifiers';
import { type UnrolledGate, type UnrolledInput, unrolled } from './unrolled';

/** What to write of a graph. */
export interface WriteOptions {
  /** Name of the fault tree. @default site */
  readonly name?: string;
  /** Goals to write, each as a top event of that name. @default all */
  readonly goals?: readonly string[];
  /** Probability of each element, written where it is known. @default none */
  readonly probabilities?: Unavailabilities;
}

/**
 * A graph as an Open-PSA fault tree, for any fault-tree analyser: an element becomes a basic event, a gate a gate that is
 * true when it has failed, a goal a top event. Original identifiers that aren't allowed there stand in the labels; cycles
 * are unrolled. O(what it writes), see `unrolled`.
 */
export function writeOpenPsa(graph: FaultGraph, options: WriteOptions = {}): string {
  const writer = new Writer(graph);
  const goals = options.goals ?? [...graph.goals.keys()];
  // Goals first: they keep their names where something else is called the same.
  const tops = goals.map((goal) => writer.top(goal));
  const gates = writer.gates(goals.map((goal) => graph.goal(goal)));
  const events = writer.basicEvents(options.probabilities ?? new Map());
  const tree = new Identifiers().name(options.name ?? 'site');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<opsa-mef>',
    `  <define-fault-tree name="${tree}">`,
    ...tops,
    ...gates,
    '  </define-fault-tree>',
    '  <model-data>',
    ...events,
    '  </model-data>',
    '</opsa-mef>',
    '',
  ].join('\n');
}

class Writer {
  readonly #identifiers = new Identifiers();
  readonly #elements = new Set<number>();

  constructor(readonly graph: FaultGraph) {}

  top(goal: string): string {
    const node = this.graph.goal(goal);
    const name = this.#identifiers.name(`goal\0${goal}`, goal);
    return this.#gate(name, goal, `      ${this.#reference({ node, round: 0 })}`);
  }

  gates(nodes: readonly number[]): string[] {
    const written = new Set<string>();
    const lines: string[] = [];
    for (const gate of nodes.flatMap((node) => unrolled(this.graph, node))) {
      const name = this.#name(gate);
      if (!written.has(name)) lines.push(this.#gate(name, this.#label(gate), this.#formula(gate)));
      written.add(name);
    }
    return lines;
  }

  basicEvents(probabilities: Unavailabilities): string[] {
    return [...this.#elements]
      .sort((a, b) => a - b)
      .map((element) => {
        const id = this.graph.id(element);
        const name = this.#name({ node: element, round: 0 });
        const probability = probabilities.get(id);
        const parts = [
          ...labelLines(name, id),
          ...(probability === undefined ? [] : [`      <float value="${probability}"/>`]),
        ];
        if (parts.length === 0) return `    <define-basic-event name="${name}"/>`;
        return [`    <define-basic-event name="${name}">`, ...parts, '    </define-basic-event>'].join('\n');
      });
  }

  #gate(name: string, label: string, formula: string): string {
    return [`    <define-gate name="${name}">`, ...labelLines(name, label), formula, '    </define-gate>'].join('\n');
  }

  #formula({ failures, inputs }: UnrolledGate): string {
    if (failures <= 0) return '      <constant value="true"/>';
    if (failures > inputs.length) return '      <constant value="false"/>';
    const references = inputs.map((input) => this.#reference(input));
    if (references.length === 1) return `      ${references[0]!}`;
    const all = failures === inputs.length ? 'and' : `atleast min="${failures}"`;
    const kind = failures === 1 ? 'or' : all;
    const lines = references.map((reference) => `        ${reference}`);
    return [`      <${kind}>`, ...lines, `      </${kind.split(' ')[0]!}>`].join('\n');
  }

  #reference(input: UnrolledInput): string {
    if (!this.graph.isElement(input.node)) return `<gate name="${this.#name(input)}"/>`;
    this.#elements.add(input.node);
    return `<basic-event name="${this.#name(input)}"/>`;
  }

  #name(copy: UnrolledInput): string {
    return this.#identifiers.name(`${copy.round}\0${this.graph.id(copy.node)}`, this.#label(copy));
  }

  #label({ node, round }: UnrolledInput): string {
    return round === 0 ? this.graph.id(node) : `${this.graph.id(node)}-round-${round}`;
  }
}

/** The identifier as it was, where the name had to differ. */
function labelLines(name: string, id: string): string[] {
  return name === id ? [] : [`      <label>${escaped(id)}</label>`];
}

function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 can't hold them, and a label no line break or tab
  const visible = text.replace(/[\u0000-\u001f\ufffe\uffff]/g, ' ');
  return visible.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
