import { statementsOf } from '../../terraform/policies';
import type { Resource, ResourceIndex } from '../../terraform/resource-index';
import { blocks, type Fields, fields, strings } from '../../terraform/values';

/** What keeps a distribution of CloudFront from giving out a bucket's objects. */
export function keptFrom(distribution: Resource, bucket: string, stack: ResourceIndex): readonly string[] {
  const { body } = distribution;
  const [behavior] = blocks(body.default_cache_behavior);
  const origin = blocks(body.origin).find(({ origin_id }) => origin_id === behavior?.target_origin_id);
  const names = stack.addressesIn(String(origin?.domain_name)).includes(bucket);
  const signs = signsAll(stack.target(origin?.origin_access_control_id));
  return [
    ...(body.enabled === true || body.enabled === 'true' ? [] : ['enabled']),
    ...closed(body, behavior ?? {}),
    ...storedAway(bucket, stack),
    ...(names ? [] : [`a reference to ${bucket}`]),
    ...(!names || (signs && lets(bucket, stack)) ? [] : [`the right to s3:GetObject on ${bucket}`]),
  ];
}

/** CloudFront developer guide, "Restricting access to an Amazon S3 origin": every request is signed, for S3. */
function signsAll(control: Resource | undefined): boolean {
  return (
    control?.type === 'aws_cloudfront_origin_access_control' &&
    control.body.signing_behavior === 'always' &&
    control.body.signing_protocol === 'sigv4' &&
    control.body.origin_access_control_origin_type === 's3'
  );
}

/** What keeps visitors from what a distribution has. */
function closed(body: Fields, behavior: Fields): readonly string[] {
  const [place] = blocks(blocks(body.restrictions)[0]?.geo_restriction);
  const keys = [...strings(behavior.trusted_signers), ...strings(behavior.trusted_key_groups)];
  const methods = new Set(strings(behavior.allowed_methods));
  const aliases = strings(body.aliases);
  const isDefault = blocks(body.viewer_certificate)[0]?.cloudfront_default_certificate === true;
  return [
    ...(place === undefined || place.restriction_type === 'none'
      ? []
      : ['visitors of every country (geo_restriction none)']),
    ...(keys.length === 0 ? [] : ['visitors without signed addresses (no trusted_signers, no trusted_key_groups)']),
    ...(methods.has('GET') ? [] : ['GET among allowed_methods']),
    ...(body.staging === true ? ['a distribution that is not for staging'] : []),
    ...(aliases.length > 0 && isDefault ? ['a certificate for its aliases'] : []),
    ...(body.web_acl_id === undefined || body.web_acl_id === '' ? [] : ['visitors whom no web ACL stops (web_acl_id)']),
    ...blocks(body.ordered_cache_behavior).map(
      (one) => `one behavior for all paths, not another for ${one.path_pattern}`,
    ),
    ...(behavior.viewer_protocol_policy === undefined ? ['viewer_protocol_policy'] : []),
  ];
}

/** Objects that go away by themselves, or to where nobody gets them at once. */
function storedAway(bucket: string, stack: ResourceIndex): readonly string[] {
  return stack
    .referring('aws_s3_bucket_lifecycle_configuration', 'bucket', bucket)
    .flatMap(({ body }) => blocks(body.rule))
    .filter(({ status }) => status !== 'Disabled')
    .flatMap((rule) => [
      ...blocks(rule.expiration)
        .filter((one) => one.days !== undefined || one.date !== undefined)
        .map(() => `objects of ${bucket} that do not expire`),
      ...blocks(rule.transition)
        .filter(({ storage_class: to }) => to === 'GLACIER' || to === 'DEEP_ARCHIVE')
        .map(() => `objects of ${bucket} at hand, not in ${String(blocks(rule.transition)[0]?.storage_class)}`),
    ]);
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
