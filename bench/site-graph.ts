import { Random } from '../fault-graph/algorithms/random';
import { FaultGraphBuilder } from '../fault-graph/builder';
import type { FaultGraph } from '../fault-graph/fault-graph';

/** A generated graph and the probability of each of its elements. */
export interface GeneratedSite {
  readonly graph: FaultGraph;
  readonly probabilities: ReadonlyMap<string, number>;
}

/** Nodes of a service; its zones are as many at most. */
const MEMBERS = [1, 2, 2, 2, 3, 3, 3, 3, 4, 5];

/**
 * A large site as a fault graph: three zones of many racks; services of 1 to 5 nodes of which some suffice; each node an
 * instance in a rack, some with a volume; each service needs a few services of the layer below. About 1.9 gates an element.
 */
export function siteGraph(elements: number, seed = 1): GeneratedSite {
  const random = new Random(seed);
  const below = (n: number): number => Math.floor(random.next() * n);
  const anyOf = <T>(list: readonly T[]): T => at(list, below(list.length));
  const builder = new FaultGraphBuilder();
  const probabilities = new Map<string, number>();
  const add = (id: string, probability: number): string => {
    builder.element(id);
    probabilities.set(id, probability);
    return id;
  };
  const zones = ['a', 'b', 'c'].map((zone) => add(`zone-${zone}`, 1e-4));
  const racks = Array.from({ length: Math.max(3, Math.floor(elements / 50)) }, (_, i) => {
    builder.all(`rack-${i}`, [add(`power-${i}`, 1e-4), at(zones, i)]);
    return `rack-${i}`;
  });
  let lower: readonly string[] = [];
  let layer: string[] = [];
  const layerSize = Math.max(4, Math.floor(elements / 60));
  for (let service = 0; probabilities.size < elements; service++) {
    const name = `service-${service}`;
    const needs = lower.length === 0 ? [] : [...new Set([anyOf(lower), anyOf(lower)])];
    const count = anyOf(MEMBERS);
    const rack = below(racks.length);
    const members = Array.from({ length: count }, (_, i) => {
      const node = `${name}-node-${i}`;
      builder.all(`${node}-machine`, [add(`${node}-instance`, 1e-3), at(racks, rack + i)]);
      builder.all(node, [`${node}-machine`, ...(i % 3 === 0 ? [add(`${node}-volume`, 1e-4)] : [])]);
      return node;
    });
    builder.gate(`${name}-group`, count < 3 ? 1 : count - 1 - (count > 4 ? 1 : 0), members);
    builder.all(name, [`${name}-group`, ...needs]);
    layer.push(name);
    if (layer.length >= layerSize) [lower, layer] = [layer, []];
  }
  builder.all('site', layer.length > 0 ? layer : lower).goal('serve', 'site');
  return { graph: builder.build(), probabilities };
}

/** The element at a place of a list that starts again at its end. */
function at<T>(list: readonly T[], index: number): T {
  const element = list[index % list.length];
  if (element === undefined) throw new Error('an empty list has no element');
  return element;
}
