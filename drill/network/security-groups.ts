import { fields } from '../../terraform/values';
import type { AllowedFlow } from '../allowed-flows';
import type { DrillNode } from '../plan';
import { ENDPOINTS } from './addresses';

const TABLE = 'ip nospof-groups';

/** Connections that the security groups did not let through, while they ran. */
export const REFUSED_SET = { table: TABLE, set: 'refused' } as const;

/**
 * The security groups of all nodes, in the language of nftables: as in a VPC the answer to what was let in is let out, and
 * the other way round; the metadata service and the resolver are no matter of security groups. What is refused vanishes
 * without a word, and is noted down. Of TCP only the first packet of a connection is judged: the memory of one that a crashed node
 * had would take the packets of its successor, from the same port, for strays.
 */
export function securityRuleset(nodes: readonly DrillNode[]): string {
  const chains = nodes.flatMap((node) => [chain(node, 'egress'), chain(node, 'ingress')]);
  return `table ${TABLE} {
  set ${REFUSED_SET.set} { type ipv4_addr . ipv4_addr . inet_proto . inet_service; flags dynamic; size 4096; }
  chain drop_noted {
    tcp flags & (syn | ack) == syn add @${REFUSED_SET.set} { ip saddr . ip daddr . ip protocol . tcp dport }
    meta l4proto udp add @${REFUSED_SET.set} { ip saddr . ip daddr . ip protocol . udp dport }
    drop
  }
${chains.join('')}  chain between_nodes {
    type filter hook forward priority filter; policy accept;
    tcp flags & (syn | ack) != syn accept
    ct state established,related accept
    ip saddr vmap { ${verdicts(nodes, 'egress')} }
    ip daddr vmap { ${verdicts(nodes, 'ingress')} }
  }
  chain to_endpoints {
    type filter hook input priority filter; policy accept;
    tcp flags & (syn | ack) != syn accept
    ct state established,related accept
    ip daddr ${ENDPOINTS} ip saddr vmap { ${verdicts(nodes, 'egress')} }
  }
}
`;
}

function chain(node: DrillNode, direction: AllowedFlow['direction']): string {
  const rules = node.allowedFlows.filter((one) => one.direction === direction).map((one) => `    ${accepting(one)}\n`);
  return `  chain ${nameOf(node, direction)} {\n${[...new Set(rules)].join('')}    goto drop_noted\n  }\n`;
}

/** A rule that leaves its chain: the other side's groups have a say, too. */
function accepting({ direction, protocol, from, to, others }: AllowedFlow): string {
  const side = direction === 'egress' ? 'daddr' : 'saddr';
  const anywhere = others.includes('0.0.0.0/0');
  const match = [
    ...(anywhere ? [] : [`ip ${side} { ${[...new Set(others)].sort().join(', ')} }`]),
    ...protocolMatch(protocol, from, to),
  ];
  return [...match, 'return'].join(' ');
}

function protocolMatch(protocol: string, from: number, to: number): readonly string[] {
  if (protocol === '-1') return [];
  if (protocol === 'tcp' || protocol === 'udp') {
    return from === -1 ? [`meta l4proto ${protocol}`] : [`${protocol} dport ${from}-${to}`];
  }
  if (protocol === 'icmp' && from !== -1) return [`icmp type ${from}`];
  return [`meta l4proto ${protocol}`];
}

function verdicts(nodes: readonly DrillNode[], direction: AllowedFlow['direction']): string {
  return nodes.flatMap((node) => node.privateIps.map((ip) => `${ip} : jump ${nameOf(node, direction)}`)).join(', ');
}

function nameOf({ instanceId }: DrillNode, direction: AllowedFlow['direction']): string {
  return `${direction}_${instanceId.replace('-', '_')}`;
}

/** A connection that was not let through. */
export interface RefusedConnection {
  /** Private addresses, or a visitor's. */
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port: number;
}

/** @param listed what `nft -j list set` prints of the connections that were noted down */
export function refusedConnections(listed: string): readonly RefusedConnection[] {
  const { nftables } = fields(JSON.parse(listed));
  const sets = Array.isArray(nftables) ? nftables.map((one) => fields(fields(one).set)) : [];
  const elements = sets.flatMap(({ elem }) => (Array.isArray(elem) ? elem : []));
  return elements.map((one) => {
    const { concat } = fields(one);
    const [from, to, protocol, port] = Array.isArray(concat) ? concat : [];
    return { from: String(from), to: String(to), protocol: String(protocol), port: Number(port) };
  });
}
