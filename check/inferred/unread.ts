import type { Resource, ResourceIndex } from '../../terraform/resource-index';
import { isFields } from '../../terraform/values';
import type { InferenceContext } from './context';

/** Types that the inference reads. */
const READ =
  /^aws_(?:(?:default_)?(?:subnet|security_group|vpc|route_table|network_acl)|instance|spot_instance_request|autoscaling_(?:group|attachment|traffic_source_attachment)|launch_(?:template|configuration)|ecs_service|a?lb(?:_.*)?|elb(?:_attachment)?|db_instance|db_subnet_group|(?:rds|docdb|neptune)_cluster(?:_instance)?|(?:docdb|neptune)_subnet_group|elasticache_(?:cluster|replication_group|subnet_group)|efs_(?:file_system|mount_target)|mq_broker|(?:opensearch|elasticsearch)_domain|cloudfront_distribution|route53_(?:record|zone|zone_association|health_check)|eip|eip_association|nat_gateway|internet_gateway(?:_attachment)?|route|route_table_association|main_route_table_association|ebs_volume|volume_attachment|network_interface|s3_bucket|security_group_rule|vpc_security_group_(?:in|e)gress_rule|lambda_(?:function|function_url|alias)|db_proxy(?:_target|_default_target_group|_endpoint)?|rds_cluster_endpoint|network_interface_attachment|autoscaling_(?:policy|schedule)|appautoscaling_(?:target|policy|scheduled_action)|eip|apigatewayv2_(?:api|integration|stage|domain_name|api_mapping)|api_gateway_(?:rest_api|integration|stage|domain_name|base_path_mapping|vpc_link))$/;

/** Types that no visitor depends on at run time, or that only describe another resource. */
const HARMLESS =
  /^aws_(?:iam_|accessanalyzer_|account_|alb_listener_certificate|ami|appconfig_|applicationinsights_|auditmanager_|bedrock|ce_|chatbot_|cleanrooms_|cloud9_|cloudtrail|computeoptimizer_|controltower_|cur_|customer_gateway|dataexchange_|datasync_|detective_|devicefarm_|ecrpublic_|ecs_tag|emr|fis_|fms_|globalaccelerator_custom|identitystore_|imagebuilder_|internetmonitor_|iot_policy|kinesis_analytics|lakeformation_|lb_(?:listener_certificate|trust_store)|licensemanager_|location_|macie|networkmanager_|notifications|observabilityadmin_|pipes_|pricing_|quicksight_|redshift_(?:parameter|subnet|event|snapshot)|resiliencehub_|resourceexplorer2_|rolesanywhere_|route53profiles_|route53domains_|rum_|sagemaker_|schemas_|securitylake_|signer_|ssoadmin_|synthetics_|timestreamwrite_|verifiedaccess_|vpn_|wellarchitected_|cloudwatch_|kms_|acm_|ssm_|secretsmanager_|sns_|s3_bucket_|s3_object|s3_account|s3control_|ecr_|ecs_(?:cluster|task_definition|capacity_provider|cluster_capacity_providers|account)|autoscaling_(?:policy|schedule|lifecycle_hook|notification)|appautoscaling_|backup_|budgets_|config_|cloudtrail|guardduty_|securityhub_|inspector|wafv2_|waf_|shield_|cloudfront_(?:origin_access|cache_policy|origin_request_policy|response_headers_policy|function|public_key|key_group|monitoring)|db_(?:parameter_group|option_group|event_subscription|snapshot|proxy_default)|rds_cluster_(?:parameter_group|role_association|activity)|(?:docdb|neptune)_cluster_parameter_group|elasticache_(?:parameter_group|user)|efs_(?:backup|access_point|file_system_policy|replication)|key_pair|placement_group|flow_log|app_cookie_stickiness_policy|load_balancer_|proxy_protocol_policy|network_acl|vpc_(?:dhcp|ipv4|ipv6|ipam|endpoint)|egress_only_internet_gateway|ec2_(?:tag|managed_prefix_list|instance_(?:state|metadata))|ebs_(?:snapshot|encryption|default)|dlm_|route53_(?:resolver|query_log|vpc_association|delegation|key_signing|hosted_zone_dnssec)|ses|codebuild_|codepipeline_|codedeploy_|codestar|athena_|glue_|lambda_(?:permission|layer|event_source)|apigatewayv2_(?:route|deployment|model|integration_response|route_response|vpc_link)|api_gateway_(?:account|api_key|client_certificate|deployment|documentation|gateway_response|integration_response|method|model|request_validator|resource|rest_api_policy|usage_plan)|s3control|service_discovery_|resourcegroups_|oam_|grafana_|prometheus_|sfn_|scheduler_|organizations_|ram_|servicequotas_|mq_configuration|xray_|opensearch_domain_policy|elasticsearch_domain_policy|cloudformation_stack_set)/;

/** What AWS runs over the zones of a region or all over the world, whatever an account writes of it. */
const REGIONAL =
  /^aws_(?:amplify_|apprunner_|appsync_|cloudfrontkeyvaluestore_|cognito_|dynamodb_|firehose_|kinesis_(?:firehose|stream|video)|pinpoint_|sqs_|timestreamquery_|waf)/;

/** What holds no infrastructure: random names, keys, files. */
const LOCAL =
  /^(?:random|tls|null|time|local|template|archive|terraform|external|cloudinit|http|assert|utils|corefunc)_/;

/** Other providers' resources that visitors do not depend on: code, watching, people, objects inside of a database. */
const BESIDE =
  /^(?:github|gitlab|bitbucket|tfe|datadog|newrelic|pagerduty|opsgenie|grafana|sentry|honeycombio|statuscake|uptimerobot|betteruptime|okta|auth0|azuread|onepassword|vault|sops|postgresql|mysql|snowflake|launchdarkly|slack|spacelift|env0|checkly|pingdom|rollbar|statuspage|snyk|circleci|buildkite|doppler|mongodbatlas_project|awscc_iam)_/;

/** Data sources for what may stand on or behind the visitors' way. */
const ON_THE_WAY =
  /^(?:aws_(?:a?lb(?:_.*)?|elb|instances?|db_(?:instance|cluster|proxy).*|rds_.*|(?:docdb|neptune)_.*|elasticache_.*|memorydb_.*|efs_file_system|eks_.*|ecs_(?:service|cluster)|lambda_(?:function|alias|function_url)|api_gateway_rest_api|apigatewayv2_api|cloudfront_distribution|mq_broker|opensearch_domain|elasticsearch_domain|nat_gateway|autoscaling_groups?|launch_template|cloudformation_(?:stack|export)|msk_.*|redshift_.*|service_discovery_.*|vpc_endpoint_service)|terraform_remote_state|tfe_outputs|kubernetes_.*|helm_.*)$/;

const REFERENCE = /(?<![\w.])((?:module\.[\w-]+\.)*data\.([a-z0-9_]+)\.[\w-]+)/g;

/** Whether a type is read, or needs not be. */
export function isRead(type: string): boolean {
  return [READ, HARMLESS, REGIONAL, LOCAL, BESIDE].some((known) => known.test(type));
}

/** Say what was not read, and may stand on the visitors' way or behind it. */
export function noteUnread(context: InferenceContext): void {
  const { stack } = context;
  const types = new Set([...stack.all].map(({ type }) => type));
  for (const type of types) {
    if (REGIONAL.test(type) && !HARMLESS.test(type)) context.note('regional-services', type);
    if (!isRead(type)) context.note(type.startsWith('aws_') ? 'unread-type' : 'unread-provider', type);
  }
  for (const address of dataOnTheWay(stack)) context.note('unread-data', address);
}

/** Data sources that resources refer to, and that are not in the Terraform as resources. */
function dataOnTheWay(stack: ResourceIndex): ReadonlySet<string> {
  const found = new Set<string>();
  for (const resource of stack.all) {
    if (HARMLESS.test(resource.type)) continue;
    for (const text of textsOf(resource)) {
      for (const [, address = '', type = ''] of text.matchAll(REFERENCE)) if (ON_THE_WAY.test(type)) found.add(address);
    }
  }
  return found;
}

function textsOf({ body }: Resource): readonly string[] {
  const texts: string[] = [];
  const open: unknown[] = [body];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'string') {
      if (next.includes('data.')) texts.push(next);
    } else if (Array.isArray(next)) open.push(...next.filter((one) => one !== undefined));
    else if (isFields(next)) open.push(...Object.values(next).filter((one) => one !== undefined));
  }
  return texts;
}
