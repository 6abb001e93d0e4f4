import type { ServiceClaim } from '../../model/service-graph';
import { openPorts } from '../../terraform/machine/haproxy';
import { associatedAddress, type NodeFacts } from '../../terraform/nodes';
import { shortName } from './gap';
import type { NodeGap } from './node-gap';
import type { EvidenceContext } from './site';
import { movesAddress, takesAddress } from './takeover/address';

const HTTP = 80;

/** Whether visitors reach a machine at which a goal enters: by route and firewall, and at an address that stays. */
export function entrance(node: NodeFacts, service: ServiceClaim, site: EvidenceContext): readonly NodeGap[] {
  const { route } = node;
  const self = { groups: node.groups, address: node.privateIp };
  const visitors = { groups: [], address: '0.0.0.0/0' };
  const closed = publicPorts(node).filter(
    (port) => !site.security.allow('ingress', self, visitors, { protocol: 'tcp', port }),
  );
  // Machines that move the site's address themselves have it by no association in the Terraform; a single one takes it as well.
  const addressed =
    service.takeover === 'address' ||
    (movesAddress(node)
      ? takesAddress(node, [node], service, site).length === 0
      : associatedAddress(node.address, site.stack) !== undefined);
  return [
    ...(route.kind === 'internet'
      ? []
      : [gap('a route for visitors', route.kind === 'none' ? route.why : route.gateway)]),
    ...(addressed ? [] : [gap('an Elastic IP', `aws_eip_association of ${node.address}`)]),
    ...closed.map((port) =>
      gap(`port ${port} of ${shortName(node.address)}, open to visitors`, `ingress rules of ${node.groups.join(', ')}`),
    ),
  ];
}

/** Where visitors come who name no port. */
const USUAL: readonly number[] = [HTTP, 443];

/** Ports on which a load balancer listens for visitors, the usual ones where it has them; of others, that of HTTP. */
function publicPorts(node: NodeFacts): readonly number[] {
  const ports = openPorts(node.machine.haproxy.sections);
  const usual = ports.filter((port) => USUAL.includes(port));
  if (usual.length > 0) return usual;
  return ports.length > 0 ? ports : [HTTP];
}

function gap(lookedFor: string, where: string): NodeGap {
  return { code: 'closed-to-visitors', lookedFor, where };
}
