import type { ServiceClaim, ServiceGraph } from '../../model/service-graph';
import type { MachineReader } from '../../terraform/machine/reader';
import { type NodeFacts, nodesOf } from '../../terraform/nodes';
import { roleStatements } from '../../terraform/policies';
import type { Resource, ResourceIndex } from '../../terraform/resource-index';
import { SecurityRules } from '../../terraform/security-groups';
import type { Fields } from '../../terraform/values';
import { Zones } from '../../terraform/zones';

/** All that evidence is looked for in. */
export interface Site {
  readonly stack: ResourceIndex;
  readonly claims: ServiceGraph;
  /** Every instance, by address. */
  readonly nodes: ReadonlyMap<string, NodeFacts>;
  readonly security: SecurityRules;
  readonly zones: Zones;
  /** The objects of a bucket, by key. */
  readonly objects: (bucket: string) => ReadonlyMap<string, Resource>;
  /** What an instance's role may do. */
  readonly statements: (node: NodeFacts) => readonly Fields[];
}

/** @param reader of machines; of many stacks one reader remembers what it has read */
export function siteOf(stack: ResourceIndex, claims: ServiceGraph, reader?: MachineReader): Site {
  const nodes = nodesOf(stack, reader);
  const cache = new Map<string, readonly Fields[]>();
  const objects = new Map<string, ReadonlyMap<string, Resource>>();
  const zones = [...nodes.values()].flatMap((node) => [node.zone, ...node.volumes.map(({ zone }) => zone)]);
  return {
    stack,
    claims,
    nodes,
    security: new SecurityRules(stack),
    zones: new Zones(zones),
    objects: (bucket) => {
      const stored = stack.referring('aws_s3_object', 'bucket', bucket);
      const known = objects.get(bucket) ?? new Map(stored.map((object) => [String(object.body.key), object]));
      objects.set(bucket, known);
      return known;
    },
    statements: (node) => {
      const profile = JSON.stringify(node.resource.body.iam_instance_profile ?? null);
      const known = cache.get(profile) ?? roleStatements(node.resource, stack);
      cache.set(profile, known);
      return known;
    },
  };
}

/** The members of a service that are machines. */
export function memberNodes(service: ServiceClaim, site: Site): readonly NodeFacts[] {
  return service.members.flatMap((address) => site.nodes.get(address) ?? []);
}
