import { type Fields, isFields } from '../fields';

/** Differences from what was rendered that are none, each with the reason why. What is not in these lists counts. */
export const HARMLESS: readonly {
  /** Types of resources. @default - all */
  readonly types?: RegExp;
  readonly argument: RegExp;
  readonly because: string;
}[] = [
  { argument: /^\/\/$/, because: 'a comment; Terraform does not read it' },
  { argument: /^(description|comment)$/, because: 'text for people' },
  { argument: /^(depends_on|timeouts|provider)$/, because: 'how Terraform goes about it, not what stands then' },
  { argument: /^lifecycle$/, because: 'what Terraform does at a later change, which `nospof diff` looks at' },
  { argument: /^tags_all$/, because: 'what the provider makes of tags' },
  { types: /^aws_cloudwatch_|^aws_sns_/, argument: /./, because: 'alarms call people; nothing runs by them' },
  { types: /^aws_dlm_/, argument: /./, because: 'snapshots keep no service up' },
  {
    types: /^aws_instance$/,
    argument: /^(monitoring|disable_api_termination|disable_api_stop)$/,
    because: 'who may stop it, and how closely it is watched',
  },
];

/** What rules of evidence read in full: they judge a difference, whatever it is. */
const JUDGED: readonly { readonly types: RegExp; readonly argument: RegExp }[] = [
  // The parts of a machine's configuration are compared one by one.
  { types: /^aws_instance$/, argument: /^user_data(_base64)?$/ },
  { types: /^aws_s3_object$/, argument: /^(bucket|key|content)$/ },
  {
    types: /^aws_instance$/,
    argument: /^(subnet_id|private_ip|secondary_private_ips|vpc_security_group_ids|iam_instance_profile)$/,
  },
  { types: /^aws_subnet$/, argument: /^(availability_zone(_id)?|cidr_block|vpc_id)$/ },
  { types: /^aws_ebs_volume$/, argument: /^availability_zone$/ },
  { types: /^aws_(volume_attachment|eip_association)$/, argument: /^(instance_id|volume_id|allocation_id)$/ },
  { types: /^aws_(route|route_table|route_table_association)$/, argument: /_id$|^destination_cidr_block$/ },
  { types: /^aws_nat_gateway$/, argument: /^(allocation_id|subnet_id)$/ },
  { types: /^aws_vpc_security_group_(in|e)gress_rule$/, argument: /./ },
  { types: /^aws_iam_role_policy(_attachment)?$/, argument: /^(policy|role|policy_arn)$/ },
];

/** Whether anything of a type counts. */
export function counts(type: string): boolean {
  return (
    type.startsWith('aws_') && !HARMLESS.some(({ types, argument }) => types?.test(type) && argument.source === '.')
  );
}

/** The arguments of a resource that its digest is of, each as text in which order and spelling do not show. */
export function renderedArguments(type: string, body: Fields): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(body)) {
    if (HARMLESS.some(({ types, argument }) => (types?.test(type) ?? true) && argument.test(name))) continue;
    if (JUDGED.some(({ types, argument }) => types.test(type) && argument.test(name))) continue;
    const read = name === 'tags' ? ownTags(value) : value;
    if (read !== undefined) found.set(name, canonical(read));
  }
  return found;
}

/** Tags that nodes or rules read; all others are text for people. */
function ownTags(value: unknown): Fields | undefined {
  if (!isFields(value)) return { value };
  const own = Object.entries(value).filter(([key]) => key.startsWith('nospof:'));
  return own.length > 0 ? Object.fromEntries(own) : undefined;
}

/** JSON in which keys are sorted, and so are lists of plain values; text that is JSON itself is read. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    const items = value.map(canonical);
    return `[${value.some((one) => typeof one === 'object') ? items : items.sort()}]`;
  }
  if (isFields(value)) {
    const entries = Object.entries(value).filter(([, one]) => one !== undefined && one !== null);
    return `{${entries
      .map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`)
      .sort()
      .join()}}`;
  }
  if (typeof value === 'string' && /^\s*[[{]/.test(value)) {
    try {
      return `json:${canonical(JSON.parse(value))}`;
    } catch {
      // Text that only begins like JSON.
    }
  }
  return JSON.stringify(value) ?? 'null';
}

/** Lines of a file that its daemon or interpreter reads: neither blank, nor a comment. */
export function effectiveLines(path: string, text: string): readonly { readonly at: number; readonly line: string }[] {
  const lines = text.split('\n').map((line, at) => ({ at: at + 1, line: withoutComment(path, line) }));
  return lines.filter(({ line }) => line.trim() !== '' && !/^\s*#(?!!)/.test(line));
}

/** keepalived's lines have no `!` or `#` but before a comment. */
function withoutComment(path: string, line: string): string {
  return path.startsWith('/etc/keepalived/') ? line.replace(/\s*[#!].*$/, '') : line;
}
