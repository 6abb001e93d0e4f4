import type { CheckedStack } from './checked-stack';
import { short } from './words';

/** A flowchart for each stack: elements in their zones, services, goals; single points of failure are red. */
export function mermaidReport(stacks: readonly CheckedStack[]): string {
  return stacks.map(chart).join('\n');
}

function chart({ id, verdict }: CheckedStack): string {
  const names = new Names();
  const points = new Set(verdict.goals.flatMap(({ singlePoints }) => singlePoints.map(({ element }) => element)));
  const shown = verdict.elements.filter(({ class: kind }) => kind !== 'zone' && kind !== 'region');
  const zones = [...new Set(shown.flatMap(({ zone }) => zone ?? []))].sort();
  const node = (element: string) =>
    `${names.of(element)}["${label(short(element))}"]${points.has(element) ? ':::spof' : ''}`;
  const marked = zones.filter((zone) => points.has(zone)).map((zone) => `  class ${names.of(zone)} spof`);
  return [
    '---',
    `title: "${label(id)}"`,
    '---',
    'flowchart RL',
    ...zones.flatMap((zone) => [
      `  subgraph ${names.of(zone)} ["${label(zone)}"]`,
      ...shown.filter((one) => one.zone === zone).map(({ element }) => `    ${node(element)}`),
      '  end',
    ]),
    ...shown.filter(({ zone }) => zone === undefined).map(({ element }) => `  ${node(element)}`),
    ...services(shown).map((service) => `  ${names.of(service)}(["${label(service)}"])`),
    ...verdict.goals.map(({ goal }) => `  ${names.of(`goal ${goal}`)}{{"${label(goal)}"}}`),
    ...shown.flatMap((one) =>
      [...one.services, ...one.degraded]
        .filter((service) => carries(one, service))
        .map((service) => `  ${names.of(one.element)} --> ${names.of(service)}`),
    ),
    ...verdict.goals.map(({ goal, service }) => `  ${names.of(service)} --> ${names.of(`goal ${goal}`)}`),
    ...marked,
    '  classDef spof fill:#c62828,stroke:#7f0000,color:#ffffff',
    '',
  ].join('\n');
}

type Shown = CheckedStack['verdict']['elements'][number];

/** An element is drawn into the services of its own tier; what they need of each other would hide the picture. */
function carries({ tier, class: kind, element }: Shown, service: string): boolean {
  return kind === 'managed' && tier === undefined
    ? service.startsWith(`${short(element).split('_')[0]}.`)
    : service.startsWith(`${tier}.`);
}

function services(elements: readonly Shown[]): readonly string[] {
  return [
    ...new Set(
      elements.flatMap((one) => [...one.services, ...one.degraded].filter((service) => carries(one, service))),
    ),
  ].sort();
}

/** Identifiers that Mermaid takes: letters and digits. */
class Names {
  readonly #names = new Map<string, string>();

  of(thing: string): string {
    const known = this.#names.get(thing) ?? `n${this.#names.size + 1}`;
    this.#names.set(thing, known);
    return known;
  }
}

function label(text: string): string {
  return text.replaceAll('"', '#quot;');
}
