import { addressOf } from './references';
import type { Resource, ResourceIndex } from './resource-index';
import { blocks, type Fields, fields, strings } from './values';

/** What somebody wants to do, as IAM is asked. */
export interface Request {
  /** `ec2:AssociateAddress` */
  readonly action: string;
  /** An ARN, or a reference to one as it stands in the Terraform. */
  readonly resource: string;
  /** Condition keys and their values, as `ec2:ResourceTag/nospof:tier`. */
  readonly context: Readonly<Record<string, string | undefined>>;
}

/** The statements of all policies that an instance's role has: written in the Terraform and readable there. */
export function roleStatements(instance: Resource, stack: ResourceIndex): readonly Fields[] {
  const profile = stack.get(addressOf(instance.body.iam_instance_profile));
  const role = stack.get(addressOf(profile?.body.role));
  if (!role || !givenTo('ec2.amazonaws.com', stack.text(role.body.assume_role_policy))) return [];
  const own = stack.ofType('aws_iam_role_policy').filter(({ body }) => addressOf(body.role) === role.address);
  const attached = stack
    .ofType('aws_iam_role_policy_attachment')
    .filter(({ body }) => addressOf(body.role) === role.address)
    .flatMap(({ body }) => stack.get(addressOf(body.policy_arn)) ?? []);
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

/** Whether the statements allow a request: one allows it, and none denies it. */
export function allowed(all: readonly Fields[], request: Request): boolean {
  const applying = all.filter((statement) => applies(statement, request));
  return applying.some(({ Effect }) => Effect === 'Allow') && !applying.some(({ Effect }) => Effect === 'Deny');
}

function applies(statement: Fields, { action, resource, context }: Request): boolean {
  return (
    strings(statement.Action).some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
    strings(statement.Resource).some((pattern) => matches(pattern, resource)) &&
    Object.entries(fields(statement.Condition)).every(([operator, keys]) =>
      Object.entries(fields(keys)).every(([key, values]) => holds(operator, strings(values), context[key])),
    )
  );
}

const COMPARISONS: Readonly<Record<string, (pattern: string, value: string) => boolean>> = {
  StringEquals: (pattern, value) => pattern === value,
  StringLike: matches,
  ArnEquals: matches,
  ArnLike: matches,
};

/** A condition that is not understood is taken as not met. */
function holds(operator: string, patterns: readonly string[], value: string | undefined): boolean {
  const compare = COMPARISONS[operator];
  return compare !== undefined && value !== undefined && patterns.some((pattern) => compare(pattern, value));
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
