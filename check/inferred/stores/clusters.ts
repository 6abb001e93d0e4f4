import { type Links, links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import type { Callee } from '../callee';
import type { InferenceContext } from '../context';
import { GROUPS } from '../network-types';
import type { InferredMember } from '../site';
import type { Place } from '../zone-families';
import { databasePort, subnetGroup } from './databases';

/** Clusters over storage that AWS keeps in three zones, and the type of their instances. */
const KINDS = [
  { cluster: 'aws_rds_cluster', instance: 'aws_rds_cluster_instance' },
  { cluster: 'aws_docdb_cluster', instance: 'aws_docdb_cluster_instance' },
  { cluster: 'aws_neptune_cluster', instance: 'aws_neptune_cluster_instance' },
] as const;

/** Aurora and its kin: any instance can become the writer. */
export function databaseClusters(context: InferenceContext): readonly Callee[] {
  return KINDS.flatMap((kind) =>
    context.stack.ofType(kind.cluster).map((cluster) => {
      const { address, body } = cluster;
      const service = context.names.service(address, 'db');
      const tier = service.slice(0, service.lastIndexOf('.'));
      context.addManaged(address, tier);
      const members = runsItself(cluster)
        ? [{ element: address, needs: [] }]
        : instances(cluster, kind.instance, tier, context);
      context.offer({ id: service, members, enough: 1 });
      return {
        resource: cluster,
        service,
        securityGroups: links(body.vpc_security_group_ids, GROUPS, context.stack),
        ports: databasePort(cluster, body.engine ?? (kind.cluster === 'aws_rds_cluster' ? undefined : kind.cluster)),
      };
    }),
  );
}

/** Multi-AZ DB clusters have their three instances of themselves, and the first Aurora Serverless has none. */
function runsItself({ body }: Resource): boolean {
  const isCluster = typeof body.db_cluster_instance_class === 'string' && body.db_cluster_instance_class !== '';
  return isCluster || body.engine_mode === 'serverless';
}

function instances(
  cluster: Resource,
  type: string,
  tier: string,
  context: InferenceContext,
): readonly InferredMember[] {
  const { address } = cluster;
  const { certain, possible } = context.stack.links.to(cluster, [type], 'cluster_identifier');
  if (possible.length > certain.length)
    context.note('unclear-members', address, { others: possible.map((one) => one.address) });
  if (certain.length === 0) {
    context.note('no-members', address);
    const element = context.addUnseen(`${address} instance`, tier);
    return [{ element, needs: [{ up: address }] }];
  }
  const subnets = subnetGroup(cluster.body.db_subnet_group_name ?? cluster.body.neptune_subnet_group_name, context);
  const zones = certain.map((instance) => instanceZone(instance, subnets, context));
  const chosen = certain.filter((_, index) => zones[index]?.id === undefined);
  const shared = chosen.length > 1 ? sharedZone(cluster, chosen, subnets, context) : undefined;
  return certain.map((instance, index) => {
    const zone = zones[index] ?? { id: undefined, why: 'AWS chooses it' };
    const placed = context.places.element(instance.address, 'node', zone, { tier, needs: [address] });
    const element = zone.id === undefined && shared !== undefined ? { ...placed, possibleNeeds: [shared] } : placed;
    return { element: context.add(element), needs: [] };
  });
}

function instanceZone(instance: Resource, subnets: Links, context: InferenceContext): Place {
  const own = /unknown\(/.test(String(instance.body.availability_zone)) ? undefined : context.places.named(instance);
  return own?.id !== undefined ? own : context.places.chosen(subnets);
}

/** Several instances whose zones AWS chooses may all stand in one zone: that is one thing that may fail, and not each zone. */
function sharedZone(
  { address }: Resource,
  instances: readonly Resource[],
  subnets: Links,
  context: InferenceContext,
): string {
  const { zones, whole } = context.places.ofSubnets(subnets);
  context.note('may-share-zone', address, { others: instances.map((one) => one.address) });
  const around = whole && zones.length > 0 ? ` (${zones.flatMap(({ id }) => id ?? []).join(', ')})` : '';
  const needs = context.regionOf(context.stack.get(address));
  return context.add({ id: `one zone of ${address}${around}`, class: 'zone', needs, assumed: true });
}
