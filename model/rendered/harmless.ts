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
  { types: /^aws_instance$/, argument: /^volume_tags$/, because: 'text for people' },
  {
    types: /^aws_iam_role$/,
    argument: /^max_session_duration$/,
    because: 'sessions of people who assume it; those of a machine are renewed',
  },
  {
    types: /^aws_(iam_role|security_group|cloudfront_distribution|ebs_volume|volume_attachment|s3_object)$/,
    argument:
      /^(force_detach_policies|revoke_rules_on_delete|retain_on_delete|wait_for_deployment|final_snapshot|stop_instance_before_detaching|etag|source_hash)$/,
    because: 'how Terraform goes about a change or the end, not what stands then',
  },
  {
    types: /^aws_vpc$/,
    argument: /^enable_network_address_usage_metrics$/,
    because: 'figures for people; nothing runs by them',
  },
  {
    types: /^aws_s3_object$/,
    argument: /^(content_type|content_language|cache_control|metadata)$/,
    because: 'headers; nodes read what is in it',
  },
  {
    types: /^aws_cloudfront_distribution$/,
    argument: /^(price_class|http_version|is_ipv6_enabled)$/,
    because: 'from where and in which versions it answers; every visitor gets an answer',
  },
  {
    types: /^aws_route53_health_check$/,
    argument: /^(measure_latency|reference_name)$/,
    because: 'figures and a name for people',
  },
];

/** What the provider takes where an argument is not there: written out, it is no difference (each resource's own page). */
const DEFAULTS: readonly { readonly types: RegExp; readonly values: Readonly<Record<string, unknown>> }[] = [
  {
    types: /^aws_instance$/,
    values: { source_dest_check: true, tenancy: 'default', hibernation: false, get_password_data: false },
  },
  {
    types: /^aws_vpc$/,
    values: { instance_tenancy: 'default', enable_dns_support: true, assign_generated_ipv6_cidr_block: false },
  },
  {
    types: /^aws_subnet$/,
    values: { map_public_ip_on_launch: false, assign_ipv6_address_on_creation: false, enable_dns64: false },
  },
  { types: /^aws_nat_gateway$/, values: { connectivity_type: 'public' } },
  { types: /^aws_ebs_volume$/, values: { multi_attach_enabled: false } },
  { types: /^aws_eip$/, values: { domain: 'vpc' } },
  { types: /^aws_volume_attachment$/, values: { force_detach: false, skip_destroy: false } },
  { types: /^aws_s3_bucket$/, values: { force_destroy: false, object_lock_enabled: false } },
  { types: /^aws_iam_(role|instance_profile)$/, values: { path: '/' } },
  { types: /^aws_route53_health_check$/, values: { invert_healthcheck: false, disabled: false } },
  { types: /^aws_cloudfront_distribution$/, values: { staging: false } },
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
  {
    types: /^aws_route53_record$/,
    argument: /^((multivalue_answer|weighted|failover)_routing_policy|set_identifier|ttl)$/,
  },
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
    if (DEFAULTS.some(({ types, values }) => types.test(type) && values[name] === value)) continue;
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

/** A line that counts, and where it stands, from 1. */
export interface EffectiveLine {
  readonly at: number;
  readonly line: string;
}

/** Lines of a file that its daemon or interpreter reads, as it reads them: neither blank, nor a comment. */
export function effectiveLines(path: string, text: string): readonly EffectiveLine[] {
  const { comment, ending, padded } = syntaxOf(path);
  return text.split('\n').flatMap((raw, index): readonly EffectiveLine[] => {
    if (raw.trim() === '' || comment.test(raw)) return [];
    // Within quotes, or behind a backslash, the sign may stand for itself.
    const line = ending === undefined || /["'\\]/.test(raw) ? raw : raw.replace(ending, '');
    if (line.trim() === '') return [];
    return [{ at: index + 1, line: padded ? line.trim() : line }];
  });
}

/** How a daemon writes. */
interface Syntax {
  /** What makes the whole line a comment. */
  readonly comment: RegExp;
  /** A comment behind what counts. @default - there is none */
  readonly ending?: RegExp;
  /** Whether blanks around a line say nothing. */
  readonly padded: boolean;
}

const SYNTAXES: readonly (Syntax & { readonly path: RegExp })[] = [
  { path: /^\/etc\/(haproxy|nginx)\//, comment: /^\s*#/, ending: /\s+#.*$/, padded: true },
  // Its lines have no `!` or `#` but before a comment.
  { path: /^\/etc\/keepalived\//, comment: /^\s*[#!]/, ending: /\s*[#!].*$/, padded: true },
  { path: /^\/etc\/mysql\//, comment: /^\s*[#;]/, ending: /\s+#.*$/, padded: true },
  { path: /^\/etc\/postgresql\//, comment: /^\s*#/, ending: /\s+#.*$/, padded: true },
  { path: /^\/etc\/(apache2|corosync)\//, comment: /^\s*#/, padded: true },
  { path: /\.vcl$/, comment: /^\s*(#|\/\/)/, padded: true },
  { path: /^\/etc\/(systemd|php)\//, comment: /^\s*[#;]/, padded: false },
];

/** Of any other, only what a shell, Python and YAML take alike. */
const OTHER_SYNTAX: Syntax = { comment: /^\s*#(?!!)/, padded: false };

function syntaxOf(path: string): Syntax {
  return SYNTAXES.find((one) => one.path.test(path)) ?? OTHER_SYNTAX;
}

/**
 * Lines that may come to stand between those that were rendered, each with the reason. What they do beside that, rules judge.
 */
const ADDITIONS: readonly {
  readonly path: RegExp;
  readonly line: RegExp;
  /** Whether it may stand here. @param before what stands above it @param all the whole file */
  readonly fits: (line: string, before: readonly string[], all: readonly string[]) => boolean;
  readonly because: string;
}[] = [
  {
    path: /^\/etc\/haproxy\//,
    line: /^bind (\*|0\.0\.0\.0)?:\d{4,5}$/,
    fits: (line, before, all) => {
      const port = /\d+$/.exec(line)?.[0] ?? '';
      const uses = all.filter((one) => new RegExp(`\\b${port}\\b`).test(one)).length;
      // Above, the system gives ports to those who call.
      return sectionOf(before) === 'frontend' && uses === 1 && Number(port) > 1023 && Number(port) < 32_768;
    },
    because: 'one more port that nothing else of it uses, at the same entrance; security groups say who gets there',
  },
  {
    path: /^\/etc\/haproxy\//,
    line: /^http-check send( meth GET)?( uri \/\S*)?( hdr (user-agent|accept|x-[\w-]+) [\w./*-]+)*$/i,
    fits: (line, before) =>
      line !== 'http-check send' &&
      /^(backend|listen)$/.test(sectionOf(before) ?? '') &&
      before.slice(lastSection(before)).some((one) => one.startsWith('option httpchk')),
    because: 'what a health check says of itself; a rule reads the page that it asks for',
  },
];

/** Whether a line may have come to stand there since the file was rendered. @param lines all that count */
export function isHarmlessAddition(path: string, lines: readonly EffectiveLine[], index: number): boolean {
  const own = lines[index]?.line ?? '';
  const rule = ADDITIONS.find((one) => one.path.test(path) && one.line.test(own));
  if (rule === undefined) return false;
  const all = lines.map(({ line }) => line);
  return rule.fits(own, all.slice(0, index), all);
}

const SECTION = /^(global|defaults|frontend|backend|listen|peers|resolvers|userlist|mailers|cache|program|ring)\b/;

function lastSection(lines: readonly string[]): number {
  return Math.max(
    0,
    lines.findLastIndex((one) => SECTION.test(one)),
  );
}

function sectionOf(before: readonly string[]): string | undefined {
  return SECTION.exec(before[lastSection(before)] ?? '')?.[1];
}
