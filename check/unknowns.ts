import { networkLists } from '../terraform/network-lists';
import type { SiteGraph } from './claims/site-graph';

/** What the Terraform leaves open, in sentences. */
export function unknowns({ site, elements }: SiteGraph): readonly string[] {
  const used = [...elements.values()].filter(({ class: kind }) => kind !== 'zone' && kind !== 'region');
  const zoneless = used.filter(({ class: kind, zone }) => kind !== 'managed' && zone === undefined);
  const zones = [...site.nodes.values()].map(({ zone }) => zone);
  const confusable = new Map(zones.map((zone) => [zone.id, site.zones.perhaps(zone)]));
  return [
    ...(site.stack.region === undefined ? ['the region: the provider does not name it'] : []),
    ...zoneless.map(({ id }) => `the zone of ${id}`),
    ...[...confusable]
      .filter(([id, others]) => id !== undefined && others.length > 0)
      .map(([id, others]) => `whether the zone ${id} is one of ${others.join(', ')}: taken as each of them`),
    ...[...site.nodes.values()]
      .filter(({ address, machine }) => machine.problem !== undefined && elements.has(address))
      .map(({ address, machine }) => `the configuration of ${address}: ${machine.problem}`),
    ...networkLists(site.stack),
  ];
}
