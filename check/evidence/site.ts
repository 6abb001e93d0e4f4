import type { ServiceClaim, ServiceGraph } from '../../model/service-graph';
import type { ReadMachineFiles } from '../../terraform/machine-files';
import { type NodeFacts, nodesOf } from '../../terraform/nodes';
import { roleStatements } from '../../terraform/policies';
import type { ResourceIndex } from '../../terraform/resource-index';
import { SecurityRules } from '../../terraform/security-groups';
import type { Fields } from '../../terraform/values';
import { Zones } from '../../terraform/zones';
import type { KnownPools } from './naming';

/** All that evidence is looked for in. */
export interface Site {
  readonly stack: ResourceIndex;
  readonly claims: ServiceGraph;
  /** Every instance, by address. */
  readonly nodes: ReadonlyMap<string, NodeFacts>;
  readonly security: SecurityRules;
  readonly zones: Zones;
  /** What an instance's role may do. */
  readonly statements: (node: NodeFacts) => readonly Fields[];
  /** Pools that have been read from machines' files. */
  readonly pools: KnownPools;
}

/** @param read how machines' cloud-config is read; tests of many stacks remember what they have read */
export function siteOf(stack: ResourceIndex, claims: ServiceGraph, read?: ReadMachineFiles): Site {
  const nodes = nodesOf(stack, read);
  const cache = new Map<string, readonly Fields[]>();
  const zones = [...nodes.values()].flatMap((node) => [node.zone, ...node.volumes.map(({ zone }) => zone)]);
  return {
    stack,
    claims,
    nodes,
    security: new SecurityRules(stack),
    zones: new Zones(zones),
    statements: (node) => {
      const profile = JSON.stringify(node.resource.body.iam_instance_profile ?? null);
      const known = cache.get(profile) ?? roleStatements(node.resource, stack);
      cache.set(profile, known);
      return known;
    },
    pools: new Map(),
  };
}

/** The members of a service that are machines. */
export function memberNodes(service: ServiceClaim, site: Site): readonly NodeFacts[] {
  return service.members.flatMap((address) => site.nodes.get(address) ?? []);
}
