import type { PlannedResource } from './document';

const INTERFACE = 'primary_network_interface_id';

/** Attributes by which others name a resource once they are known. */
const IDENTIFYING = [
  'id',
  'arn',
  'dns_name',
  'domain_name',
  'bucket_regional_domain_name',
  'bucket_domain_name',
  'website_endpoint',
  'address',
  'endpoint',
  INTERFACE,
  'public_ip',
  'public_dns',
  'name',
  'identifier',
  'invoke_url',
  'invoke_arn',
  'function_name',
] as const;

/** What is nobody else's: ids with a number of AWS's own, ARNs, host names below a service's domain. */
const UNIQUE =
  /^(?:arn:[^:]+:[^:]+:[^:]*:[^:]*:.+|[a-z]+-[0-9a-f]{8,}|.+\.(?:amazonaws\.com|cloudfront\.net|awsglobalaccelerator\.com)(?::\d+)?)$/;

/** Arguments whose value may be a mere name, and what it is the name of. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  role: ['aws_iam_role'],
  iam_instance_profile: ['aws_iam_instance_profile'],
  db_subnet_group_name: ['aws_db_subnet_group', 'aws_docdb_subnet_group'],
  neptune_subnet_group_name: ['aws_neptune_subnet_group'],
  subnet_group_name: ['aws_elasticache_subnet_group'],
  cluster_identifier: ['aws_rds_cluster', 'aws_docdb_cluster', 'aws_neptune_cluster'],
  replicate_source_db: ['aws_db_instance'],
  replication_group_id: ['aws_elasticache_replication_group'],
  autoscaling_group_name: ['aws_autoscaling_group'],
  launch_configuration: ['aws_launch_configuration'],
  load_balancers: ['aws_elb'],
  elb: ['aws_elb'],
  elb_name: ['aws_elb'],
  zone_id: ['aws_route53_zone'],
  health_check_id: ['aws_route53_health_check'],
  function_name: ['aws_lambda_function'],
  api_id: ['aws_apigatewayv2_api'],
  rest_api_id: ['aws_api_gateway_rest_api'],
  connection_id: ['aws_api_gateway_vpc_link'],
  cluster: ['aws_ecs_cluster'],
  bucket: ['aws_s3_bucket'],
  records: ['aws_eip', 'aws_instance'],
  'nospof:address-id': ['aws_eip'],
  'nospof:address-ip': ['aws_eip'],
  'nospof:bucket': ['aws_s3_bucket'],
  'nospof:media-bucket': ['aws_s3_bucket'],
};

/** ARNs inside of a text, as a policy's; what follows the name of a bucket is a path in it. */
const ARN = /arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:\d*:[A-Za-z0-9_.:-]+/g;

/** Turns what a plan or state knows by its id back into references, so that a plan reads as its configuration does. */
export class Identities {
  readonly #known = new Map<string, { readonly resource: PlannedResource; readonly attribute: string }[]>();

  constructor(resources: readonly PlannedResource[]) {
    for (const resource of resources) {
      for (const attribute of IDENTIFYING) {
        const value = resource.values[attribute];
        if (typeof value !== 'string' || value === '') continue;
        const known = this.#known.get(value) ?? [];
        if (!known.some((one) => one.resource === resource)) known.push({ resource, attribute });
        this.#known.set(value, known);
      }
    }
  }

  /** `${aws_subnet.a.id}` for the id of another resource that stands in an argument; the value as it is otherwise. */
  reference(value: string, argument: string, owner: PlannedResource): string {
    const types = NAMED[argument];
    const found = (this.#known.get(value) ?? []).filter(({ resource, attribute }) => {
      // An interface that is a resource of its own is that one's; only a tag is put on what an instance brings along.
      if (attribute === INTERFACE && argument !== 'resource_id') return false;
      return resource !== owner && (UNIQUE.test(value) || types?.includes(resource.type));
    });
    const [only] = types === undefined ? found : found.filter(({ resource }) => types.includes(resource.type));
    if (only !== undefined) return `\${${only.resource.address}.${only.attribute}}`;
    return argument === 'policy' ? this.#withReferences(value, owner) : value;
  }

  /** A policy whose resources are of the same stack, as its configuration has it. */
  #withReferences(policy: string, owner: PlannedResource): string {
    return policy.replaceAll(ARN, (arn) => {
      const found = (this.#known.get(arn) ?? []).find(
        ({ resource, attribute }) => resource !== owner && attribute === 'arn',
      );
      return found === undefined ? arn : `\${${found.resource.address}.arn}`;
    });
  }
}
