import { inBlock } from './ipv4';
import type { ResourceIndex } from './resource-index';
import { blocks, type Fields, number, strings } from './values';

/** What one rule of a security group lets through. */
export interface SecurityRule {
  readonly direction: 'ingress' | 'egress';
  /** `tcp`, `udp`, a protocol's number, or `-1` for all. */
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  /** Address blocks of the other side. */
  readonly blocks: readonly string[];
  /** Security groups of the other side. */
  readonly groups: readonly string[];
  /** Other sides that only an evaluation of the Terraform would tell, and lists of blocks that are kept elsewhere. */
  readonly unresolved: readonly string[];
}

/** A port that something answers on. */
export interface Port {
  readonly protocol: string;
  readonly port: number;
}

/** One side of a connection. */
export interface Party {
  /** Security groups by Terraform address. */
  readonly groups: readonly string[];
  /** IPv4 address or block. */
  readonly address: string | undefined;
}

const NUMBERS: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp', '1': 'icmp', all: '-1', vrrp: '112' };

/** The rules of all security groups of a stack, whichever resource they are written in. */
export class SecurityRules {
  readonly #stack: ResourceIndex;
  readonly #rules = new Map<string, SecurityRule[]>();

  constructor(stack: ResourceIndex) {
    this.#stack = stack;
    for (const direction of ['ingress', 'egress'] as const) {
      for (const { body } of stack.ofType(`aws_vpc_security_group_${direction}_rule`)) {
        this.#add(stack.addressOf(body.security_group_id), {
          ...range(direction, body.ip_protocol, body),
          blocks: strings(body.cidr_ipv4),
          groups: this.#addresses(body.referenced_security_group_id),
          unresolved: [
            ...this.#unresolved(body.cidr_ipv4, body.referenced_security_group_id),
            ...strings(body.prefix_list_id),
          ],
        });
      }
      for (const { address, body } of stack.ofType('aws_security_group')) {
        for (const rule of blocks(body[direction])) this.#addOld(address, direction, rule, rule.security_groups);
      }
    }
    for (const { body } of stack.ofType('aws_security_group_rule')) {
      const group = stack.addressOf(body.security_group_id);
      const direction = body.type === 'egress' ? 'egress' : 'ingress';
      if (group !== undefined) this.#addOld(group, direction, body, body.source_security_group_id);
    }
  }

  /** The rules of a group. */
  of(group: string): readonly SecurityRule[] {
    return this.#rules.get(group) ?? [];
  }

  /** Whether the groups of one party let it speak to, or be spoken to by, another. */
  allow(direction: SecurityRule['direction'], self: Party, other: Party, { protocol, port }: Port): boolean {
    return self.groups.some((group) =>
      this.of(group).some(
        (rule) =>
          rule.direction === direction &&
          (rule.protocol === '-1' || rule.protocol === protocol) &&
          (rule.protocol === '-1' || rule.from === -1 || (rule.from <= port && port <= rule.to)) &&
          (rule.groups.some((one) => other.groups.includes(one)) ||
            rule.blocks.some((block) => covers(block, other.address))),
      ),
    );
  }

  #addOld(group: string, direction: SecurityRule['direction'], rule: Fields, groups: unknown): void {
    const self = rule.self === true ? [group] : [];
    const others = { blocks: strings(rule.cidr_blocks), groups: [...self, ...this.#addresses(groups)] };
    const open = [...this.#unresolved(rule.cidr_blocks, groups), ...strings(rule.prefix_list_ids)];
    this.#add(group, { ...range(direction, rule.protocol, rule), ...others, unresolved: open });
  }

  /** Expressions that are no plain reference. */
  #unresolved(...values: readonly unknown[]): string[] {
    return values.flatMap(strings).filter((one) => one.includes('${') && this.#stack.addressOf(one) === undefined);
  }

  #addresses(value: unknown): string[] {
    return (Array.isArray(value) ? value : [value]).flatMap((one) => this.#stack.addressOf(one) ?? []);
  }

  #add(group: string | undefined, rule: SecurityRule): void {
    if (group === undefined) return;
    const rules = this.#rules.get(group);
    if (rules) rules.push(rule);
    else this.#rules.set(group, [rule]);
  }
}

function covers(block: string, address: string | undefined): boolean {
  if (block === '0.0.0.0/0') return true;
  return address !== undefined && !address.includes('/') && inBlock(address, block);
}

function range(direction: SecurityRule['direction'], protocol: unknown, rule: Fields) {
  const name = String(protocol ?? '-1').toLowerCase();
  return {
    direction,
    protocol: NUMBERS[name] ?? name,
    from: number(rule.from_port) ?? -1,
    to: number(rule.to_port) ?? number(rule.from_port) ?? -1,
  };
}
