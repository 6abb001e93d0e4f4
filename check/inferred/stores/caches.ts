import { links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import { number, strings } from '../../../terraform/values';
import type { Zone } from '../../../terraform/zones';
import type { Callee } from '../callee';
import type { InferenceContext } from '../context';
import { GROUPS } from '../machines/group';
import { anyOf, type Condition } from '../site';
import { subnetGroup } from './databases';

const UNKNOWN: Zone = { id: undefined, why: 'AWS chooses it' };
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
  if (nodes === undefined) context.note(`how many nodes ${address} has: taken as one`);
  const failsOver = isTrue(body.automatic_failover_enabled) && (nodes ?? 1) > 1;
  const listed = preferred(body.preferred_cache_cluster_azs);
  const spreads = isTrue(body.multi_az_enabled) && canSpread(group, context);
  const zones = listed.length > 0 || spreads ? listed : [soleZone(group, context)];
  const all = Array.from({ length: shards }, (_, shard) =>
    Array.from({ length: nodes ?? 1 }, (_, node): string => {
      const id = `${address} ${shards > 1 ? `shard ${shard + 1} ` : ''}node ${node + 1}`;
      // Where AWS keeps the nodes of a shard in different zones, no zone takes more than one; which is not known.
      if (spreads && zones.length === 0) return context.add({ id, class: 'node', needs: context.region, tier });
      const zone = zones[node % Math.max(1, zones.length)] ?? UNKNOWN;
      return context.add(context.places.element(id, 'node', zone, { tier }));
    }),
  );
  if (!failsOver && (nodes ?? 1) > 1) {
    context.note(
      `whether callers of ${address} can do without its first node: nothing takes over from it; taken as not`,
    );
  }
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
  const listed = preferred(body.preferred_availability_zones);
  const zones = listed.length > 0 ? listed : preferred(body.availability_zone);
  const nodes = Array.from({ length: count }, (_, node) => {
    const zone = zones[node % Math.max(1, zones.length)] ?? soleZone(cluster, context);
    return context.add(context.places.element(`${address} node ${node + 1}`, 'node', zone, { tier }));
  });
  if (count > 1) {
    context.note(
      `whether callers of ${address} go on without one of its ${count} nodes: each holds a part of the data; taken as not`,
    );
  }
  context.addManaged(address, tier);
  context.offer({ id: service, members: [{ element: address, needs: nodes.map((up) => ({ up })) }], enough: 1 });
  return {
    resource: cluster,
    service,
    securityGroups: securityGroups(cluster, context),
    ports: [number(body.port) ?? (memcached ? MEMCACHED : REDIS)],
  };
}

function soleZone({ address, body }: Resource, context: InferenceContext): Zone {
  const { zones, whole } = context.places.ofSubnets(subnetGroup(body.subnet_group_name, context));
  const [only] = zones;
  if (whole && only !== undefined && zones.length === 1) return only;
  context.note(`the zones of the nodes of ${address}: AWS chooses them`);
  return UNKNOWN;
}

/** Nodes in different zones need a second zone among the subnets. */
function canSpread({ address, body }: Resource, context: InferenceContext): boolean {
  const { zones, whole } = context.places.ofSubnets(subnetGroup(body.subnet_group_name, context));
  if (!whole || zones.length > 1) return true;
  context.note(`how the nodes of ${address} are to stand in several zones: its subnets are all in ${zones[0]?.id}`);
  return false;
}

function named({ address }: Resource, context: InferenceContext): { readonly service: string; readonly tier: string } {
  const service = context.names.service(address, 'cache');
  return { service, tier: service.slice(0, service.lastIndexOf('.')) };
}

function securityGroups({ body }: Resource, { stack }: InferenceContext) {
  return links(body.security_group_ids, GROUPS, stack);
}

function preferred(value: unknown): readonly Zone[] {
  return strings(value)
    .filter((name) => name !== '' && !name.includes('${'))
    .map((id): Zone => ({ id, by: 'name' }));
}

function isSet(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
