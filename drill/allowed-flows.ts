import type { NodeFacts } from '../terraform/nodes';
import type { SecurityRule, SecurityRules } from '../terraform/security-groups';

/** What a rule of a machine's security groups lets through; what no rule does, is dropped. */
export interface AllowedFlow {
  readonly direction: SecurityRule['direction'];
  /** `tcp`, `udp`, `icmp`, a protocol's number, or `-1` for all. */
  readonly protocol: string;
  /** Ports, or type and code of ICMP; -1 for all. */
  readonly from: number;
  readonly to: number;
  /** Addresses of the other side, or blocks of them. */
  readonly others: readonly string[];
}

/** What the groups of a machine allow, in their order. @param nodes all machines, of which groups are made */
export function allowedFlowsOf(
  { groups }: NodeFacts,
  nodes: readonly NodeFacts[],
  rules: SecurityRules,
): readonly AllowedFlow[] {
  return groups
    .flatMap((group) => rules.of(group))
    .map(({ direction, protocol, from, to, blocks, groups: members }) => ({
      ...{ direction, protocol, from, to },
      others: [...blocks, ...nodes.filter((node) => isIn(node, members)).flatMap(addresses)],
    }))
    .filter(({ others }) => others.length > 0);
}

function isIn({ groups }: NodeFacts, members: readonly string[]): boolean {
  return groups.some((group) => members.includes(group));
}

function addresses({ privateIp: primary, secondaryIps }: NodeFacts): readonly string[] {
  return primary === undefined ? secondaryIps : [primary, ...secondaryIps];
}
