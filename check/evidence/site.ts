import type { RenderedStack } from '../../model/rendered/digest';
import { nameOfAddress, type ServiceClaim, type ServiceGraph } from '../../model/service-graph';
import type { MachineReader } from '../../terraform/machine/reader';
import { type NodeFacts, nodesOf } from '../../terraform/nodes';
import { roleStatements } from '../../terraform/policies';
import { type RenderedDifference, RenderedMachines, resourceDifferences } from '../../terraform/rendered';
import type { Resource, ResourceIndex } from '../../terraform/resource-index';
import { SecurityRules } from '../../terraform/security-groups';
import type { Fields } from '../../terraform/values';
import { Zones } from '../../terraform/zones';
import { partedDifferences, type SeenDifference } from '../accepted';

/** All that evidence is looked for in. */
export interface EvidenceContext {
  readonly stack: ResourceIndex;
  readonly claims: ServiceGraph;
  /** Every instance, by address. */
  readonly nodes: ReadonlyMap<string, NodeFacts>;
  readonly security: SecurityRules;
  readonly zones: Zones;
  /** What is not as it was rendered, by Terraform address; undefined where the claims do not say what was. */
  readonly differences: ReadonlyMap<string, readonly RenderedDifference[]> | undefined;
  /** Those of them that the site's owner accepts; they are not among the differences. */
  readonly acceptedDifferences: readonly SeenDifference[];
  /** Whether resources stand here as they are written, and not as a plan or a state has them. */
  readonly asWritten: boolean;
  /** The objects of a bucket, by key. */
  readonly objects: (bucket: string) => ReadonlyMap<string, Resource>;
  /** What an instance's role may do. */
  readonly statements: (node: NodeFacts) => readonly Fields[];
}

/**
 * @param reader of machines; of many stacks one reader remembers what it has read
 * @param resources whether resources, too, stand here as they were rendered; a plan has other spellings
 */
export function siteOf(
  stack: ResourceIndex,
  claims: ServiceGraph,
  reader?: MachineReader,
  resources = false,
): EvidenceContext {
  const nodes = nodesOf(stack, reader);
  const { rendered, declares } = claims;
  const { open, accepted } = partedDifferences(
    rendered ? differencesOf(stack, rendered, nodes, resources) : [],
    declares?.accept ?? [],
  );
  const cache = new Map<string, readonly Fields[]>();
  const objects = new Map<string, ReadonlyMap<string, Resource>>();
  const zones = [...nodes.values()].flatMap((node) => [node.zone, ...node.volumes.map(({ zone }) => zone)]);
  return {
    stack,
    claims,
    nodes,
    differences: rendered && bySubject(open),
    acceptedDifferences: accepted,
    asWritten: resources,
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

/** What a machine is called in its own configuration. */
export function configuredName(address: string, { claims }: EvidenceContext): string {
  return claims.names?.[address] ?? nameOfAddress(address);
}

/** The members of a service that are machines. */
export function memberNodes(service: ServiceClaim, site: EvidenceContext): readonly NodeFacts[] {
  return service.members.flatMap((address) => site.nodes.get(address) ?? []);
}

function differencesOf(
  stack: ResourceIndex,
  rendered: RenderedStack,
  nodes: ReadonlyMap<string, NodeFacts>,
  resources: boolean,
): readonly RenderedDifference[] {
  const machines = new RenderedMachines(rendered);
  return [
    ...[...nodes.values()]
      // What cannot be read at all is a gap of its own.
      .filter(({ machine }) => machine.problem === undefined)
      .flatMap(({ address, machine }) => machines.differences(address, machine)),
    ...(resources ? resourceDifferences(rendered, stack) : []),
  ];
}

function bySubject(all: readonly RenderedDifference[]): ReadonlyMap<string, readonly RenderedDifference[]> {
  const found = new Map<string, RenderedDifference[]>();
  for (const one of all) {
    const others = found.get(one.subject);
    if (others) others.push(one);
    else found.set(one.subject, [one]);
  }
  return found;
}
