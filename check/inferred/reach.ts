import { overlap } from '../../terraform/ipv4';
import type { Links } from '../../terraform/links';
import { reference } from '../../terraform/references';
import type { SecurityRule } from '../../terraform/security-groups';
import type { InferenceContext } from './context';

/** Who opens connections: its security groups, and the subnets that it stands in. */
export interface Caller {
  readonly securityGroups: Links;
  readonly subnets: Links;
}

/** What is called. */
export interface Called {
  readonly securityGroups: Links;
  /** Where it answers, as far as that is known. @default - anywhere */
  readonly subnets?: Links;
  /** Undefined: any port but those of administration. */
  readonly ports: readonly number[] | undefined;
  /** `public`: what it has open to everybody is for people, and not for callers of the site. @default 'private' */
  readonly openness?: Openness;
}

/** `named`: only a rule that names the caller's security group lets it in. */
export type Openness = 'private' | 'public' | 'by-address' | 'named';

export type Reach = 'yes' | 'possible' | 'no';

/** Ports over which machines are administered, not used. */
const ADMINISTRATION: ReadonlySet<number> = new Set([22, 3389]);

/**
 * Whether the security groups let a caller's connection through: its own let it out, and those of what it calls let it in.
 * `possible` where not all of their rules can be read. Answers come back in any case.
 */
export function reach(caller: Caller, called: Called, context: InferenceContext): Reach {
  const out = letsOut(caller, called, context);
  return out === 'no' ? 'no' : worse(out, letsIn(caller, called, context));
}

function worse(one: Reach, other: Reach): Reach {
  if (one === 'no' || other === 'no') return 'no';
  return one === 'yes' ? other : one;
}

function letsIn(caller: Caller, called: Called, context: InferenceContext): Reach {
  const { possible: groups, open } = called.securityGroups;
  const all = rulesOf(groups, 'ingress', called.ports, context);
  const rules = all.map((rule) => withoutBlocks(rule, called.openness));
  if (rules.some((rule) => admits(rule, caller, context))) return 'yes';
  return mayBeWritten(groups, 'ingress', context) ||
    open ||
    groups.length === 0 ||
    rules.some((rule) => mayAdmit(rule, caller, context))
    ? 'possible'
    : 'no';
}

/**
 * Terraform takes AWS's rule that lets everything out from each security group that it makes: what no rule says stays inside.
 * Who names no group is in the network's default one, which lets everything out.
 */
function letsOut(
  caller: Caller,
  { securityGroups, subnets = ANYWHERE, ports }: Called,
  context: InferenceContext,
): Reach {
  const { possible: groups, open } = caller.securityGroups;
  if (groups.length === 0 && !open) return 'yes';
  const other = { securityGroups, subnets };
  const rules = rulesOf(groups, 'egress', ports, context);
  if (rules.some((rule) => admits(rule, other, context))) return 'yes';
  return open || mayBeWritten(groups, 'egress', context) || rules.some((rule) => mayAdmit(rule, other, context))
    ? 'possible'
    : 'no';
}

/**
 * Whether a plan leaves open which rules there are: of a group whose rules are written in a loop, and of one that has none, it
 * says the same. Who writes rules of a direction as resources of their own writes no others into the group.
 */
function mayBeWritten(
  groups: Links['possible'],
  direction: SecurityRule['direction'],
  { security }: InferenceContext,
): boolean {
  return groups.some(
    ({ address, body }) =>
      typeof body[direction] === 'string' && !security.of(address).some((rule) => rule.direction === direction),
  );
}

function withoutBlocks(rule: SecurityRule, openness: Openness | undefined): SecurityRule {
  if (openness === 'named') return { ...rule, blocks: [] };
  return openness === 'public' ? { ...rule, blocks: rule.blocks.filter((one) => one !== EVERYONE) } : rule;
}

/** Whether it is certain that no security group lets anything out. */
export function saysNothing({ securityGroups: { possible, open } }: Caller, context: InferenceContext): boolean {
  const rules = possible.flatMap(({ address }) => context.security.of(address));
  const isWhole = !open && !mayBeWritten(possible, 'egress', context);
  return possible.length > 0 && isWhole && !rules.some(({ direction }) => direction === 'egress');
}

/** Where something stands of which nothing is known. */
export const ANYWHERE: Links = { certain: [], possible: [], open: true };

function rulesOf(
  groups: Links['possible'],
  direction: SecurityRule['direction'],
  ports: readonly number[] | undefined,
  { security }: InferenceContext,
): readonly SecurityRule[] {
  return groups
    .flatMap(({ address }) => security.of(address))
    .filter((rule) => rule.direction === direction && opens(rule, ports));
}

function opens({ protocol, from, to }: SecurityRule, ports: readonly number[] | undefined): boolean {
  if (protocol !== '-1' && protocol !== 'tcp') return false;
  if (protocol === '-1' || from === -1) return true;
  if (ports !== undefined) return ports.some((port) => from <= port && port <= to);
  return !(from === to && ADMINISTRATION.has(from));
}

/** Whether a rule is about the other side of a connection. */
function admits(rule: SecurityRule, caller: Caller, context: InferenceContext): boolean {
  if (caller.securityGroups.possible.some(({ address }) => rule.groups.includes(address))) return true;
  const subnets = caller.subnets.possible.flatMap((subnet) => block(subnet.body.cidr_block, context) ?? []);
  return rule.blocks.some((written) => {
    const range = block(written, context);
    return range === EVERYONE || (range !== undefined && subnets.some((subnet) => overlap(range, subnet)));
  });
}

/** Whether a rule holds something that cannot be compared with the other side. */
function mayAdmit(rule: SecurityRule, caller: Caller, context: InferenceContext): boolean {
  if (rule.unresolved.length > 0 || rule.blocks.some((written) => block(written, context) === undefined)) return true;
  if (rule.groups.length > 0 && (caller.securityGroups.open || caller.securityGroups.possible.length === 0))
    return true;
  const { possible, open } = caller.subnets;
  const placed =
    !open && possible.length > 0 && possible.every((subnet) => block(subnet.body.cidr_block, context) !== undefined);
  return rule.blocks.length > 0 && !placed;
}

const EVERYONE = '0.0.0.0/0';

/** A block of addresses, or that of the network that is referred to. */
function block(value: unknown, { stack }: InferenceContext): string | undefined {
  const to = reference(value);
  const text = stack.text(to === undefined ? value : stack.get(to.address)?.body[to.attribute]);
  return text === undefined || text.includes('${') ? undefined : text;
}

/** Whether anyone on the internet is let in at one of the ports. */
export function openToVisitors(securityGroups: Links, ports: readonly number[], context: InferenceContext): boolean {
  const rules = rulesOf(securityGroups.possible, 'ingress', ports, context);
  return rules.some((rule) => rule.blocks.includes(EVERYONE));
}
