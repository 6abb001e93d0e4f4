/**
 * Blocks that say who may come to whom, or where something stands, by the type that has them. A plan does not record blocks
 * that are made in a loop: where what the loop goes through is known after the apply, all that it has of them is that the
 * whole is not known, just as of what AWS fills in. For these blocks that is kept, since "none" would be the better case.
 */
const BLOCKS: Readonly<Record<string, readonly string[]>> = {
  aws_security_group: ['ingress', 'egress'],
  aws_lb_listener: ['default_action'],
  aws_alb_listener: ['default_action'],
  aws_lb_listener_rule: ['action'],
  aws_alb_listener_rule: ['action'],
  aws_lambda_function: ['vpc_config'],
  aws_cloudfront_distribution: ['ordered_cache_behavior'],
};

/** Whether an argument that is not known as a whole may be blocks made in a loop. */
export function mayBeLooped(type: string, key: string): boolean {
  return BLOCKS[type]?.includes(key) ?? false;
}
