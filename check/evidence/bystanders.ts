/**
 * Resources beside a site that may refer to what it is made of, each with the reason why that takes nothing from it. Whatever
 * else refers to the site is not read, and named.
 */
export const BYSTANDERS: readonly {
  readonly types: RegExp;
  /** Types of the site's resources that they may refer to. */
  readonly touch: RegExp;
  readonly because: string;
}[] = [
  {
    types:
      /^aws_(security_group|subnet|route_table|nat_gateway|instance|network_interface|launch_template|autoscaling_group|db_.*|rds_.*|elasticache_.*|lambda_function|ecs_.*|eks_.*|efs_.*|lb|lb_target_group|alb|elb|msk_.*|mq_.*|opensearch_.*)$/,
    touch: /^aws_(vpc|subnet|security_group|iam_instance_profile|iam_role)$/,
    because: 'stands in its network; subnets, addresses and rules are compared with its own',
  },
  {
    types: /^aws_(vpc_security_group_(in|e)gress_rule|security_group_rule)$/,
    touch: /^aws_(security_group|vpc|subnet|eip|instance)$/,
    because: 'a rule of a security group only opens, and each is read',
  },
  {
    types: /^aws_(route53_record|lb_target_group_attachment|lb_listener|lb_listener_rule|cloudfront_distribution)$/,
    touch: /^aws_(eip|instance|cloudfront_distribution|s3_bucket|vpc)$/,
    because: 'leads visitors to it',
  },
  {
    types: /^aws_(ssm_parameter|secretsmanager_secret(_version)?|appconfig_.*)$/,
    touch: /./,
    because: 'keeps a value of it',
  },
  {
    types: /^aws_(backup_.*|ebs_snapshot|ebs_snapshot_copy|flow_log|cloudtrail|guardduty_.*|config_.*|inspector.*)$/,
    touch: /./,
    because: 'copies or watches it',
  },
  {
    types: /^aws_(iam_policy|iam_(user|group)_policy|iam_role)$/,
    touch: /./,
    because: 'says what others may do; what its own roles may do is read',
  },
  {
    types: /^aws_iam_role_policy(_attachment)?$/,
    touch: /^aws_(?!iam_role$)/,
    because: 'says what others may do',
  },
];

/** What acts on a whole account or VPC without naming it. */
export const FAR_REACHING =
  /^aws_(ec2_instance_metadata_defaults|vpc_block_public_access_.*|ebs_default_kms_key|s3_account_public_access_block|ec2_image_block_public_access|default_(vpc|subnet|route_table|network_acl|vpc_dhcp_options)|organizations_policy.*|ssm_(association|maintenance_window_.*|patch_.*|default_patch_baseline)|fis_.*|scheduler_schedule|networkfirewall_firewall|network_acl)$/;
