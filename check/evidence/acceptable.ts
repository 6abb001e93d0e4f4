/** What Terraform's provider or AWS takes for an argument, written out: what a reference stands for only they know. */
export interface Acceptable {
  readonly types: RegExp;
  /** Of each set of arguments one must be there. @default - none */
  readonly needs?: readonly (readonly string[])[];
  /** By the path of an argument, blocks joined by `.`. @default - all */
  readonly takes?: Readonly<Record<string, RegExp>>;
}

const BOOLEAN = /^(true|false)$/;
const ZONE = /^[a-z]{2}(-[a-z]+)+-\d[a-z]$/;
const BLOCK = /^(\d{1,3}\.){3}\d{1,3}\/([0-9]|[12]\d|3[0-2])$/;
const VOLUME = /^(gp2|gp3|io1|io2|st1|sc1|standard)$/;
const PORT = /^(-1|\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5])$/;

/** By type, for the types that sites are made of (Terraform's provider for AWS, each resource's own page). */
export const ACCEPTABLE: readonly Acceptable[] = [
  {
    types: /^aws_vpc$/,
    needs: [['cidr_block', 'ipv4_ipam_pool_id']],
    takes: { cidr_block: BLOCK, enable_dns_support: BOOLEAN, enable_dns_hostnames: BOOLEAN },
  },
  {
    types: /^aws_subnet$/,
    needs: [['vpc_id'], ['cidr_block', 'ipv4_ipam_pool_id', 'ipv6_cidr_block']],
    takes: { cidr_block: BLOCK, availability_zone: ZONE },
  },
  { types: /^aws_route_table$/, needs: [['vpc_id']] },
  {
    types: /^aws_route$/,
    needs: [
      ['route_table_id'],
      ['destination_cidr_block', 'destination_ipv6_cidr_block', 'destination_prefix_list_id'],
    ],
    takes: { destination_cidr_block: BLOCK },
  },
  { types: /^aws_route_table_association$/, needs: [['route_table_id'], ['subnet_id', 'gateway_id']] },
  { types: /^aws_nat_gateway$/, needs: [['subnet_id', 'vpc_id']] },
  { types: /^aws_eip$/, takes: { domain: /^vpc$/ } },
  {
    types: /^aws_eip_association$/,
    needs: [
      ['allocation_id', 'public_ip'],
      ['instance_id', 'network_interface_id'],
    ],
  },
  {
    types: /^aws_vpc_security_group_(in|e)gress_rule$/,
    needs: [
      ['security_group_id'],
      ['ip_protocol'],
      ['cidr_ipv4', 'cidr_ipv6', 'prefix_list_id', 'referenced_security_group_id'],
    ],
    takes: {
      ip_protocol: /^(-1|tcp|udp|icmp|icmpv6|\d{1,3})$/i,
      from_port: PORT,
      to_port: PORT,
      cidr_ipv4: BLOCK,
    },
  },
  {
    types: /^aws_instance$/,
    needs: [
      ['ami', 'launch_template'],
      ['instance_type', 'launch_template'],
    ],
    takes: {
      instance_type: /^[a-z][a-z0-9-]*\.(nano|micro|small|medium|large|(\d+)?xlarge|metal(-\d+xl)?)$/,
      associate_public_ip_address: BOOLEAN,
      'metadata_options.http_endpoint': /^(enabled|disabled)$/,
      'metadata_options.http_tokens': /^(required|optional)$/,
      'metadata_options.instance_metadata_tags': /^(enabled|disabled)$/,
      'metadata_options.http_put_response_hop_limit': /^([1-9]|[1-5]\d|6[0-4])$/,
      'maintenance_options.auto_recovery': /^(default|disabled)$/,
      'root_block_device.volume_type': VOLUME,
      'root_block_device.volume_size': /^\d+$/,
      'root_block_device.encrypted': BOOLEAN,
    },
  },
  {
    types: /^aws_ebs_volume$/,
    needs: [['availability_zone'], ['size', 'snapshot_id']],
    takes: { availability_zone: ZONE, type: VOLUME, size: /^\d+$/, encrypted: BOOLEAN },
  },
  {
    types: /^aws_volume_attachment$/,
    needs: [['device_name'], ['instance_id'], ['volume_id']],
    takes: { device_name: /^(\/dev\/)?(sd[b-z]\d{0,2}|xvd[b-z][a-z]?|hd[a-z])$/ },
  },
  { types: /^aws_ec2_tag$/, needs: [['resource_id'], ['key'], ['value']] },
  { types: /^aws_iam_role$/, needs: [['assume_role_policy']] },
  { types: /^aws_iam_role_policy$/, needs: [['role'], ['policy']] },
  { types: /^aws_iam_role_policy_attachment$/, needs: [['role'], ['policy_arn']] },
  { types: /^aws_s3_object$/, needs: [['bucket'], ['key'], ['content', 'content_base64', 'source']] },
  { types: /^aws_s3_bucket_(policy|versioning|lifecycle_configuration|public_access_block)$/, needs: [['bucket']] },
  { types: /^aws_s3_bucket_server_side_encryption_configuration$/, needs: [['bucket'], ['rule']] },
  { types: /^aws_s3_bucket_policy$/, needs: [['policy']] },
  {
    types: /^aws_s3_bucket_versioning$/,
    needs: [['versioning_configuration']],
    takes: { 'versioning_configuration.status': /^(Enabled|Suspended|Disabled)$/ },
  },
  {
    types: /^aws_s3_bucket_lifecycle_configuration$/,
    needs: [['rule']],
    takes: { 'rule.status': /^(Enabled|Disabled)$/ },
  },
  {
    types: /^aws_s3_bucket_server_side_encryption_configuration$/,
    takes: { 'rule.apply_server_side_encryption_by_default.sse_algorithm': /^(AES256|aws:kms(:dsse)?)$/ },
  },
  { types: /^aws_ssm_parameter$/, needs: [['name'], ['type']], takes: { type: /^(String|StringList|SecureString)$/ } },
  {
    types: /^aws_vpc_endpoint$/,
    needs: [['vpc_id'], ['service_name', 'resource_configuration_arn', 'service_network_arn']],
  },
  {
    types: /^aws_route53_record$/,
    needs: [['zone_id'], ['name'], ['type'], ['records', 'alias']],
    takes: { type: /^(A|AAAA|CAA|CNAME|DS|HTTPS|MX|NAPTR|NS|PTR|SOA|SPF|SRV|SSHFP|SVCB|TLSA|TXT)$/, ttl: /^\d+$/ },
  },
  {
    types: /^aws_route53_health_check$/,
    needs: [['type']],
    takes: {
      type: /^(HTTPS?|HTTPS?_STR_MATCH|TCP|CALCULATED|CLOUDWATCH_METRIC|RECOVERY_CONTROL)$/,
      port: PORT,
      request_interval: /^(10|30)$/,
      failure_threshold: /^([1-9]|10)$/,
    },
  },
  {
    types: /^aws_cloudfront_distribution$/,
    needs: [['enabled'], ['origin'], ['default_cache_behavior'], ['restrictions'], ['viewer_certificate']],
    takes: {
      enabled: BOOLEAN,
      http_version: /^(http1\.1|http2|http3|http2and3)$/,
      price_class: /^PriceClass_(100|200|All)$/,
      'default_cache_behavior.viewer_protocol_policy': /^(allow-all|https-only|redirect-to-https)$/,
      'default_cache_behavior.allowed_methods': /^(GET|HEAD|OPTIONS|PUT|POST|PATCH|DELETE)$/,
      'default_cache_behavior.cached_methods': /^(GET|HEAD|OPTIONS)$/,
      'restrictions.geo_restriction.restriction_type': /^(none|whitelist|blacklist)$/,
    },
  },
  {
    types: /^aws_cloudfront_origin_access_control$/,
    needs: [['name'], ['origin_access_control_origin_type'], ['signing_behavior'], ['signing_protocol']],
  },
];
