import { overlap } from '../../terraform/ipv4';
import { reference } from '../../terraform/references';
import type { SecurityRule } from '../../terraform/security-groups';
import type { Links } from './links';
import type { Reading } from './reading';

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
}

export type Reach = 'yes' | 'perhaps' | 'no';

/** Ports over which machines are administered, not used. */
const ADMINISTRATION: ReadonlySet<number> = new Set([22, 3389]);

/**
 * Whether the security groups let a caller's connection through: its own let it out, and those of what it calls let it in.
 * `perhaps` where not all of their rules can be read. Answers come back in any case.
 */
export function reach(caller: Caller, called: Called, reading: Reading): Reach {
  const out = letsOut(caller, called, reading);
  return out === 'no' ? 'no' : worse(out, letsIn(caller, called, reading));
}

function worse(one: Reach, other: Reach): Reach {
  if (one === 'no' || other === 'no') return 'no';
  return one === 'yes' ? other : one;
}

function letsIn(caller: Caller, called: Called, reading: Reading): Reach {
  const { perhaps: groups, open } = called.securityGroups;
  const rules = rulesOf(groups, 'ingress', called.ports, reading);
  if (rules.some((rule) => admits(rule, caller, reading))) return 'yes';
  return open || groups.length === 0 || rules.some((rule) => mayAdmit(rule, caller, reading)) ? 'perhaps' : 'no';
}

/**
 * Terraform takes AWS's rule that lets everything out from each security group that it makes: what no rule says stays inside.
 * Who names no group is in the network's default one, which lets everything out.
 */
function letsOut(caller: Caller, { securityGroups, subnets = ANYWHERE, ports }: Called, reading: Reading): Reach {
  const { perhaps: groups, open } = caller.securityGroups;
  if (groups.length === 0 && !open) return 'yes';
  const other = { securityGroups, subnets };
  const rules = rulesOf(groups, 'egress', ports, reading);
  if (rules.some((rule) => admits(rule, other, reading))) return 'yes';
  return open || rules.some((rule) => mayAdmit(rule, other, reading)) ? 'perhaps' : 'no';
}

/** Whether it is certain that no security group lets anything out. */
export function saysNothing({ securityGroups: { perhaps, open } }: Caller, { security }: Reading): boolean {
  const rules = perhaps.flatMap(({ address }) => security.of(address));
  return perhaps.length > 0 && !open && !rules.some(({ direction }) => direction === 'egress');
}

/** Where something stands of which nothing is known. */
export const ANYWHERE: Links = { sure: [], perhaps: [], open: true };

function rulesOf(
  groups: Links['perhaps'],
  direction: SecurityRule['direction'],
  ports: readonly number[] | undefined,
  { security }: Reading,
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
function admits(rule: SecurityRule, caller: Caller, reading: Reading): boolean {
  if (caller.securityGroups.perhaps.some(({ address }) => rule.groups.includes(address))) return true;
  const subnets = caller.subnets.perhaps.flatMap((subnet) => block(subnet.body.cidr_block, reading) ?? []);
  return rule.blocks.some((written) => {
    const range = block(written, reading);
    return range === EVERYONE || (range !== undefined && subnets.some((subnet) => overlap(range, subnet)));
  });
}

/** Whether a rule holds something that cannot be compared with the other side. */
function mayAdmit(rule: SecurityRule, caller: Caller, reading: Reading): boolean {
  if (rule.unresolved.length > 0 || rule.blocks.some((written) => block(written, reading) === undefined)) return true;
  if (rule.groups.length > 0 && (caller.securityGroups.open || caller.securityGroups.perhaps.length === 0)) return true;
  const { perhaps, open } = caller.subnets;
  const placed =
    !open && perhaps.length > 0 && perhaps.every((subnet) => block(subnet.body.cidr_block, reading) !== undefined);
  return rule.blocks.length > 0 && !placed;
}

const EVERYONE = '0.0.0.0/0';

/** A block of addresses, or that of the network that is referred to. */
function block(value: unknown, { stack }: Reading): string | undefined {
  const to = reference(value);
  const text = stack.text(to === undefined ? value : stack.get(to.address)?.body[to.attribute]);
  return text === undefined || text.includes('${') ? undefined : text;
}

/** Whether anyone on the internet is let in at one of the ports. */
export function openToVisitors(securityGroups: Links, ports: readonly number[], reading: Reading): boolean {
  const rules = rulesOf(securityGroups.perhaps, 'ingress', ports, reading);
  return rules.some((rule) => rule.blocks.includes(EVERYONE));
}
