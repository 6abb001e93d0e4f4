/** Types of subnets. */
export const SUBNETS = ['aws_subnet', 'aws_default_subnet'] as const;

/** Types of security groups. */
export const GROUPS = ['aws_security_group', 'aws_default_security_group'] as const;
