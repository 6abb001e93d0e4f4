import { namespaceOf, SWITCH, VISITORS } from '../names';
import type { DrillNode } from '../plan';
import { ENDPOINTS, gatewayOf, METADATA, prefixOf, RESOLVER, VISITOR } from './addresses';

/** Interface of the switch towards the visitors. */
export const VISITORS_PORT = 'visitors';

/** What a node's only interface is called: as on EC2's Nitro instances. */
const NODE_INTERFACE = 'ens5';

/** The router's MAC address, locally administered. */
const ROUTER_MAC = '02:00:00:00:00:01';

/** Name of the switch's port of a node; names of interfaces are 15 characters at most, those of nodes may be longer. */
export function portOf(node: Pick<DrillNode, 'instanceId'>): string {
  return `h-${node.instanceId.slice(2, 14)}`;
}

/**
 * A script that makes the switch and the visitors' network. As in a VPC, nodes never speak to each other directly: the
 * router answers every request for an address (`proxy_arp_pvlan`, isolated ports), and what is sent to a dead node
 * vanishes without a word.
 */
export function switchScript(nodes: readonly DrillNode[]): string {
  const subnets = [...new Set(nodes.map(({ subnet }) => subnet.cidr))].sort();
  const inSwitch = `ip -n ${SWITCH}`;
  return lines(
    `ip netns add ${SWITCH}`,
    `ip netns add ${VISITORS}`,
    `nsenter --net=/run/netns/${SWITCH} sysctl -qw ${[
      'net.ipv4.ip_forward=1',
      'net.ipv4.conf.all.send_redirects=0',
      'net.ipv4.conf.default.send_redirects=0',
      'net.ipv4.conf.all.rp_filter=0',
      'net.ipv4.conf.default.rp_filter=0',
    ].join(' ')}`,
    `${inSwitch} link set lo up`,
    `${inSwitch} address add ${ENDPOINTS}/32 dev lo`,
    // Of its own it would take a port's, and change it as nodes come and go: others would speak to nobody for a minute.
    `${inSwitch} link add vpc address ${ROUTER_MAC} type bridge`,
    `${inSwitch} link set vpc up`,
    `nsenter --net=/run/netns/${SWITCH} sysctl -qw net.ipv4.conf.vpc.proxy_arp_pvlan=1 net.ipv4.neigh.vpc.proxy_delay=0`,
    ...subnets.map((cidr) => `${inSwitch} address add ${gatewayOf(cidr)}/${prefixOf(cidr)} dev vpc`),
    ...[METADATA, RESOLVER].map((address) => `${inSwitch} address add ${address}/32 dev vpc`),
    `${inSwitch} link add ${VISITORS_PORT} type veth peer name eth0 netns ${VISITORS}`,
    `${inSwitch} address add ${VISITOR.gateway}/${VISITOR.prefix} dev ${VISITORS_PORT}`,
    `${inSwitch} link set ${VISITORS_PORT} up`,
    `ip -n ${VISITORS} link set lo up`,
    `ip -n ${VISITORS} link set eth0 up`,
    `ip -n ${VISITORS} address add ${VISITOR.address}/${VISITOR.prefix} dev eth0`,
    `ip -n ${VISITORS} route add default via ${VISITOR.gateway}`,
  );
}

/** A script that gives a node a network as EC2 does: one interface with its primary address; not yet connected. */
export function nodeScript(node: DrillNode): string {
  const { mac, privateIps, subnet } = node;
  const namespace = namespaceOf(node.name);
  return lines(
    `ip netns add ${namespace}`,
    `ip -n ${SWITCH} link add ${portOf(node)} type veth peer name ${NODE_INTERFACE} netns ${namespace}`,
    `ip -n ${namespace} link set lo up`,
    `ip -n ${namespace} link set ${NODE_INTERFACE} address ${mac} up`,
    `ip -n ${namespace} address add ${privateIps[0]}/${prefixOf(subnet.cidr)} dev ${NODE_INTERFACE}`,
    `ip -n ${namespace} route add default via ${gatewayOf(subnet.cidr)}`,
  );
}

/** A script that connects a node's port; isolation takes it out again, which the node does not see. */
export function connectScript(node: DrillNode): string {
  const port = portOf(node);
  return lines(
    `ip -n ${SWITCH} link set ${port} master vpc up`,
    `ip -n ${SWITCH} link set ${port} type bridge_slave isolated on`,
  );
}

export function isolateScript(node: DrillNode): string {
  return lines(`ip -n ${SWITCH} link set ${portOf(node)} nomaster`);
}

/** A script that takes a node's network away; what is gone already is no error. */
export function removeNodeScript(node: DrillNode): string {
  return lines(
    `ip -n ${SWITCH} link delete ${portOf(node)} 2>/dev/null || true`,
    `ip netns delete ${namespaceOf(node.name)} 2>/dev/null || true`,
  );
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
