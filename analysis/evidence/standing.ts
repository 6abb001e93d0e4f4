import type { NodeFacts } from '../terraform/nodes';
import { standsInSubnet } from '../terraform/nodes';
import { type GapCode, shortName } from './gap';
import type { Site } from './site';

/** What is wrong with one machine, whatever it serves. */
export interface NodeGap {
  readonly code: GapCode;
  readonly lookedFor: string;
  readonly where: string;
}

/** Whether a machine can be built as the Terraform says. Each rule looks at one thing. */
export function standing(node: NodeFacts, site: Site): readonly NodeGap[] {
  return [address, zone, volumes, configuration, egress].flatMap((rule) => rule(node, site));
}

function address(node: NodeFacts): NodeGap[] {
  if (standsInSubnet(node)) return [];
  const where = `${node.subnet?.address} (${node.subnet?.body.cidr_block})`;
  return [{ code: 'address-outside-subnet', lookedFor: `the address ${node.host}`, where }];
}

function zone(node: NodeFacts): NodeGap[] {
  const where = node.subnet?.address ?? node.address;
  if (node.zone.id === undefined) return [{ code: 'unknown-zone', lookedFor: 'an availability zone', where }];
  return [];
}

/** A volume can be attached in its own zone only. */
function volumes(node: NodeFacts): NodeGap[] {
  const elsewhere = node.volumes.filter((volume) => volume.zone.id !== node.zone.id);
  const gaps = elsewhere.map((volume): NodeGap => {
    const lookedFor = `a volume in the zone of ${shortName(node.address)}, ${node.zone.id ?? 'unknown'}`;
    return {
      code: 'no-volume',
      lookedFor,
      where: `${volume.address}, which stands in ${volume.zone.id ?? 'an unknown zone'}`,
    };
  });
  const wanted = node.machine.files.has('/usr/local/sbin/nospof-data-volume');
  if (!wanted || node.volumes.length > 0) return gaps;
  return [
    ...gaps,
    { code: 'no-volume', lookedFor: 'an attached data volume', where: `aws_volume_attachment of ${node.address}` },
  ];
}

function configuration(node: NodeFacts): NodeGap[] {
  const { problem } = node.machine;
  if (problem === undefined) return [];
  return [{ code: 'unreadable-configuration', lookedFor: 'its configuration', where: `${node.address}: ${problem}` }];
}

/** Debian's packages come by HTTP, all of AWS by HTTPS. */
const BOOT_PORTS = [80, 443];

/** docs/decisions/egress.md: without a way out, a machine cannot be built. */
function egress(node: NodeFacts, site: Site): NodeGap[] {
  const { route } = node;
  if (route.kind === 'none') return [{ code: 'no-egress', lookedFor: 'a route to the internet', where: route.why }];
  const self = { groups: node.groups, host: node.host };
  const internet = { groups: [], host: '0.0.0.0/0' };
  return BOOT_PORTS.filter((port) => !site.security.allow('egress', self, internet, { protocol: 'tcp', port })).map(
    (port) => ({
      code: 'no-egress',
      lookedFor: `port ${port} to the internet, open`,
      where: `egress rules of ${node.groups.join(', ')}`,
    }),
  );
}
