import { VISITORS_PORT } from './commands';

/** Which private address a public one leads to. */
export type Associations = ReadonlyMap<string, string>;

const TABLE = 'ip nospof';

/**
 * What the edge of a VPC does, in the language of nftables. An Elastic IP is translated packet by packet, without memory
 * of connections: when it moves, the connections break, as they do on EC2. The router never says that a host is unreachable.
 */
export function ruleset(): string {
  return `table ${TABLE} {
  map inward { type ipv4_addr : ipv4_addr; }
  map outward { type ipv4_addr : ipv4_addr; }
  chain arriving {
    type filter hook prerouting priority raw; policy accept;
    iifname "${VISITORS_PORT}" ip daddr set ip daddr map @inward
  }
  chain leaving {
    type filter hook postrouting priority srcnat; policy accept;
    oifname "${VISITORS_PORT}" ip saddr set ip saddr map @outward
  }
  chain silent {
    type filter hook output priority filter; policy accept;
    icmp type destination-unreachable icmp code { net-unreachable, host-unreachable } drop
  }
}
`;
}

/** The change to another state of the associations, all at once. */
export function associationRules(associations: Associations): string {
  const pairs = [...associations].sort(([a], [b]) => (a < b ? -1 : 1));
  const elements = (list: readonly string[]) => list.join(', ');
  const add = (map: string, list: readonly string[]) =>
    list.length === 0 ? [] : [`add element ${TABLE} ${map} { ${elements(list)} }`];
  return [
    `flush map ${TABLE} inward`,
    `flush map ${TABLE} outward`,
    ...add(
      'inward',
      pairs.map(([publicIp, privateIp]) => `${publicIp} : ${privateIp}`),
    ),
    ...add(
      'outward',
      pairs.map(([publicIp, privateIp]) => `${privateIp} : ${publicIp}`),
    ),
    '',
  ].join('\n');
}
