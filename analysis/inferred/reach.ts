import { overlap } from '../terraform/ipv4';
import { reference } from '../terraform/references';
import type { SecurityRule } from '../terraform/security-groups';
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
  /** Undefined: any port but those of administration. */
  readonly ports: readonly number[] | undefined;
}

/** Ports over which machines are administered, not used. */
const ADMINISTRATION: ReadonlySet<number> = new Set([22, 3389]);

/** Whether the security groups let a caller in: `perhaps` where not all of their rules can be read. */
export function reach(caller: Caller, called: Called, reading: Reading): 'yes' | 'perhaps' | 'no' {
  const { perhaps: groups, open } = called.securityGroups;
  const rules = groups
    .flatMap(({ address }) => reading.security.of(address))
    .filter((rule) => opens(rule, called.ports));
  if (rules.some((rule) => admits(rule, caller, reading))) return 'yes';
  const uncertain = open || groups.length === 0 || rules.some((rule) => mayAdmit(rule, caller, reading));
  return uncertain ? 'perhaps' : 'no';
}

function opens({ direction, protocol, from, to }: SecurityRule, ports: readonly number[] | undefined): boolean {
  if (direction !== 'ingress' || (protocol !== '-1' && protocol !== 'tcp')) return false;
  if (protocol === '-1' || from === -1) return true;
  if (ports !== undefined) return ports.some((port) => from <= port && port <= to);
  return !(from === to && ADMINISTRATION.has(from));
}

function admits(rule: SecurityRule, caller: Caller, reading: Reading): boolean {
  if (caller.securityGroups.perhaps.some(({ address }) => rule.groups.includes(address))) return true;
  const subnets = caller.subnets.perhaps.flatMap((subnet) => block(subnet.body.cidr_block, reading) ?? []);
  return rule.blocks.some((written) => {
    const range = block(written, reading);
    return range === EVERYONE || (range !== undefined && subnets.some((subnet) => overlap(range, subnet)));
  });
}

/** Whether a rule holds something that cannot be compared with the caller. */
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
  const rules = securityGroups.perhaps.flatMap(({ address }) => reading.security.of(address));
  return rules.some((rule) => opens(rule, ports) && rule.blocks.includes(EVERYONE));
}
