import type { Mutation } from './mutant';

/** Changes that take nothing from a site, or nothing that a verdict is about, each with the reason why. */
export const HARMLESS_CHANGES: readonly {
  /** Of the mutation's kind. @default - any */
  readonly kind?: RegExp;
  /** Of its name, which has the edit and the line. @default - any */
  readonly name?: RegExp;
  readonly because: string;
}[] = [
  { kind: /^aws_(cloudwatch_|sns_|dlm_)/, because: 'alarms and snapshots keep no service up' },
  { kind: /^aws_/, name: /snapshots_(role|permissions)/, because: 'snapshots keep no service up' },
  {
    kind: /^aws_/,
    name: /: (tags|tags\.Name|tags\.nospof:snapshots|description|comment|lifecycle|depends_on|monitoring|timeouts|content_type)\b/,
    because: 'text for people, and what Terraform or snapshots do later',
  },
  {
    kind: /^aws_/,
    name: /: (name|name_prefix|bucket_prefix) (removed|changed)$/,
    because: 'a name that nothing reads',
  },
  { kind: /^aws_/, name: /encrypted|encryption|encryption_types/, because: 'how data lie on disks: not whether' },
  {
    kind: /^aws_s3_bucket_(public|versioning|lifecycle)/,
    because: 'who else may read, and what becomes of old versions',
  },
  { kind: /^aws_(default_security_group|ssm_parameter)$/, because: 'reserves a name, or closes what nobody uses' },
  {
    kind: /^aws_instance$/,
    name: /http_put_response_hop_limit|http_tokens|http_endpoint removed|auto_recovery|maintenance_options|volume_type/,
    because: 'a default that does as well',
  },
  { kind: /^aws_vpc_endpoint$/, because: 'S3 is reached through the default route as well' },
  {
    kind: /^aws_iam_role_policy$/,
    name: /policy\.Statement\.[01](\.|\b)|ssm:Overwrite|cloudwatch/,
    because: "people's sessions and alarms, and a right that is wider than it need be",
  },
  {
    kind: /^aws_vpc_security_group_/,
    name: /: to_port changed$/,
    because: 'a wider range of ports, in which the port still is',
  },
  {
    kind: /^aws_iam_role_policy$/,
    name: /policy\.Statement\.\d+\.Condition\.[\w:/.-]+ removed$/,
    because: 'an allowance without its condition allows more',
  },
  { kind: /^aws_eip$/, name: /: domain removed$/, because: 'the default of the provider' },
  {
    kind: /^aws_volume_attachment$/,
    name: /stop_instance_before_detaching/,
    because: 'how Terraform goes about a later change',
  },
  { kind: /^aws_s3_bucket_policy$/, because: 'a denial of what no node does (plain HTTP)' },
  {
    kind: /nospof-(health|renew|root-disk)|health\.d\/|renew\.d\/|apt-daily|5-health|90-base/,
    because: 'alarms, upgrades at night, sessions of people',
  },
  {
    kind: /^\//,
    name: /\becho\b|\blogger\b|\bdie "|log_error|slow_query|long_query|[Ll]og|ErrorLog|CustomLog/,
    because: 'what is written for people',
  },
  {
    kind: /^\//,
    name: /: number: (?!.*(port|:\d|listen|Listen|bind))/,
    because: 'patience and size: a little more or less',
  },
  {
    kind: /nginx|apache2|haproxy|php/,
    name: /HTTP_|unset |X-|header|gzip|Server(Tokens|Signature)|Trace|tokens|DEFLATE|cache|Cache|stick|track-sc|sc[01]_|slow_bodies|ssl-default|limit_except/,
    because: 'headers, compression and limits: a page is served all the same',
  },
];

/** Why a change is harmless; nothing where no reason is known. */
export function harmlessReason({ kind, name }: Mutation): string | undefined {
  return HARMLESS_CHANGES.find((one) => (one.kind?.test(kind) ?? true) && (one.name?.test(name) ?? true))?.because;
}
