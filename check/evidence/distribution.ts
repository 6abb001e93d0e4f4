import { statementsOf } from '../../terraform/policies';
import type { Resource, ResourceIndex } from '../../terraform/resource-index';
import { blocks, fields, strings } from '../../terraform/values';

/** What keeps a distribution of CloudFront from giving out a bucket's objects. */
export function keptFrom(distribution: Resource, bucket: string, stack: ResourceIndex): readonly string[] {
  const { body } = distribution;
  const [behavior] = blocks(body.default_cache_behavior);
  const origin = blocks(body.origin).find(({ origin_id }) => origin_id === behavior?.target_origin_id);
  const names = stack.addressesIn(String(origin?.domain_name)).includes(bucket);
  const signs = stack.target(origin?.origin_access_control_id)?.type === 'aws_cloudfront_origin_access_control';
  return [
    ...(body.enabled === true || body.enabled === 'true' ? [] : ['enabled']),
    ...(names ? [] : [`a reference to ${bucket}`]),
    ...(!names || (signs && lets(bucket, stack)) ? [] : [`the right to s3:GetObject on ${bucket}`]),
  ];
}

/** Whether a bucket's policy lets CloudFront read. */
function lets(bucket: string, stack: ResourceIndex): boolean {
  const policies = stack.referring('aws_s3_bucket_policy', 'bucket', bucket);
  return policies
    .flatMap(({ body }) => statementsOf(stack.text(body.policy)))
    .some(
      ({ Effect, Action, Principal }) =>
        Effect === 'Allow' &&
        strings(Action).includes('s3:GetObject') &&
        strings(fields(Principal).Service).includes('cloudfront.amazonaws.com'),
    );
}
