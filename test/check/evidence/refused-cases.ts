import { at, type Json, remove } from '../mutants/mutant';
import type { stages } from './gap-cases';

/** A change that Terraform, its provider or AWS refuses. */
export interface RefusedCase {
  readonly stage: keyof typeof stages;
  readonly subject: string;
  readonly lookedFor: string;
  readonly change: (stack: Json) => void;
}

const set = (address: string, path: string, value: unknown) => (stack: Json) => {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce((body: Json, key) => body[key], at(stack, address));
  if (value === undefined) delete parent[last];
  else parent[last] = value;
};

const policy = (address: string, key: string, change: (statement: Json, all: Json[]) => void) => (stack: Json) => {
  const body = at(stack, address);
  const read = JSON.parse(body[key]);
  change(read.Statement[0], read.Statement);
  body[key] = JSON.stringify(read);
};

const WEB = 'aws_iam_role_policy.web_role_policy';
const BUCKET = 'aws_s3_bucket_policy.bucket_policy';
const RULE = 'aws_vpc_security_group_ingress_rule.web_firewall_from_balancer_80';

const whole = (subject: string, lookedFor: string, change: (stack: Json) => void): RefusedCase => {
  return { stage: 'whole', subject, lookedFor, change };
};

export const REFUSED: readonly RefusedCase[] = [
  whole(
    'aws_route_table_association.network_private_a_association',
    'aws_route_table.network_private_a_routes, which it refers to',
    (stack) => remove(stack, 'aws_route_table.network_private_a_routes'),
  ),
  whole(
    'aws_instance.web_1',
    'data.aws_ssm_parameter.elsewhere, which it refers to',
    set('aws_instance.web_1', 'ami', '${data.aws_ssm_parameter.elsewhere.insecure_value}'),
  ),
  whole('aws_instance.web_1', 'the argument ami or launch_template', set('aws_instance.web_1', 'ami', undefined)),
  whole(
    'aws_ebs_volume.db_1_data',
    'the argument size or snapshot_id',
    set('aws_ebs_volume.db_1_data', 'size', undefined),
  ),
  whole(RULE, 'the argument ip_protocol', set(RULE, 'ip_protocol', undefined)),
  whole(RULE, "a ip_protocol that AWS knows, not 'tcpx'", set(RULE, 'ip_protocol', 'tcpx')),
  whole(RULE, 'from_port and to_port', set(RULE, 'to_port', undefined)),
  whole(RULE, 'a to_port not below its from_port', set(RULE, 'to_port', 79)),
  whole(
    'aws_instance.db_1',
    "a root_block_device.volume_type that AWS knows, not 'gp3x'",
    set('aws_instance.db_1', 'root_block_device.volume_type', 'gp3x'),
  ),
  whole(WEB, 'a policy that is JSON', set(WEB, 'policy', '{"Version"')),
  whole(
    WEB,
    'a statement in its policy',
    policy(WEB, 'policy', (_, all) => all.splice(0)),
  ),
  whole(
    WEB,
    'the Effect Allow or Deny in statement 1',
    policy(WEB, 'policy', (one) => delete one.Effect),
  ),
  whole(
    WEB,
    'an Action in statement 1',
    policy(WEB, 'policy', (one) => delete one.Action),
  ),
  whole(
    WEB,
    'a Resource in statement 1',
    policy(WEB, 'policy', (one) => delete one.Resource),
  ),
  whole(
    WEB,
    "an action, not 'GetObject', in statement 1",
    policy(WEB, 'policy', (one) => Object.assign(one, { Action: 'GetObject' })),
  ),
  whole(
    WEB,
    "an ARN, not 'bucket', in statement 1",
    policy(WEB, 'policy', (one) => Object.assign(one, { Resource: 'bucket' })),
  ),
  whole(
    WEB,
    'the condition operator StringIs in statement 1',
    policy(WEB, 'policy', (one) => Object.assign(one, { Condition: { StringIs: {} } })),
  ),
  whole(
    'aws_iam_role.web_role',
    'a Principal in statement 1',
    policy('aws_iam_role.web_role', 'assume_role_policy', (one) => delete one.Principal),
  ),
  whole(
    BUCKET,
    'a Resource in statement 1',
    policy(BUCKET, 'policy', (one) => delete one.Resource),
  ),
  whole(
    BUCKET,
    'aws_s3_bucket.bucket or its objects in statement 1, not ${aws_s3_bucket.bucket.arn}x',
    policy(BUCKET, 'policy', (one) => Object.assign(one, { Resource: ['${aws_s3_bucket.bucket.arn}x'] })),
  ),
  whole(
    'aws_cloudfront_distribution.media',
    'an origin of the id elsewhere',
    set('aws_cloudfront_distribution.media', 'default_cache_behavior.target_origin_id', 'elsewhere'),
  ),
  whole(
    'aws_cloudfront_distribution.media',
    'a certificate',
    set('aws_cloudfront_distribution.media', 'viewer_certificate', {}),
  ),
  {
    stage: 'dns',
    subject: 'aws_route53_record.balancer_1_record',
    lookedFor: 'a ttl beside its records',
    change: set('aws_route53_record.balancer_1_record', 'ttl', undefined),
  },
];
