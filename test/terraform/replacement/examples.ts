import type { JsonObject, Pair } from './values';

/** A resource as a site has it, around which one setting at a time is changed. */
export interface Example {
  readonly config: JsonObject;
  /** The same with what excludes something of the first. */
  readonly others?: readonly JsonObject[];
  /** Path → two values, where names do not say what the provider takes. */
  readonly values?: Readonly<Record<string, Pair>>;
  /** What AWS fills in, where the provider looks at it. */
  readonly filled?: JsonObject;
  /** Path → how the effect depends on the values; `transitions.ts` holds it against the provider. */
  readonly conditional?: Readonly<Record<string, string>>;
}

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }],
});
const TRUST_2 = TRUST.replace('ec2.', 'dlm.');
const ASSUME: Pair = [TRUST, TRUST_2];

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:shop';
const TOPIC_2 = 'arn:aws:sns:eu-central-1:123456789012:other';

const OPEN = (port: number): JsonObject => ({
  cidr_blocks: ['0.0.0.0/0'],
  description: '',
  from_port: port,
  ipv6_cidr_blocks: [],
  prefix_list_ids: [],
  protocol: 'tcp',
  security_groups: [],
  self: false,
  to_port: port,
});

const SECURITY_GROUP_RULE: Example = {
  config: {
    security_group_id: 'sg-1',
    cidr_ipv4: '10.0.1.0/24',
    ip_protocol: 'tcp',
    from_port: 80,
    to_port: 80,
    description: 'pages',
  },
  others: [
    {
      security_group_id: 'sg-1',
      referenced_security_group_id: 'sg-2',
      ip_protocol: 'tcp',
      from_port: 80,
      to_port: 80,
    },
    { security_group_id: 'sg-1', cidr_ipv6: '2001:db8::/64', ip_protocol: 'tcp', from_port: 80, to_port: 80 },
    { security_group_id: 'sg-1', prefix_list_id: 'pl-1', ip_protocol: 'tcp', from_port: 80, to_port: 80 },
  ],
  values: { ip_protocol: ['tcp', 'udp'] },
};

/** Every type that the constructs write, and those of managed services beside which a site may stand. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  aws_vpc: {
    config: { cidr_block: '10.0.0.0/16', enable_dns_hostnames: true, enable_dns_support: true },
    values: { cidr_block: ['10.0.0.0/16', '10.1.0.0/16'], instance_tenancy: ['dedicated', 'default'] },
    conditional: { instance_tenancy: 'replaced where it becomes dedicated' },
  },
  aws_subnet: {
    config: { vpc_id: 'vpc-1', cidr_block: '10.0.1.0/24', availability_zone: 'eu-central-1a' },
    values: { private_dns_hostname_type_on_launch: ['ip-name', 'resource-name'] },
  },
  aws_internet_gateway: { config: { vpc_id: 'vpc-1' } },
  aws_nat_gateway: {
    config: { allocation_id: 'eipalloc-1', subnet_id: 'subnet-1', private_ip: '10.0.1.5' },
    others: [{ connectivity_type: 'private', subnet_id: 'subnet-1', secondary_private_ip_address_count: 1 }],
    values: { connectivity_type: ['private', 'public'] },
  },
  aws_eip: { config: { domain: 'vpc' }, values: { domain: ['vpc', 'standard'] } },
  aws_eip_association: {
    config: { allocation_id: 'eipalloc-1', instance_id: 'i-1' },
    others: [{ allocation_id: 'eipalloc-1', network_interface_id: 'eni-1' }],
  },
  aws_ec2_tag: { config: { resource_id: 'eni-1', key: 'shown', value: 'one' } },
  aws_route_table: { config: { vpc_id: 'vpc-1' } },
  aws_route: {
    config: { route_table_id: 'rtb-1', destination_cidr_block: '0.0.0.0/0', gateway_id: 'igw-1' },
    others: [
      { route_table_id: 'rtb-1', destination_cidr_block: '0.0.0.0/0', nat_gateway_id: 'nat-1' },
      { route_table_id: 'rtb-1', destination_cidr_block: '0.0.0.0/0', network_interface_id: 'eni-1' },
      { route_table_id: 'rtb-1', destination_cidr_block: '10.2.0.0/16', transit_gateway_id: 'tgw-1' },
      { route_table_id: 'rtb-1', destination_cidr_block: '10.2.0.0/16', vpc_peering_connection_id: 'pcx-1' },
      { route_table_id: 'rtb-1', destination_ipv6_cidr_block: '::/0', egress_only_gateway_id: 'eigw-1' },
      { route_table_id: 'rtb-1', destination_prefix_list_id: 'pl-1', gateway_id: 'igw-1' },
    ],
    values: {
      destination_cidr_block: ['0.0.0.0/0', '10.2.0.0/16'],
      destination_ipv6_cidr_block: ['::/0', '2001:db8::/64'],
    },
  },
  aws_route_table_association: {
    config: { route_table_id: 'rtb-1', subnet_id: 'subnet-1' },
    others: [{ route_table_id: 'rtb-1', gateway_id: 'igw-1' }],
  },
  aws_vpc_endpoint: {
    config: { vpc_id: 'vpc-1', service_name: 'com.amazonaws.eu-central-1.s3', route_table_ids: ['rtb-1'] },
    values: { ip_address_type: ['ipv4', 'dualstack'], vpc_endpoint_type: ['Interface', 'Gateway'] },
  },
  aws_security_group: {
    config: { vpc_id: 'vpc-1', description: 'web', name_prefix: 'shop-web-' },
    others: [{ vpc_id: 'vpc-1', description: 'web', name: 'shop-web' }],
    values: { ingress: [[OPEN(80)], [OPEN(443)]], egress: [[OPEN(80)], [OPEN(443)]] },
  },
  aws_default_security_group: {
    config: { vpc_id: 'vpc-1' },
    values: { ingress: [[OPEN(80)], [OPEN(443)]], egress: [[OPEN(80)], [OPEN(443)]] },
  },
  aws_vpc_security_group_ingress_rule: SECURITY_GROUP_RULE,
  aws_vpc_security_group_egress_rule: SECURITY_GROUP_RULE,

  aws_instance: {
    config: {
      ami: 'ami-1',
      instance_type: 't3.small',
      subnet_id: 'subnet-1',
      private_ip: '10.0.1.5',
      iam_instance_profile: 'web',
      user_data_base64: 'I2Nsb3VkLWNvbmZpZwo=',
      vpc_security_group_ids: ['sg-1'],
      maintenance_options: [{ auto_recovery: 'default' }],
      metadata_options: [
        {
          http_endpoint: 'enabled',
          http_tokens: 'required',
          http_put_response_hop_limit: 1,
          instance_metadata_tags: 'enabled',
        },
      ],
      root_block_device: [{ encrypted: true, volume_size: 8, volume_type: 'gp3' }],
    },
    values: {
      instance_type: ['t3.small', 't3.medium'],
      user_data: ['#cloud-config', '#!/bin/sh'],
      user_data_base64: ['I2Nsb3VkLWNvbmZpZwo=', 'I2Nsb3VkLWNvbmZpZwojCg=='],
      'root_block_device.volume_type': ['gp3', 'gp2'],
      'maintenance_options.auto_recovery': ['default', 'disabled'],
      'metadata_options.http_endpoint': ['enabled', 'disabled'],
      'metadata_options.http_tokens': ['required', 'optional'],
      'metadata_options.http_protocol_ipv6': ['enabled', 'disabled'],
      'metadata_options.instance_metadata_tags': ['enabled', 'disabled'],
    },
    others: [{ ami: 'ami-1', instance_type: 't3.small', user_data: '#cloud-config' }],
    conditional: {
      instance_type: 'replaced where the processor architecture differs; otherwise stopped and started',
      user_data: 'replaced with user_data_replace_on_change; otherwise stopped and started',
      user_data_base64: 'replaced with user_data_replace_on_change; otherwise stopped and started',
    },
    filled: { user_data: '' },
  },
  aws_ebs_volume: {
    config: { availability_zone: 'eu-central-1a', encrypted: true, size: 20, type: 'gp3' },
    values: { size: [20, 40], type: ['gp3', 'gp2'] },
    conditional: { size: 'AWS refuses a smaller size when it is applied; the plan does not say so' },
  },
  aws_volume_attachment: {
    config: { device_name: '/dev/sdf', instance_id: 'i-1', volume_id: 'vol-1', stop_instance_before_detaching: true },
    values: { device_name: ['/dev/sdf', '/dev/sdg'] },
  },

  aws_iam_role: {
    config: { assume_role_policy: TRUST, name_prefix: 'web-' },
    others: [{ assume_role_policy: TRUST, name: 'web' }],
    values: { assume_role_policy: ASSUME, max_session_duration: [3600, 7200] },
  },
  aws_iam_role_policy: {
    config: { name: 'files', role: 'web', policy: TRUST },
    others: [{ name_prefix: 'files-', role: 'web', policy: TRUST }],
  },
  aws_iam_role_policy_attachment: {
    config: { role: 'web', policy_arn: 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore' },
  },
  aws_iam_instance_profile: { config: { name_prefix: 'web-', role: 'web' }, others: [{ name: 'web', role: 'web' }] },
  aws_iam_policy: { config: { name: 'files', policy: TRUST } },

  aws_s3_bucket: {
    config: { bucket_prefix: 'shop-media-', force_destroy: false },
    others: [{ bucket: 'shop-media' }],
    values: { bucket: ['shop-media', 'shop-files'], bucket_prefix: ['shop-media-', 'shop-files-'] },
  },
  aws_s3_bucket_policy: { config: { bucket: 'shop-media', policy: TRUST } },
  aws_s3_bucket_public_access_block: {
    config: {
      bucket: 'shop-media',
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    },
  },
  aws_s3_bucket_ownership_controls: {
    config: { bucket: 'shop-media', rule: [{ object_ownership: 'BucketOwnerEnforced' }] },
    values: { 'rule.object_ownership': ['BucketOwnerEnforced', 'ObjectWriter'] },
  },
  aws_s3_bucket_versioning: {
    config: { bucket: 'shop-media', versioning_configuration: [{ status: 'Enabled' }] },
    values: { 'versioning_configuration.status': ['Enabled', 'Suspended'] },
    conditional: { 'versioning_configuration.status': 'refused from Enabled or Suspended to Disabled' },
  },
  aws_s3_bucket_server_side_encryption_configuration: {
    config: {
      bucket: 'shop-media',
      rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm: 'AES256' }] }],
    },
    values: { 'rule.apply_server_side_encryption_by_default.sse_algorithm': ['AES256', 'aws:kms'] },
  },
  aws_s3_bucket_lifecycle_configuration: {
    config: {
      bucket: 'shop-media',
      rule: [
        {
          id: 'old',
          status: 'Enabled',
          filter: [{ prefix: 'a/' }],
          expiration: [{ days: 90 }],
          noncurrent_version_expiration: [{ noncurrent_days: 30 }],
          abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
        },
      ],
    },
    values: { 'rule.status': ['Enabled', 'Disabled'] },
    filled: { transition_default_minimum_object_size: 'all_storage_classes_128K' },
  },
  aws_s3_object: {
    config: { bucket: 'shop-config', key: 'web/user-data', content: 'one', content_type: 'text/plain' },
    others: [
      { bucket: 'shop-config', key: 'app.tar.gz', source: 'app.tar.gz', source_hash: 'one' },
      { bucket: 'shop-config', key: 'app.tar.gz', content_base64: 'b25l' },
    ],
    values: {
      acl: ['private', 'public-read'],
      checksum_algorithm: ['SHA256', 'SHA1'],
      object_lock_legal_hold_status: ['ON', 'OFF'],
      object_lock_mode: ['GOVERNANCE', 'COMPLIANCE'],
      server_side_encryption: ['AES256', 'aws:kms'],
      storage_class: ['GLACIER', 'STANDARD_IA'],
    },
  },

  aws_s3_bucket_logging: { config: { bucket: 'shop-media', target_bucket: 'shop-logs', target_prefix: 's3/media/' } },
  aws_flow_log: {
    config: {
      vpc_id: 'vpc-1',
      traffic_type: 'ALL',
      log_destination_type: 's3',
      log_destination: 'arn:aws:s3:::shop-logs',
      max_aggregation_interval: 600,
    },
    values: {
      traffic_type: ['ALL', 'REJECT'],
      log_destination_type: ['s3', 'cloud-watch-logs'],
      log_destination: ['arn:aws:s3:::shop-logs', 'arn:aws:s3:::shop-other'],
      max_aggregation_interval: [600, 60],
      'destination_options.file_format': ['plain-text', 'parquet'],
    },
  },
  aws_cloudwatch_log_delivery_source: {
    config: {
      name: 'shop-media',
      log_type: 'ACCESS_LOGS',
      resource_arn: 'arn:aws:cloudfront::123456789012:distribution/E1',
    },
    values: {
      resource_arn: [
        'arn:aws:cloudfront::123456789012:distribution/E1',
        'arn:aws:cloudfront::123456789012:distribution/E2',
      ],
    },
  },
  aws_cloudwatch_log_delivery_destination: {
    config: {
      name: 'shop-media',
      output_format: 'w3c',
      delivery_destination_configuration: [{ destination_resource_arn: 'arn:aws:s3:::shop-logs' }],
    },
    values: {
      output_format: ['w3c', 'json'],
      'delivery_destination_configuration.destination_resource_arn': [
        'arn:aws:s3:::shop-logs',
        'arn:aws:s3:::shop-other',
      ],
    },
  },
  aws_cloudwatch_log_delivery: {
    config: {
      delivery_source_name: 'shop-media',
      delivery_destination_arn: 'arn:aws:logs:us-east-1:123456789012:delivery-destination:shop',
    },
    values: {
      delivery_destination_arn: [
        'arn:aws:logs:us-east-1:123456789012:delivery-destination:shop',
        'arn:aws:logs:us-east-1:123456789012:delivery-destination:other',
      ],
    },
  },

  aws_cloudfront_origin_access_control: {
    config: {
      name: 'media',
      description: 'media',
      origin_access_control_origin_type: 's3',
      signing_behavior: 'always',
      signing_protocol: 'sigv4',
    },
    values: {
      origin_access_control_origin_type: ['s3', 'mediastore'],
      signing_behavior: ['always', 'never'],
    },
  },
  aws_cloudfront_distribution: {
    config: {
      enabled: true,
      comment: 'media',
      http_version: 'http2and3',
      is_ipv6_enabled: true,
      price_class: 'PriceClass_100',
      default_cache_behavior: [
        {
          allowed_methods: ['GET', 'HEAD'],
          cached_methods: ['GET', 'HEAD'],
          cache_policy_id: '658327ea-f89d-4fab-a63d-7e88639e58f6',
          compress: true,
          target_origin_id: 'media',
          viewer_protocol_policy: 'redirect-to-https',
        },
      ],
      origin: [
        {
          domain_name: 'shop-media.s3.eu-central-1.amazonaws.com',
          origin_id: 'media',
          origin_access_control_id: 'E1',
        },
      ],
      restrictions: [{ geo_restriction: [{ restriction_type: 'none' }] }],
      viewer_certificate: [{ cloudfront_default_certificate: true }],
    },
    values: {
      http_version: ['http2and3', 'http2'],
      price_class: ['PriceClass_100', 'PriceClass_200'],
      'default_cache_behavior.viewer_protocol_policy': ['redirect-to-https', 'https-only'],
      'ordered_cache_behavior.viewer_protocol_policy': ['redirect-to-https', 'https-only'],
      'restrictions.geo_restriction.restriction_type': ['none', 'whitelist'],
    },
  },

  aws_route53_zone: { config: { name: 'example.com' } },
  aws_route53_record: {
    config: {
      zone_id: 'Z1',
      name: 'shop.example.com',
      type: 'A',
      ttl: 60,
      records: ['192.0.2.1'],
      set_identifier: 'balancer-1',
      multivalue_answer_routing_policy: true,
      health_check_id: 'h-1',
    },
    values: { type: ['A', 'AAAA'], records: [['192.0.2.1'], ['192.0.2.2']] },
  },
  aws_route53_health_check: {
    config: {
      type: 'HTTP',
      ip_address: '192.0.2.1',
      port: 80,
      resource_path: '/',
      request_interval: 10,
      failure_threshold: 3,
    },
    values: {
      type: ['HTTP', 'HTTPS'],
      ip_address: ['192.0.2.1', '192.0.2.2'],
      request_interval: [10, 30],
      failure_threshold: [3, 2],
      resource_path: ['/', '/ready'],
    },
  },

  aws_sns_topic: {
    config: { name: 'shop-alarms' },
    others: [{ name_prefix: 'shop-' }, { name: 'shop.fifo', fifo_topic: true, content_based_deduplication: true }],
    filled: { fifo_throughput_scope: '' },
  },
  aws_sns_topic_subscription: {
    config: {
      topic_arn: 'arn:aws:sns:eu-central-1:123456789012:shop',
      protocol: 'email',
      endpoint: 'ops@example.com',
    },
    values: { protocol: ['email', 'sqs'] },
  },
  aws_cloudwatch_composite_alarm: {
    config: {
      alarm_name: 'shop-write-redundancy',
      alarm_rule: 'ALARM("shop-db-1-health")',
      alarm_description: 'one',
      alarm_actions: [TOPIC],
      ok_actions: [TOPIC],
    },
    values: {
      alarm_rule: ['ALARM("shop-db-1-health")', 'ALARM("shop-db-2-health")'],
      alarm_actions: [[TOPIC], [TOPIC_2]],
      insufficient_data_actions: [[TOPIC], [TOPIC_2]],
      ok_actions: [[TOPIC], [TOPIC_2]],
      'actions_suppressor.alarm': ['shop-db-1-health', 'shop-db-2-health'],
    },
  },
  aws_cloudwatch_metric_alarm: {
    config: {
      alarm_name: 'web-1',
      comparison_operator: 'GreaterThanThreshold',
      evaluation_periods: 2,
      metric_name: 'StatusCheckFailed',
      namespace: 'AWS/EC2',
      period: 60,
      statistic: 'Maximum',
      threshold: 0,
      dimensions: { InstanceId: 'i-1' },
      alarm_actions: [TOPIC],
    },
    values: {
      comparison_operator: ['GreaterThanThreshold', 'LessThanThreshold'],
      period: [60, 120],
      statistic: ['Maximum', 'Minimum'],
      threshold: [0, 1],
      alarm_actions: [[TOPIC], [TOPIC_2]],
      insufficient_data_actions: [[TOPIC], [TOPIC_2]],
      ok_actions: [[TOPIC], [TOPIC_2]],
      dimensions: [{ InstanceId: 'i-1' }, { InstanceId: 'i-2' }],
    },
  },
  aws_dlm_lifecycle_policy: {
    config: {
      description: 'daily snapshots',
      execution_role_arn: 'arn:aws:iam::123456789012:role/a',
      state: 'ENABLED',
      policy_details: [
        {
          resource_types: ['VOLUME'],
          target_tags: { Snapshot: 'daily' },
          schedule: [
            {
              name: 'daily',
              copy_tags: true,
              create_rule: [{ interval: 24, interval_unit: 'HOURS', times: ['03:00'] }],
              retain_rule: [{ count: 7 }],
            },
          ],
        },
      ],
    },
    values: {
      state: ['ENABLED', 'DISABLED'],
      'policy_details.resource_types': [['VOLUME'], ['INSTANCE']],
      'policy_details.schedule.create_rule.interval': [24, 12],
      'policy_details.schedule.create_rule.times': [['03:00'], ['04:00']],
      'policy_details.schedule.retain_rule.count': [7, 14],
    },
  },

  aws_db_subnet_group: { config: { name: 'shop', subnet_ids: ['subnet-1', 'subnet-2'] } },
  aws_db_instance: {
    config: {
      identifier: 'shop',
      engine: 'mariadb',
      engine_version: '10.11',
      instance_class: 'db.t4g.small',
      allocated_storage: 20,
      storage_type: 'gp3',
      storage_encrypted: true,
      username: 'shop',
      password: 'not-a-secret',
      multi_az: true,
      db_subnet_group_name: 'shop',
      vpc_security_group_ids: ['sg-1'],
      backup_retention_period: 7,
      deletion_protection: true,
      skip_final_snapshot: true,
    },
    values: {
      allocated_storage: [20, 40],
      engine: ['mariadb', 'mysql'],
      engine_version: ['10.11', '11.4'],
      storage_type: ['gp3', 'gp2'],
      backup_retention_period: [7, 14],
    },
  },
  aws_elasticache_subnet_group: { config: { name: 'shop', subnet_ids: ['subnet-1', 'subnet-2'] } },
  aws_elasticache_cluster: {
    config: {
      cluster_id: 'shop',
      engine: 'memcached',
      engine_version: '1.6.22',
      node_type: 'cache.t4g.micro',
      num_cache_nodes: 2,
      subnet_group_name: 'shop',
      security_group_ids: ['sg-1'],
    },
    values: { engine_version: ['1.6.22', '1.6.12'], num_cache_nodes: [2, 3], az_mode: ['cross-az', 'single-az'] },
  },
  aws_elasticache_replication_group: {
    config: {
      replication_group_id: 'shop',
      description: 'sessions',
      engine: 'redis',
      engine_version: '7.1',
      node_type: 'cache.t4g.micro',
      num_cache_clusters: 2,
      automatic_failover_enabled: true,
      multi_az_enabled: true,
      subnet_group_name: 'shop',
      security_group_ids: ['sg-1'],
      at_rest_encryption_enabled: true,
    },
    conditional: { engine: 'replaced from Valkey to Redis' },
    values: { engine: ['redis', 'valkey'], engine_version: ['7.1', '7.0'], num_cache_clusters: [2, 3] },
  },
  aws_efs_file_system: {
    config: {
      creation_token: 'files',
      encrypted: true,
      performance_mode: 'generalPurpose',
      throughput_mode: 'bursting',
    },
    values: { performance_mode: ['generalPurpose', 'maxIO'], throughput_mode: ['bursting', 'elastic'] },
  },
  aws_efs_mount_target: {
    config: { file_system_id: 'fs-1', subnet_id: 'subnet-1', security_groups: ['sg-1'] },
  },
  aws_lb: {
    config: {
      name: 'shop',
      load_balancer_type: 'application',
      internal: false,
      subnets: ['subnet-1', 'subnet-2'],
      security_groups: ['sg-1'],
    },
    values: { load_balancer_type: ['application', 'network'], ip_address_type: ['ipv4', 'dualstack'] },
  },
  aws_lb_target_group: {
    config: {
      name: 'web',
      port: 80,
      protocol: 'HTTP',
      vpc_id: 'vpc-1',
      target_type: 'instance',
      health_check: [{ path: '/' }],
    },
    values: {
      protocol: ['HTTP', 'HTTPS'],
      protocol_version: ['HTTP1', 'HTTP2'],
      target_type: ['instance', 'ip'],
      'health_check.path': ['/', '/ready'],
      ip_address_type: ['ipv4', 'ipv6'],
    },
    filled: { protocol_version: 'HTTP1', ip_address_type: 'ipv4', name_prefix: '' },
  },
  aws_lb_target_group_attachment: {
    config: {
      target_group_arn: 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/1',
      target_id: 'i-1',
      port: 80,
    },
  },
  aws_lb_listener: {
    config: {
      load_balancer_arn: 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/shop/1',
      port: 80,
      protocol: 'HTTP',
      default_action: [
        {
          type: 'forward',
          target_group_arn: 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/1',
        },
      ],
    },
    values: { protocol: ['HTTP', 'HTTPS'], 'default_action.type': ['forward', 'redirect'] },
  },
  aws_ssm_parameter: {
    config: { name: '/shop/a', type: 'String', value: 'one' },
    values: { type: ['String', 'SecureString'] },
  },
  aws_secretsmanager_secret: { config: { name: 'shop' } },
};
