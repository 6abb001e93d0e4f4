import { NODE_FILES } from '../../model/node-files';
import type { NodeFacts } from '../../terraform/nodes';
import { BOOTABILITY_RULES } from './bootability-rules';
import { shortName } from './gap';
import type { NodeGap } from './node-gap';
import type { EvidenceContext } from './site';

/** Whether a machine can be built as the Terraform says. Each rule looks at one thing. */
export function bootability(node: NodeFacts, site: EvidenceContext): readonly NodeGap[] {
  return [zone, volumes, ...BOOTABILITY_RULES].flatMap((rule) => rule(node, site));
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
  const wanted = node.machine.files.has(NODE_FILES.dataVolume);
  if (!wanted || node.volumes.length > 0) return gaps;
  return [
    ...gaps,
    { code: 'no-volume', lookedFor: 'an attached data volume', where: `aws_volume_attachment of ${node.address}` },
  ];
}
