import type { Resource, ResourceIndex } from '../terraform/resource-index';
import { blocks, number, strings } from '../terraform/values';
import { type BilledUse, byUse, hourly, monthly } from './use';
import { blockVolumes, volume } from './volumes';

/** What one resource is billed for. */
type Rule = (resource: Resource, stack: ResourceIndex) => readonly BilledUse[];

/** Billed by what the site does alone. */
const onlyByUse =
  (item: string): Rule =>
  () => [byUse(item)];

/** A rule for each type of resource that AWS bills by itself. What is in no rule and not free is unknown. */
const RULES: Readonly<Record<string, Rule>> = {
  aws_autoscaling_group: group,
  aws_backup_plan: onlyByUse('backup'),
  aws_cloudfront_distribution: onlyByUse('cloudfront:data'),
  aws_cloudwatch_composite_alarm: () => [monthly('cloudwatch:composite-alarm', 1)],
  aws_cloudwatch_log_group: onlyByUse('cloudwatch:logs'),
  aws_cloudwatch_metric_alarm: ({ body }) => [alarm(body)],
  aws_db_instance: database,
  aws_dlm_lifecycle_policy: onlyByUse('ebs:snapshot'),
  aws_dynamodb_table: onlyByUse('dynamodb'),
  aws_ebs_volume: ({ body }, stack) => volume(body, stack),
  aws_ecr_repository: onlyByUse('ecr'),
  aws_efs_file_system: ({ body }) => [
    byUse(body.availability_zone_name === undefined ? 'efs:standard' : 'efs:one-zone'),
  ],
  aws_eip: () => [hourly('ipv4')],
  aws_elasticache_cluster: ({ body }, stack) => [
    cacheNodes(stack.text(body.node_type), stack.text(body.engine), number(stack.value(body.num_cache_nodes))),
  ],
  aws_elasticache_replication_group: replicationGroup,
  aws_instance: instance,
  aws_flow_log: onlyByUse('cloudwatch:vended-logs'),
  aws_lambda_function: onlyByUse('lambda'),
  aws_lb: balancer,
  aws_alb: balancer,
  aws_nat_gateway: () => [hourly('nat'), byUse('nat:data')],
  aws_rds_cluster: onlyByUse('aurora:storage'),
  aws_rds_cluster_instance: ({ body }, stack) => [
    hourly(databaseItem(stack.text(body.instance_class), stack.text(body.engine))),
  ],
  aws_route53_health_check: healthCheck,
  aws_route53_zone: () => [monthly('route53:zone', 1)],
  aws_s3_bucket: onlyByUse('s3:standard'),
  aws_sns_topic: onlyByUse('sns'),
  aws_sqs_queue: onlyByUse('sqs'),
  aws_ssm_parameter: ({ body }) => (body.tier === 'Advanced' ? [monthly('ssm:advanced-parameter', 1)] : []),
  aws_vpc_endpoint: endpoint,
};

/**
 * What AWS does not bill by itself, by type or by the beginning of its types: permissions, addresses inside the network, rules and
 * routes, and the parts of what is billed elsewhere.
 */
const FREE: readonly string[] = [
  ...['aws_acm_certificate', 'aws_ami', 'aws_appautoscaling_', 'aws_autoscaling_', 'aws_cloudfront_cache_policy'],
  ...['aws_cloudfront_origin_', 'aws_db_parameter_group', 'aws_db_subnet_group', 'aws_default_', 'aws_ec2_tag'],
  ...['aws_efs_access_point', 'aws_efs_backup_policy', 'aws_efs_file_system_policy', 'aws_efs_mount_target'],
  ...['aws_eip_association', 'aws_elasticache_parameter_group', 'aws_elasticache_subnet_group', 'aws_iam_'],
  ...['aws_internet_gateway', 'aws_key_pair', 'aws_lambda_permission', 'aws_launch_', 'aws_lb_', 'aws_alb_'],
  ...['aws_main_route_table_association', 'aws_network_acl', 'aws_network_interface', 'aws_placement_group'],
  ...['aws_route53_record', 'aws_route', 'aws_s3_', 'aws_security_group', 'aws_sns_', 'aws_sqs_queue_policy'],
  ...['aws_subnet', 'aws_volume_attachment', 'aws_vpc', 'aws_rds_cluster_parameter_group', 'aws_cloudwatch_log_'],
  ...['aws_dlm_', 'aws_backup_selection', 'aws_s3_bucket_', 'aws_ebs_encryption_by_default'],
];

/** Types that begin like free ones and are not. */
const NOT_FREE =
  /^aws_(vpc_(ipam|peering|endpoint_service)|route53_resolver|network_firewall|sns_sms|s3_(outposts|tables))/;

/** What a resource is billed for; undefined where its type is not known here. */
export function billedUses(resource: Resource, stack: ResourceIndex): readonly BilledUse[] | undefined {
  const { type } = resource;
  if (Object.hasOwn(RULES, type)) return RULES[type]?.(resource, stack);
  if (!type.startsWith('aws_')) return [];
  const isFree = FREE.some((one) => type === one || (one.endsWith('_') && type.startsWith(one)) || isKind(type, one));
  return isFree && !NOT_FREE.test(type) ? [] : undefined;
}

/** `aws_route_table` is a kind of `aws_route`, `aws_routes` is not. */
function isKind(type: string, beginning: string): boolean {
  return type.startsWith(`${beginning}_`);
}

function instance(resource: Resource, stack: ResourceIndex): readonly BilledUse[] {
  const { body } = resource;
  const address = hasOwnAddress(resource, stack) ? [hourly('ipv4')] : [];
  return [hourly(instanceItem(body, stack)), ...blockVolumes(resource, stack), ...address, ...credits(body, stack)];
}

/** The T families earn credits; above them the newer ones go on, and bill that, unless they are told to slow down. */
function credits(body: Resource['body'], stack: ResourceIndex): readonly BilledUse[] {
  const isBurstable = /^t[34]/.test(stack.text(body.instance_type) ?? '');
  const isStandard = blocks(body.credit_specification).some(({ cpu_credits }) => cpu_credits === 'standard');
  return isBurstable && !isStandard ? [byUse('ec2:cpu-credits')] : [];
}

/** Spot and dedicated instances have prices of their own. */
function instanceItem(body: Resource['body'], stack: ResourceIndex): string {
  if (blocks(body.instance_market_options).length > 0) return 'ec2:spot';
  const tenancy = stack.text(body.tenancy) ?? 'default';
  if (tenancy !== 'default') return `ec2:${tenancy}`;
  const type = stack.text(body.instance_type);
  return type === undefined || type.includes('${') ? 'ec2' : `ec2:${type}`;
}

/**
 * Whether an instance has a public address besides Elastic IPs: one on its primary private address takes the place of the
 * address that AWS gave it (EC2 user guide, "Elastic IP addresses").
 */
function hasOwnAddress({ address, body }: Resource, stack: ResourceIndex): boolean {
  if (body.associate_public_ip_address !== true) return false;
  const onPrimary = (association: Resource) => {
    const at = association.body.private_ip_address;
    return at === undefined || at === body.private_ip || stack.addressOf(at) === address;
  };
  const associations = stack.referring('aws_eip_association', 'instance_id', address);
  return !associations.some(onPrimary) && stack.referring('aws_eip', 'instance', address).length === 0;
}

/** As many instances as it holds when nothing happens. */
function group({ body }: Resource, stack: ResourceIndex): readonly BilledUse[] {
  const [template] = blocks(body.launch_template);
  const launched = stack.target(template?.id ?? template?.name ?? body.launch_configuration);
  const size = number(stack.value(body.desired_capacity)) ?? number(stack.value(body.min_size));
  if (size === undefined || launched === undefined) return [byUse('ec2')];
  return [hourly(instanceItem(launched.body, stack), size)];
}

function balancer({ body }: Resource, stack: ResourceIndex): readonly BilledUse[] {
  const kind = { application: 'alb', network: 'nlb' }[stack.text(body.load_balancer_type) ?? 'application'] ?? 'gwlb';
  const subnets = stack.texts(body.subnets).length;
  const addresses = body.internal === true || subnets === 0 ? [] : [hourly('ipv4', subnets)];
  return [hourly(kind), byUse(`${kind}:lcu`), ...addresses];
}

function databaseItem(instanceClass: string | undefined, engine: string | undefined): string {
  if (instanceClass === undefined || engine === undefined) return 'rds';
  return `rds:${instanceClass}:${engine.replace('postgres', 'postgresql').replace(/^aurora$/, 'aurora-mysql')}`;
}

/** A standby in another zone costs what the instance does: AWS's price of Multi-AZ is twice that of one. */
function database({ body }: Resource, stack: ResourceIndex): readonly BilledUse[] {
  const copies = stack.value(body.multi_az) === true ? 2 : 1;
  const size = number(stack.value(body.allocated_storage));
  const type = stack.text(body.storage_type) ?? 'gp2';
  const storage = `rds:${type}${copies === 2 ? '-multi-az' : ''}`;
  return [
    hourly(databaseItem(stack.text(body.instance_class), stack.text(body.engine)), copies),
    size === undefined ? byUse(storage) : monthly(storage, size),
    byUse('rds:backup'),
  ];
}

function cacheNodes(type: string | undefined, engine: string | undefined, nodes: number | undefined): BilledUse {
  if (type === undefined || engine === undefined) return hourly('elasticache', nodes ?? 1);
  return hourly(`elasticache:${type}:${engine}`, nodes ?? 1);
}

function replicationGroup({ body }: Resource, stack: ResourceIndex): readonly BilledUse[] {
  const shards = number(stack.value(body.num_node_groups));
  const replicas = number(stack.value(body.replicas_per_node_group)) ?? 0;
  const nodes = shards === undefined ? number(stack.value(body.num_cache_clusters)) : shards * (replicas + 1);
  return [cacheNodes(stack.text(body.node_type), stack.text(body.engine) ?? 'redis', nodes)];
}

/** A check of an address at AWS costs less than one of an address elsewhere; each further option costs besides. */
function healthCheck({ body }: Resource, stack: ResourceIndex): readonly BilledUse[] {
  if (['CALCULATED', 'CLOUDWATCH_METRIC', 'RECOVERY_CONTROL'].includes(String(body.type)))
    return [monthly('route53:health-check-aws', 1)];
  const isAws = stack.target(body.ip_address) !== undefined || /\.amazonaws\.com$/.test(String(body.fqdn));
  const options = [
    /^HTTPS/.test(String(body.type)),
    /STR_MATCH$/.test(String(body.type)),
    number(body.request_interval) === 10,
    body.measure_latency === true,
  ].filter(Boolean).length;
  const base = isAws ? 'route53:health-check-aws' : 'route53:health-check';
  return [monthly(base, 1), ...(options > 0 ? [monthly(`${base}-option`, options)] : [])];
}

/** Gateway endpoints are free; the others cost by the hour in each zone. */
function endpoint({ body }: Resource, stack: ResourceIndex): readonly BilledUse[] {
  const kind = stack.text(body.vpc_endpoint_type) ?? 'Gateway';
  if (kind === 'Gateway') return [];
  return [hourly('endpoint', Math.max(1, strings(body.subnet_ids).length)), byUse('endpoint:data')];
}

/** Each metric that an alarm reads is one; below a minute they are of high resolution, which has a price of its own. */
function alarm(body: Resource['body']): BilledUse {
  const queries = blocks(body.metric_query);
  const metrics = queries.flatMap((query) => blocks(query.metric));
  const periods = [body, ...metrics].map(({ period }) => number(period) ?? 60);
  const isFine = periods.some((period) => period < 60);
  return monthly(isFine ? 'cloudwatch:high-resolution-alarm' : 'cloudwatch:alarm', Math.max(1, metrics.length));
}
