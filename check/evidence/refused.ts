import { counts } from '../../model/rendered/harmless';
import type { Resource, ResourceIndex } from '../../terraform/resource-index';
import { blocks, type Fields, fields, isFields, number, strings } from '../../terraform/values';
import { ACCEPTABLE } from './acceptable';
import type { Gap } from './gap';
import type { EvidenceContext } from './site';

/** What Terraform, its provider or AWS refuses: nothing of such a configuration comes to stand. O(text of the stack) */
export function refused({ stack, claims, asWritten }: EvidenceContext): readonly Gap[] {
  // A plan or a state has been taken already, and has other spellings.
  if (!asWritten) return [];
  const all = [...new Set(claims.goals.map(({ service }) => service))].sort();
  return (
    [...stack.all]
      // Alarms and snapshots keep nothing up.
      .filter(({ type }) => counts(type))
      .flatMap((resource) =>
        [...dangling(resource, stack), ...incomplete(resource), ...notTaken(resource), ...unsound(resource, stack)].map(
          (lookedFor): Gap => ({
            code: 'refused',
            claims: all,
            subject: resource.address,
            lookedFor,
            where: resource.address,
          }),
        ),
      )
  );
}

/** References to what is not in the Terraform: it does not even plan. */
function dangling({ body }: Resource, stack: ResourceIndex): readonly string[] {
  const { '//': _, ...own } = body;
  const text = JSON.stringify(own).replaceAll('\\"', '"');
  const missing = stack
    .addressesIn(text)
    .filter((address) => /^(data\.)?aws_/.test(address))
    .map((address) => address.replace(/\[[^\]]*\]$/, ''))
    .filter((address) => !stack.declares(address));
  return [...new Set(missing)].map((address) => `${address}, which it refers to`);
}

/** Arguments without which the provider refuses a resource. */
function incomplete({ type, body }: Resource): readonly string[] {
  return ACCEPTABLE.filter(({ types }) => types.test(type))
    .flatMap(({ needs = [] }) => needs)
    .filter((anyOf) => anyOf.every((name) => isEmpty(body[name])))
    .map((anyOf) => `the argument ${anyOf.join(' or ')}`);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Values that are written out and that the provider or AWS does not know. */
function notTaken({ type, body }: Resource): readonly string[] {
  return ACCEPTABLE.filter(({ types }) => types.test(type)).flatMap(({ takes = {} }) =>
    Object.entries(takes).flatMap(([path, pattern]) =>
      valuesAt(body, path.split('.'))
        .filter((value) => !pattern.test(value))
        .map((value) => `a ${path} that AWS knows, not '${value}'`),
    ),
  );
}

/** Plain values below a path, through lists of blocks. */
function valuesAt(value: unknown, [name, ...rest]: readonly string[]): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one) => valuesAt(one, name === undefined ? [] : [name, ...rest]));
  if (name !== undefined) return isFields(value) ? valuesAt(value[name], rest) : [];
  const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return plain && !String(value).includes('${') ? [String(value)] : [];
}

/** What fits argument by argument, and not together. */
function unsound(resource: Resource, stack: ResourceIndex): readonly string[] {
  const { type, body } = resource;
  switch (type) {
    case 'aws_vpc_security_group_ingress_rule':
    case 'aws_vpc_security_group_egress_rule':
      return ports(body);
    case 'aws_iam_role_policy':
    case 'aws_iam_policy':
      return policy(stack.text(body.policy), ['Resource', 'NotResource']);
    case 'aws_iam_role':
      return policy(stack.text(body.assume_role_policy), ['Principal']);
    case 'aws_s3_bucket_policy':
      return [
        ...policy(stack.text(body.policy), ['Principal', 'NotPrincipal']),
        ...ofItsOwn(stack.text(body.policy), stack.addressOf(body.bucket), stack),
      ];
    case 'aws_cloudfront_distribution':
      return origins(body);
    case 'aws_route53_record':
      return body.records !== undefined && body.ttl === undefined ? ['a ttl beside its records'] : [];
    default:
      return [];
  }
}

/** A rule of TCP or UDP has a first and a last port, in that order. */
function ports({ ip_protocol: protocol, from_port: from, to_port: to }: Fields): readonly string[] {
  const [first, last] = [number(from), number(to)];
  if (!/^(tcp|udp|6|17)$/i.test(String(protocol))) return [];
  if (from === undefined || to === undefined) return ['from_port and to_port'];
  return first !== undefined && last !== undefined && first > last ? ['a to_port not below its from_port'] : [];
}

/** IAM user guide, "IAM JSON policy elements reference". */
function policy(text: string | undefined, whom: readonly string[]): readonly string[] {
  if (text === undefined) return [];
  const read = parsed(text);
  if (read === undefined) return text.trimStart().startsWith('{') ? ['a policy that is JSON'] : [];
  const statements = blocks(read.Statement);
  const one = (statement: Fields, names: readonly string[]) => names.some((name) => !isEmpty(statement[name]));
  return [
    ...(statements.length === 0 ? ['a statement in its policy'] : []),
    ...statements.flatMap((statement, at) => [
      ...(/^(Allow|Deny)$/.test(String(statement.Effect)) ? [] : [`the Effect Allow or Deny in statement ${at + 1}`]),
      ...(one(statement, ['Action', 'NotAction']) ? [] : [`an Action in statement ${at + 1}`]),
      ...(one(statement, whom) ? [] : [`a ${whom[0]} in statement ${at + 1}`]),
      ...strings(statement.Action)
        .filter((action) => !/^(\*|[a-z0-9-]+:[\w*?]+)$/i.test(action))
        .map((action) => `an action, not '${action}', in statement ${at + 1}`),
      ...(whom.includes('Resource') ? strings(statement.Resource) : [])
        .filter((arn) => !/^(\*|arn:|\$\{)/.test(arn))
        .map((arn) => `an ARN, not '${arn}', in statement ${at + 1}`),
      ...conditions(fields(statement.Condition)).map((name) => `the condition operator ${name} in statement ${at + 1}`),
    ]),
  ];
}

const OPERATOR =
  /^(ForAllValues:|ForAnyValue:)?(Null|(String(Not)?(Equals(IgnoreCase)?|Like)|Numeric(Not)?(Equals)|Numeric(LessThan|GreaterThan)(Equals)?|Date(Not)?Equals|Date(LessThan|GreaterThan)(Equals)?|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?)$/;

function conditions(all: Fields): readonly string[] {
  return Object.keys(all).filter((name) => !OPERATOR.test(name));
}

/** S3 takes a policy of a bucket for that bucket and its objects alone, and needs a Resource. */
function ofItsOwn(text: string | undefined, bucket: string | undefined, stack: ResourceIndex): readonly string[] {
  return blocks(parsed(text ?? '')?.Statement).flatMap(({ Resource, NotResource }, at) => {
    const named = strings(Resource);
    if (named.length === 0 && NotResource === undefined) return [`a Resource in statement ${at + 1}`];
    return named
      .filter((arn) => bucket !== undefined && arn.includes('${') && !isOf(arn, bucket, stack))
      .map((arn) => `${bucket} or its objects in statement ${at + 1}, not ${arn}`);
  });
}

/** Nothing but `/KEY` may follow a bucket's ARN. */
function isOf(arn: string, bucket: string, stack: ResourceIndex): boolean {
  return stack.addressesIn(arn).includes(bucket) && /\}(\/.*)?$/.test(arn);
}

/** A behavior leads to one of the distribution's origins. */
function origins(body: Fields): readonly string[] {
  const known = new Set(blocks(body.origin).map(({ origin_id: id }) => id));
  const behaviors = [...blocks(body.default_cache_behavior), ...blocks(body.ordered_cache_behavior)];
  const [certificate = {}] = blocks(body.viewer_certificate);
  const hasCertificate =
    certificate.cloudfront_default_certificate === true ||
    !isEmpty(certificate.acm_certificate_arn) ||
    !isEmpty(certificate.iam_certificate_id);
  return [
    ...behaviors
      .filter(({ target_origin_id: id }) => !known.has(id))
      .map(({ target_origin_id: id }) => `an origin of the id ${String(id)}`),
    ...(body.viewer_certificate === undefined || hasCertificate ? [] : ['a certificate']),
  ];
}

function parsed(text: string): Fields | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return isFields(read) ? read : undefined;
  } catch {
    return undefined;
  }
}
