import { type Links, links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { number, strings } from '../../../terraform/values';
import type { Callee } from '../callee';
import type { InferenceContext } from '../context';
import { GROUPS } from '../network-types';
import { anyOf, type Condition } from '../site';
import type { Place } from '../zone-families';
import { subnetGroup } from './databases';

const UNKNOWN: Place = { id: undefined, why: 'AWS chooses it' };
const REDIS = 6379;
const MEMCACHED = 11211;

/** ElastiCache: replication groups, whose replicas may take over, and clusters, whose nodes hold a part each. */
export function caches(context: InferenceContext): readonly Callee[] {
  const { stack } = context;
  const clusters = stack.ofType('aws_elasticache_cluster').filter(({ body }) => !isSet(body.replication_group_id));
  return [
    ...stack.ofType('aws_elasticache_replication_group').map((group) => replicationGroup(group, context)),
    ...clusters.map((cluster) => plainCluster(cluster, context)),
  ];
}

function replicationGroup(group: Resource, context: InferenceContext): Callee {
  const { address, body } = group;
  const { service, tier } = named(group, context);
  const shards = number(body.num_node_groups) ?? 1;
  const replicas = number(body.replicas_per_node_group);
  const nodes =
    replicas === undefined ? (number(body.num_cache_clusters) ?? number(body.number_cache_clusters)) : replicas + 1;
  if (nodes === undefined) context.note('unknown-nodes', address);
  const failsOver = isTrue(body.automatic_failover_enabled) && (nodes ?? 1) > 1;
  const listed = preferred(body.preferred_cache_cluster_azs, context);
  const spreads = isTrue(body.multi_az_enabled) && canSpread(group, context);
  const chosen = listed.length > 0 || spreads ? undefined : context.places.chosen(subnetsOf(group, context));
  const shared = chosen && failsOver && chosen.id === undefined ? sharedZone(group, chosen, context) : undefined;
  if (chosen && chosen.id === undefined && shared === undefined) noteChosen(address, chosen, context);
  const all = Array.from({ length: shards }, (_, shard) =>
    Array.from({ length: nodes ?? 1 }, (_, node): string => {
      const id = `${address} ${shards > 1 ? `shard ${shard + 1} ` : ''}node ${node + 1}`;
      const needs = context.regionOf(group);
      // Where AWS keeps the nodes of a shard in different zones, no zone takes more than one; which is not known.
      if (spreads && listed.length === 0) return context.add({ id, class: 'node', needs, tier });
      if (shared !== undefined) return context.add({ id, class: 'node', needs, possibleNeeds: [shared], tier });
      const zone = listed[node % Math.max(1, listed.length)] ?? chosen ?? UNKNOWN;
      return context.add(context.places.element(id, 'node', zone, { tier }));
    }),
  );
  if (!failsOver && (nodes ?? 1) > 1) context.note('no-takeover-of-node', address);
  const needs = all.map(
    (shard): Condition => (failsOver ? anyOf(shard.map((up) => ({ up }))) : { up: shard[0] ?? address }),
  );
  context.addManaged(address, tier);
  context.offer({ id: service, members: [{ element: address, needs }], enough: 1 });
  return {
    resource: group,
    service,
    securityGroups: securityGroups(group, context),
    ports: [number(body.port) ?? REDIS],
  };
}

function plainCluster(cluster: Resource, context: InferenceContext): Callee {
  const { address, body } = cluster;
  const { service, tier } = named(cluster, context);
  const count = number(body.num_cache_nodes) ?? 1;
  const memcached = body.engine === 'memcached';
  const listed = preferred(body.preferred_availability_zones, context);
  const zones = listed.length > 0 ? listed : preferred(body.availability_zone, context);
  const chosen = zones.length > 0 ? undefined : context.places.chosen(subnetsOf(cluster, context));
  if (chosen && chosen.id === undefined) noteChosen(address, chosen, context);
  const nodes = Array.from({ length: count }, (_, node) => {
    const zone = zones[node % Math.max(1, zones.length)] ?? chosen ?? UNKNOWN;
    return context.add(context.places.element(`${address} node ${node + 1}`, 'node', zone, { tier }));
  });
  if (count > 1) context.note('parts-of-data', address, { detail: String(count) });
  context.addManaged(address, tier);
  context.offer({ id: service, members: [{ element: address, needs: nodes.map((up) => ({ up })) }], enough: 1 });
  return {
    resource: cluster,
    service,
    securityGroups: securityGroups(cluster, context),
    ports: [number(body.port) ?? (memcached ? MEMCACHED : REDIS)],
  };
}

function subnetsOf({ body }: Resource, context: InferenceContext): Links {
  return subnetGroup(body.subnet_group_name, context);
}

function noteChosen(address: string, { among }: Extract<Place, { id: undefined }>, context: InferenceContext): void {
  context.note('nodes-without-zone', address, among ? { others: among } : {});
}

/** Nodes that AWS may put into one zone have that in common, whichever it is. */
function sharedZone(group: Resource, { among }: Extract<Place, { id: undefined }>, context: InferenceContext): string {
  context.note('may-share-zone', group.address);
  const around = among ? ` (${among.join(', ')})` : '';
  const needs = context.regionOf(group);
  return context.add({ id: `one zone of ${group.address}${around}`, class: 'zone', needs, assumed: true });
}

/** Nodes in different zones need a second zone among the subnets. */
function canSpread(group: Resource, context: InferenceContext): boolean {
  const { zones, whole } = context.places.ofSubnets(subnetsOf(group, context));
  if (!whole || zones.length > 1) return true;
  context.note('nodes-in-one-zone', group.address, { others: zones.flatMap(({ id }) => id ?? []) });
  return false;
}

function named({ address }: Resource, context: InferenceContext): { readonly service: string; readonly tier: string } {
  const service = context.names.service(address, 'cache');
  return { service, tier: service.slice(0, service.lastIndexOf('.')) };
}

function securityGroups({ body }: Resource, { stack }: InferenceContext) {
  return links(body.security_group_ids, GROUPS, stack);
}

function preferred(value: unknown, context: InferenceContext): readonly Place[] {
  const zones = strings(value)
    .filter((name) => name !== '')
    .map((name) => context.places.named({ address: name, type: 'zone', name, body: { availability_zone: name } }));
  return zones.every(({ id }) => id !== undefined) ? zones : [];
}

function isSet(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
