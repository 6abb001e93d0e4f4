import type { NodeFacts } from '../../terraform/nodes';
import type { Port } from '../../terraform/security-groups';
import { shortName } from './gap';
import type { EvidenceContext } from './site';

/** A port that is closed on the way from one machine to another. */
export interface ClosedPort {
  readonly lookedFor: string;
  readonly where: string;
}

/** Ports that the security groups keep a caller from reaching: outwards at the caller, inwards at the callee. */
export function closedPorts(
  caller: NodeFacts,
  callee: NodeFacts,
  ports: readonly Port[],
  site: EvidenceContext,
): readonly ClosedPort[] {
  const from = { groups: caller.groups, address: caller.privateIp };
  const to = { groups: callee.groups, address: callee.privateIp };
  return ports.flatMap((port) => {
    const out = site.security.allow('egress', from, to, port);
    const into = site.security.allow('ingress', to, from, port);
    if (out && into) return [];
    const shown = `${portText(port)} from ${shortName(caller.address)} to ${shortName(callee.address)}`;
    return [
      ...(out ? [] : [{ lookedFor: shown, where: `egress rules of ${caller.groups.join(', ')}` }]),
      ...(into ? [] : [{ lookedFor: shown, where: `ingress rules of ${callee.groups.join(', ')}` }]),
    ];
  });
}

function portText({ protocol, port }: Port): string {
  if (protocol === '112') return 'VRRP (IP protocol 112)';
  return protocol === 'tcp' ? `port ${port}` : `${protocol} port ${port}`;
}

/** Ports closed between a machine and any of its peers, either way. */
export function closedAmong(
  node: NodeFacts,
  peers: readonly NodeFacts[],
  ports: readonly Port[],
  site: EvidenceContext,
): readonly ClosedPort[] {
  return peers
    .filter((peer) => peer.address !== node.address)
    .flatMap((peer) => [...closedPorts(node, peer, ports, site), ...closedPorts(peer, node, ports, site)]);
}
