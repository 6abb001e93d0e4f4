import type { Resource, ResourceIndex } from './resource-index';
import { blocks, type Fields, fields, strings } from './values';

/** What somebody wants to do, as IAM is asked. */
export interface Request {
  /** `ec2:AssociateAddress` */
  readonly action: string;
  /** An ARN, or a reference to one as it stands in the Terraform. */
  readonly resource: string;
  /** Condition keys and their values, as `ec2:ResourceTag/nospof:tier`; undefined where the request is known to have none. */
  readonly context: Readonly<Record<string, string | undefined>>;
}

/** The statements of all policies that an instance's role has: written in the Terraform and readable there. */
export function roleStatements(instance: Resource, stack: ResourceIndex): readonly Fields[] {
  const profile = stack.target(instance.body.iam_instance_profile);
  const role = stack.target(profile?.body.role);
  if (!role || !givenTo('ec2.amazonaws.com', stack.text(role.body.assume_role_policy))) return [];
  const own = stack.referring('aws_iam_role_policy', 'role', role.address);
  const attached = stack
    .referring('aws_iam_role_policy_attachment', 'role', role.address)
    .flatMap(({ body }) => stack.target(body.policy_arn) ?? []);
  const texts = [...own, ...attached].map(({ body }) => stack.text(body.policy));
  const inline = blocks(role.body.inline_policy).map(({ policy }) => stack.text(policy));
  return [...texts, ...inline].flatMap((text) => statementsOf(text));
}

/** Whether a role's trust policy lets a service of AWS give it to what it runs. */
function givenTo(service: string, trust: string | undefined): boolean {
  return statementsOf(trust).some(({ Effect, Action, Principal }) => {
    return (
      Effect === 'Allow' &&
      strings(Action).some((action) => action === 'sts:AssumeRole' || action === 'sts:*') &&
      strings(fields(Principal).Service).includes(service)
    );
  });
}

/** The statements of a policy's text; none where it cannot be read. */
export function statementsOf(text: string | undefined): readonly Fields[] {
  try {
    return text === undefined ? [] : blocks(fields(JSON.parse(text)).Statement);
  } catch {
    return [];
  }
}

/**
 * Whether the statements allow a request, as AWS evaluates it (IAM user guide, "Policy evaluation logic"): one allows it, and
 * none denies it. What is not understood never allows, and always denies.
 */
export function allowed(all: readonly Fields[], request: Request): boolean {
  const applying = (effect: string) =>
    all.filter(({ Effect }) => Effect === effect).map((one) => applies(one, request));
  return applying('Allow').includes('yes') && applying('Deny').every((answer) => answer === 'no');
}

/** `unknown`: the statement has a part that is not understood, or asks for what the request does not tell. */
type Answer = 'yes' | 'no' | 'unknown';

/** The answer to several questions of which each must be met. */
const all = (answers: readonly Answer[]): Answer =>
  answers.includes('no') ? 'no' : answers.includes('unknown') ? 'unknown' : 'yes';

const yes = (met: boolean): Answer => (met ? 'yes' : 'no');

/** Parts of a statement that are read; `Principal` stands in policies of resources, where it is somebody else's. */
const PARTS: ReadonlySet<string> = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

function applies(statement: Fields, { action, resource, context }: Request): Answer {
  const isAction = (pattern: string) => matches(pattern.toLowerCase(), action.toLowerCase());
  const isResource = (pattern: string) => matches(pattern, resource);
  return all([
    yes(strings(statement.Action).some(isAction) !== 'NotAction' in statement),
    yes(!strings(statement.NotAction).some(isAction)),
    yes(strings(statement.Resource).some(isResource) !== 'NotResource' in statement),
    yes(!strings(statement.NotResource).some(isResource)),
    Object.keys(statement).every((part) => PARTS.has(part)) ? 'yes' : 'unknown',
    ...Object.entries(fields(statement.Condition)).flatMap(([operator, keys]) =>
      Object.entries(fields(keys)).map(([key, values]) => holds(operator, strings(values), valueIn(key, context))),
    ),
  ]);
}

/** What is the same in every request that a node's programs sign: they speak TLS, for themselves. */
const ALWAYS: Request['context'] = {
  'aws:SecureTransport': 'true',
  'aws:ViaAWSService': 'false',
  'aws:PrincipalIsAWSService': 'false',
};

/** The value of a condition key, `absent` where the request has none, `unknown` where nothing tells. */
function valueIn(key: string, context: Request['context']): { readonly is: string } | 'absent' | 'unknown' {
  const told = { ...ALWAYS, ...context };
  const found = Object.keys(told).find((one) => one.toLowerCase() === key.toLowerCase());
  if (found === undefined) return 'unknown';
  const value = told[found];
  return value === undefined ? 'absent' : { is: value };
}

const COMPARISONS: Readonly<Record<string, (pattern: string, value: string) => boolean>> = {
  StringEquals: (pattern, value) => pattern === value,
  StringEqualsIgnoreCase: (pattern, value) => pattern.toLowerCase() === value.toLowerCase(),
  StringLike: matches,
  ArnEquals: matches,
  ArnLike: matches,
  Bool: (pattern, value) => pattern.toLowerCase() === value.toLowerCase(),
};

/** IAM user guide, "IAM JSON policy elements: Condition operators": negated ones are met where the key is absent. */
function holds(operator: string, patterns: readonly string[], value: ReturnType<typeof valueIn>): Answer {
  if (value === 'unknown') return 'unknown';
  if (operator === 'Null') return yes(patterns.every((one) => (one.toLowerCase() === 'true') === (value === 'absent')));
  const name = operator.replace(/IfExists$/, '');
  const compare = COMPARISONS[name.replace('Not', '')];
  if (compare === undefined) return 'unknown';
  const negated = name.includes('Not');
  if (value === 'absent') return yes(negated || name !== operator);
  return yes(patterns.some((pattern) => compare(pattern, value.is)) !== negated);
}

function matches(pattern: string, value: string): boolean {
  const wild = pattern.search(/[*?]/);
  if (wild < 0) return pattern === value;
  if (wild === pattern.length - 1 && pattern.endsWith('*')) return value.startsWith(pattern.slice(0, -1));
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`).test(value);
}
