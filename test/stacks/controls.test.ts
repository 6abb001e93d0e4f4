import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { statementsOf } from '../../terraform/policies';
import { type Fields, fields, strings } from '../../terraform/values';
import { PROJECT, shippedText, synthesized } from '../helpers/synthesized';

/** docs/security.md, "What a reviewer asks": each line is held to the Terraform of stage 8. */

const stack = fields(
  synthesized(shippedText('08-varnish').replace(/^tiers:/m, 'alarms: { email: ops@example.com }\n\ntiers:')).stack
    .resource,
);
const all = (type: string): readonly Fields[] => Object.values(fields(stack[type])).map(fields);
/** Whether there are resources of a type, and something holds for each. */
const each = (type: string, holds: (body: Fields) => boolean) => all(type).length > 0 && all(type).every(holds);
const first = (value: unknown): Fields => fields(Array.isArray(value) ? value[0] : value);
const buckets = Object.keys(fields(stack.aws_s3_bucket));
/** Whether each bucket has a resource of a type, for which something holds. */
const perBucket = (type: string, holds: (body: Fields) => boolean = () => true) =>
  buckets.length > 0 &&
  buckets.every((name) => all(type).some((body) => body.bucket === `\${aws_s3_bucket.${name}.id}` && holds(body)));
const ingress = (open: (from: number, to: number) => boolean) =>
  all('aws_vpc_security_group_ingress_rule').filter(
    ({ cidr_ipv4, from_port, to_port }) => cidr_ipv4 === '0.0.0.0/0' && open(Number(from_port), Number(to_port)),
  ).length > 0;
const holds = (port: number) => (from: number, to: number) => from <= port && port <= to;
const statements = all('aws_iam_role_policy').flatMap(({ policy }) => statementsOf(String(policy)));
const distribution = (holds_: (body: Fields) => boolean) => each('aws_cloudfront_distribution', holds_);

/** Control → whether the Terraform has what it asks. */
const CONTROLS: Readonly<Record<string, () => boolean>> = {
  'EC2.2': () => each('aws_default_security_group', ({ ingress: inwards, egress: out }) => !inwards && !out),
  'EC2.3': () => each('aws_ebs_volume', ({ encrypted }) => encrypted === true),
  CKV_AWS_8: () => each('aws_instance', ({ root_block_device }) => first(root_block_device).encrypted === true),
  CKV_AWS_189: () => each('aws_ebs_volume', ({ kms_key_id }) => kms_key_id !== undefined),
  'EC2.6': () => all('aws_flow_log').length > 0,
  'EC2.8': () => each('aws_instance', ({ metadata_options }) => first(metadata_options).http_tokens === 'required'),
  'EC2.9': () => each('aws_instance', ({ associate_public_ip_address }) => associate_public_ip_address === false),
  'EC2.10': () => all('aws_vpc_endpoint').some(({ service_name }) => String(service_name).endsWith('.ec2')),
  'EC2.15': () => each('aws_subnet', ({ map_public_ip_on_launch }) => map_public_ip_on_launch !== true),
  'EC2.17': () => all('aws_network_interface').length === 0 && each('aws_instance', (body) => !body.network_interface),
  'EC2.18': () => !ingress((from, to) => from !== to || ![80, 443].includes(from)),
  'EC2.19': () => ![22, 3389, 3306, 11211, 2049, 24007].some((port) => ingress(holds(port))),
  CKV_AWS_260: () => !ingress(holds(80)),
  CKV_AWS_382: () => each('aws_vpc_security_group_egress_rule', ({ ip_protocol }) => ip_protocol !== '-1'),
  CKV_AWS_23: () =>
    ['aws_security_group', 'aws_vpc_security_group_egress_rule', 'aws_vpc_security_group_ingress_rule'].every((type) =>
      each(type, ({ description }) => Boolean(description)),
    ),
  CKV2_AWS_41: () => each('aws_instance', ({ iam_instance_profile }) => Boolean(iam_instance_profile)),
  CKV_AWS_126: () => each('aws_instance', ({ monitoring }) => monitoring === true),
  CKV_AWS_135: () => each('aws_instance', ({ ebs_optimized }) => ebs_optimized === true),
  CKV2_AWS_19: () =>
    Object.keys(fields(stack.aws_eip)).every((name) =>
      [...all('aws_eip_association'), ...all('aws_nat_gateway')].some(
        ({ allocation_id }) => allocation_id === `\${aws_eip.${name}.allocation_id}`,
      ),
    ),
  'IAM.1': () => !statements.some(({ Effect, Action }) => Effect === 'Allow' && strings(Action).includes('*')),
  'IAM.21': () => !statements.some(({ Action }) => strings(Action).some((action) => action.endsWith(':*'))),
  CKV_AWS_355: () => !statements.some(({ Resource }) => strings(Resource).includes('*')),
  'S3.5': () =>
    perBucket('aws_s3_bucket_policy', ({ policy }) =>
      statementsOf(String(policy)).some(
        ({ Effect, Condition }) =>
          Effect === 'Deny' && fields(fields(Condition).Bool)['aws:SecureTransport'] === 'false',
      ),
    ),
  'S3.8': () =>
    perBucket('aws_s3_bucket_public_access_block', (body) =>
      ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'].every(
        (key) => body[key] === true,
      ),
    ),
  'S3.9': () => perBucket('aws_s3_bucket_logging'),
  'S3.13': () => perBucket('aws_s3_bucket_lifecycle_configuration'),
  'S3.14': () =>
    perBucket('aws_s3_bucket_versioning', (body) => first(body.versioning_configuration).status === 'Enabled'),
  'S3.17': () =>
    perBucket('aws_s3_bucket_server_side_encryption_configuration', (body) =>
      String(first(first(body.rule).apply_server_side_encryption_by_default).sse_algorithm).startsWith('aws:kms'),
    ),
  CKV_AWS_144: () => perBucket('aws_s3_bucket_replication_configuration'),
  CKV_AWS_300: () =>
    perBucket('aws_s3_bucket_lifecycle_configuration', (body) =>
      Boolean(first(body.rule).abort_incomplete_multipart_upload),
    ),
  CKV2_AWS_34: () => each('aws_ssm_parameter', ({ type }) => type === 'SecureString'),
  'CloudFront.1': () => distribution(({ default_root_object }) => Boolean(default_root_object)),
  'CloudFront.3': () =>
    distribution(({ default_cache_behavior }) =>
      ['redirect-to-https', 'https-only'].includes(String(first(default_cache_behavior).viewer_protocol_policy)),
    ),
  'CloudFront.5': () => distribution(({ logging_config }) => Boolean(logging_config)),
  'CloudFront.6': () => distribution(({ web_acl_id }) => Boolean(web_acl_id)),
  'CloudFront.7': () =>
    distribution(({ viewer_certificate }) => Boolean(first(viewer_certificate).acm_certificate_arn)),
  CKV_AWS_174: () =>
    distribution(({ viewer_certificate }) =>
      String(first(viewer_certificate).minimum_protocol_version).startsWith('TLSv1.2'),
    ),
  'CloudFront.13': () => distribution(({ origin }) => Boolean(first(origin).origin_access_control_id)),
  CKV_AWS_374: () =>
    distribution(({ restrictions }) => first(first(restrictions).geo_restriction).restriction_type !== 'none'),
  CKV_AWS_319: () => each('aws_cloudwatch_metric_alarm', ({ actions_enabled }) => actions_enabled !== false),
};

const page = readFileSync(join(PROJECT, 'docs/security.md'), 'utf8');
const rows = (page.split('<!-- controls -->')[1]?.split('<!-- /controls -->')[0] ?? '')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| control') && !line.startsWith('| ---'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

test.each(rows.map(([, controls = '', asks = '', result = '', why = '']) => [controls, asks, result, why] as const))(
  '%s: %s: %s',
  (controls, _asks, result, why) => {
    const control = controls.split(', ')[0] ?? '';
    expect(CONTROLS[control]?.()).toBe(result === 'pass');
    expect(why === '').toBe(result === 'pass');
    expect(['pass', 'fails']).toContain(result);
  },
);

test('the page names every control that is looked at', () => {
  expect(rows.map(([, controls = '']) => controls.split(', ')[0]).sort()).toEqual(Object.keys(CONTROLS).sort());
});
