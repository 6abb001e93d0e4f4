import { type CapacityTier, type SiteCapacity, siteCapacity } from '../capacity/site';
import { hasNodes, type Topology } from '../model';
import { recordOf } from '../model/kinds';
import type { ServiceGraph } from '../model/service-graph';

/** What a topology carries, by its own figures. */
export function capacityOf(topology: Topology, graph: Pick<ServiceGraph, 'goals' | 'needs'>): SiteCapacity {
  const tiers = topology.tiers.filter(hasNodes).map((tier): CapacityTier => {
    const record = recordOf(tier.kind);
    return {
      tier: tier.name,
      nodes: tier.nodes,
      zones: tier.zones.length,
      most: record.runs === 'nodes' ? record.mostNodes : tier.nodes,
      needsMajority: record.needsMajority?.(tier) ?? false,
      ...(tier.capacity && { figures: tier.capacity }),
    };
  });
  const named = new Set(tiers.map(({ tier }) => tier));
  const ways = new Map(
    graph.goals.map(({ name, service }) => [name, wayOf(service, graph).filter((tier) => named.has(tier))]),
  );
  return siteCapacity(tiers, ways, topology.survives);
}

/** Tiers that a service leads to, what it is only slower without among them; in the order of the way. */
function wayOf(service: string, { needs }: Pick<ServiceGraph, 'needs'>): readonly string[] {
  const met = new Set([service]);
  for (const one of met) for (const { from, anyOf } of needs) if (from === one) for (const next of anyOf) met.add(next);
  return [...new Set([...met].map((one) => one.slice(0, one.lastIndexOf('.'))))];
}
