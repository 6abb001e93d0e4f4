import { statementsOf } from '../../terraform/policies';
import { type Fields, fields } from '../../terraform/values';
import { shippedText, synthesized } from '../helpers/synthesized';

/** What is logged where, and by whose right. */

type Resources = Record<string, Record<string, Fields>>;
const stage = (logs: string) =>
  fields(synthesized(shippedText('03-media-cdn').replace(/^tiers:/m, `${logs}\ntiers:`)).stack.resource) as Resources;

const whole = stage('');
const names = (resources: Resources, type: string) => Object.keys(resources[type] ?? {}).sort();
const rights = (resources: Resources) => statementsOf(String(resources.aws_s3_bucket_policy?.logs_policy?.policy));
const LOGGED = ['aws_flow_log', 'aws_s3_bucket_logging', 'aws_cloudwatch_log_delivery'];

test('connections, requests to buckets and to CloudFront go into one bucket, unless a key says otherwise', () => {
  expect(LOGGED.map((type) => names(whole, type))).toEqual([
    ['logs_flow'],
    ['bucket_log', 'media_store_log'],
    ['media_log'],
  ]);
  const less = stage('logs: { flow: false, cdn: false }');
  expect(LOGGED.map((type) => names(less, type))).toEqual([[], ['bucket_log', 'media_store_log'], []]);
  const none = stage('logs: { flow: false, buckets: false, cdn: false }');
  expect(LOGGED.map((type) => names(none, type))).toEqual([[], [], []]);
  // What was logged before is not lost with a key.
  expect(names(none, 'aws_s3_bucket')).toContain('logs');
  expect(rights(none).map(({ Sid }) => Sid)).toEqual(['TlsOnly', 'ServicesAlone']);
});

test('only the services that log write there, for this account and these sources, each below its own path', () => {
  const allowed = rights(whole).filter(({ Effect }) => Effect === 'Allow');
  expect(
    allowed.map(({ Sid, Principal, Action, Resource }) => [Sid, fields(Principal).Service, Action, Resource]),
  ).toEqual([
    [
      'FlowWritten',
      'delivery.logs.amazonaws.com',
      's3:PutObject',
      '${aws_s3_bucket.logs.arn}/AWSLogs/${aws_vpc.network.owner_id}/*',
    ],
    ['FlowLooked', 'delivery.logs.amazonaws.com', ['s3:GetBucketAcl', 's3:ListBucket'], '${aws_s3_bucket.logs.arn}'],
    ['OfBucket', 'logging.s3.amazonaws.com', 's3:PutObject', '${aws_s3_bucket.logs.arn}/s3/bucket/*'],
    ['OfMediaStore', 'logging.s3.amazonaws.com', 's3:PutObject', '${aws_s3_bucket.logs.arn}/s3/media_store/*'],
    [
      'CloudFrontWritten',
      'delivery.logs.amazonaws.com',
      's3:PutObject',
      '${aws_s3_bucket.logs.arn}/AWSLogs/${aws_vpc.network.owner_id}/*',
    ],
    [
      'CloudFrontLooked',
      'delivery.logs.amazonaws.com',
      ['s3:GetBucketAcl', 's3:ListBucket'],
      '${aws_s3_bucket.logs.arn}',
    ],
  ]);
  for (const { Condition } of allowed)
    expect(JSON.stringify(Condition)).toMatch(
      /"aws:SourceAccount":"\$\{aws_vpc\.network\.owner_id\}".*"aws:SourceArn"|"aws:SourceArn".*"aws:SourceAccount"/,
    );
});

test('nobody but these services writes a log, changes one or deletes one, whatever the account lets them do', () => {
  const [denied] = rights(whole).filter(({ Sid }) => Sid === 'ServicesAlone');
  expect(denied).toMatchObject({
    Effect: 'Deny',
    Principal: '*',
    Action: expect.arrayContaining(['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion', 's3:ReplicateObject']),
    Resource: '${aws_s3_bucket.logs.arn}/*',
    Condition: { Bool: { 'aws:PrincipalIsAWSService': 'false' } },
  });
});

test('no role of a node reaches the logs', () => {
  const policies = Object.values(whole.aws_iam_role_policy ?? {}).map(({ policy }) => String(policy));
  expect(policies.filter((one) => one.includes('aws_s3_bucket.logs.'))).toEqual([]);
});

test('logs are deleted when their days are over, and the bucket is not deleted with the site', () => {
  const [rule] = (stage('logs: { keepDays: 30 }').aws_s3_bucket_lifecycle_configuration?.logs_expiry?.rule ??
    []) as Fields[];
  expect(rule).toMatchObject({ expiration: [{ days: 30 }], noncurrent_version_expiration: [{ noncurrent_days: 7 }] });
  expect(whole.aws_s3_bucket?.logs).toMatchObject({ lifecycle: { prevent_destroy: true } });
});

test("CloudFront's logs are managed where CloudFront is, whatever the region of the site", () => {
  for (const type of [
    'aws_cloudwatch_log_delivery',
    'aws_cloudwatch_log_delivery_source',
    'aws_cloudwatch_log_delivery_destination',
  ])
    expect(Object.values(whole[type] ?? {}).map(({ region }) => region)).toEqual(['us-east-1']);
});
