const IDENTITY =
  /\.(?:id|arn|name|identifier|bucket|address|endpoint|public_ip|private_ip|function_name|[a-z_]*(?:_id|_arn|_name|_identifier|_endpoint|_domain_name|_dns))$/;

/** Whether an attribute names its resource to others. */
export function isIdentity(reference: string): boolean {
  return IDENTITY.test(reference);
}
