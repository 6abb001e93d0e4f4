import type { SiteGraph } from './claims/site-graph';
import { unreadBeside } from './evidence/beside';
import { type Note, Notes } from './note';

/** What the Terraform of a stack with claims leaves open. */
export function unknowns({ site, elements }: SiteGraph): readonly Note[] {
  const notes = new Notes();
  const used = [...elements.values()].filter(({ class: kind }) => kind !== 'zone' && kind !== 'region');
  if (site.stack.region === undefined) notes.add('unknown-region', 'provider.aws');
  for (const { id, class: kind, zone } of used)
    if (kind !== 'managed' && zone === undefined) notes.add('unknown-zone-of-claim', id);
  for (const { zone } of site.nodes.values()) {
    const others = site.zones.possible(zone);
    if (zone.id !== undefined && others.length > 0) notes.add('ambiguous-zone', zone.id, { others });
  }
  for (const { address, machine } of site.nodes.values())
    if (machine.problem !== undefined && elements.has(address))
      notes.add('unreadable-machine', address, { detail: machine.problem });
  for (const { address, touches } of unreadBeside(site)) {
    if (touches.length === 0) notes.add('unread-far-reaching', address);
    else notes.add('unread-beside', address, { others: touches });
  }
  return notes.all;
}
