import { type Element, UNKNOWN_ZONE } from '../elements';
import type { InferenceContext } from './context';
import type { Condition } from './site';

/** All elements, and first the zones and regions that they and the conditions name. */
export function withSurroundings(context: InferenceContext): ReadonlyMap<string, Element> {
  const { elements, services, places } = context;
  const named = [...elements.values()].flatMap(({ needs, possibleNeeds = [] }) => [...needs, ...possibleNeeds]);
  const asked = [...services.values()].flatMap(({ members }) => members.flatMap(({ needs }) => needs.flatMap(ups)));
  const regions = new Set(named.filter((id) => !elements.has(id) && REGION.test(id)));
  const zones = new Set([UNKNOWN_ZONE, ...named, ...asked].filter((id) => !elements.has(id) && !regions.has(id)));
  const zoneElements = [...zones].sort().map((id): Element => {
    const region = places.regionOfZone(id);
    const needs = region === undefined ? [] : [region];
    return { id, class: 'zone', needs, ...(id === UNKNOWN_ZONE ? { assumed: true } : {}) };
  });
  for (const { needs } of zoneElements) for (const one of needs) regions.add(one);
  const around: readonly Element[] = [
    ...zoneElements,
    ...[...regions].sort().map((id): Element => ({ id, class: 'region', needs: [] })),
  ];
  const sorted = [...elements].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map([...around.map((element) => [element.id, element] as const), ...sorted]);
}

const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

function ups(condition: Condition): readonly string[] {
  if ('up' in condition) return [condition.up];
  if ('possibly' in condition) return ups(condition.possibly);
  return 'of' in condition ? condition.of.flatMap(ups) : [];
}
