import { networkLists } from '../../terraform/network-lists';
import type { ResourceIndex } from '../../terraform/resource-index';

/** Types that the inference reads. */
const READ =
  /^aws_(?:(?:default_)?(?:subnet|security_group|vpc|route_table|network_acl)|instance|spot_instance_request|autoscaling_(?:group|attachment|traffic_source_attachment)|launch_(?:template|configuration)|ecs_service|a?lb(?:_.*)?|elb(?:_attachment)?|db_instance|db_subnet_group|(?:rds|docdb|neptune)_cluster(?:_instance)?|(?:docdb|neptune)_subnet_group|elasticache_(?:cluster|replication_group|subnet_group)|efs_(?:file_system|mount_target)|mq_broker|(?:opensearch|elasticsearch)_domain|cloudfront_distribution|route53_(?:record|zone|zone_association|health_check)|eip|eip_association|nat_gateway|internet_gateway(?:_attachment)?|route|route_table_association|main_route_table_association|ebs_volume|volume_attachment|network_interface|s3_bucket|security_group_rule|vpc_security_group_(?:in|e)gress_rule|lambda_(?:function|function_url|alias)|apigatewayv2_(?:api|integration|stage|domain_name|api_mapping)|api_gateway_(?:rest_api|integration|stage|domain_name|base_path_mapping|vpc_link))$/;

/** Types that no visitor depends on at run time, or that only describe another resource. */
const HARMLESS =
  /^aws_(?:iam_|cloudwatch_|kms_|acm_|ssm_|secretsmanager_|sns_|s3_bucket_|s3_object|s3_account|s3control_|ecr_|ecs_(?:cluster|task_definition|capacity_provider|cluster_capacity_providers|account)|autoscaling_(?:policy|schedule|lifecycle_hook|notification)|appautoscaling_|backup_|budgets_|config_|cloudtrail|guardduty_|securityhub_|inspector|wafv2_|waf_|shield_|cloudfront_(?:origin_access|cache_policy|origin_request_policy|response_headers_policy|function|public_key|key_group|monitoring)|db_(?:parameter_group|option_group|event_subscription|snapshot|proxy_default)|rds_cluster_(?:parameter_group|role_association|activity)|(?:docdb|neptune)_cluster_parameter_group|elasticache_(?:parameter_group|user)|efs_(?:backup|access_point|file_system_policy|replication)|key_pair|placement_group|flow_log|app_cookie_stickiness_policy|load_balancer_|proxy_protocol_policy|network_acl|vpc_(?:dhcp|ipv4|ipv6|ipam|endpoint)|egress_only_internet_gateway|ec2_(?:tag|managed_prefix_list|instance_(?:state|metadata))|ebs_(?:snapshot|encryption|default)|dlm_|route53_(?:resolver|query_log|vpc_association|delegation|key_signing|hosted_zone_dnssec)|ses|codebuild_|codepipeline_|codedeploy_|codestar|athena_|glue_|lambda_(?:permission|layer|event_source)|apigatewayv2_(?:route|deployment|model|integration_response|route_response|vpc_link)|api_gateway_(?:account|api_key|client_certificate|deployment|documentation|gateway_response|integration_response|method|model|request_validator|resource|rest_api_policy|usage_plan)|s3control|service_discovery_|resourcegroups_|oam_|grafana_|prometheus_|sfn_|scheduler_|organizations_|ram_|servicequotas_|mq_configuration|xray_|opensearch_domain_policy|elasticsearch_domain_policy|cloudformation_stack_set)/;

/** What holds no infrastructure: random names, keys, files. */
const LOCAL = /^(?:random|tls|null|time|local|template|archive|terraform|external|cloudinit)_/;

/** Resources that visitors may depend on, and that are not read, by type. */
export function unread(stack: ResourceIndex): readonly string[] {
  const counts = new Map<string, number>();
  for (const { type } of stack.all) {
    if (READ.test(type) || HARMLESS.test(type) || LOCAL.test(type)) continue;
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const lists = networkLists(stack);
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...lists,
    ...sorted.map(
      ([type, count]) =>
        `what ${count === 1 ? 'a resource' : `${count} resources`} of the type ${type} ${count === 1 ? 'does' : 'do'}: not read`,
    ),
  ];
}
