import { links } from '../../../terraform/links';
import type { Resource } from '../../../terraform/resource-index';
import type { Callee } from '../callee';
import type { InferenceContext } from '../context';
import { GROUPS } from '../machines/group';
import type { InferredMember } from '../site';
import { databasePort } from './databases';

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
    context.note(
      `which instances belong to ${address}: ${possible.map((one) => one.address).join(', ')} may; those that are not sure are not counted`,
    );
  if (certain.length === 0) {
    context.note(`the instances of ${address}: none is in the Terraform; taken as one in an unknown zone`);
    const zone = { id: undefined, why: 'it is not in the Terraform' };
    return [
      {
        element: context.add(context.places.element(`${address} instance`, 'node', zone, { tier, needs: [address] })),
        needs: [],
      },
    ];
  }
  return certain.map((instance) => {
    const zone = context.places.named(instance);
    if (zone.id === undefined) context.note(`the zone of ${instance.address}: AWS chooses it`);
    return {
      element: context.add(context.places.element(instance.address, 'node', zone, { tier, needs: [address] })),
      needs: [],
    };
  });
}
