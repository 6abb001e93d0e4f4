import { NODE_FILES } from '../../model/node-files';
import type { ServiceClaim } from '../../model/service-graph';
import type { NodeFacts } from '../../terraform/nodes';
import type { PeerDrift } from './gap';
import type { NodeGap } from './node-gap';
import { soughtOf } from './peer-drift';
import type { EvidenceContext } from './site';

/**
 * Interchangeable members are made alike: whatever file, started unit or service of `site.json` all peers of a member
 * have, it has too. A member with a part of its own (the one primary of a database without failover) may differ.
 */
export function driftingParts(
  members: readonly NodeFacts[],
  service: ServiceClaim,
  site: EvidenceContext,
): ReadonlyMap<string, readonly NodeGap[]> {
  const peers = interchangeable(members, service, site);
  const all = peers.map((node) => ({ node, own: parts(node) }));
  const counts = new Map<string, number>();
  for (const { own } of all) for (const part of own) counts.set(part, (counts.get(part) ?? 0) + 1);
  const nearlyCommon = [...counts].filter(([, count]) => count === peers.length - 1).map(([part]) => part);
  return new Map(
    all.map(({ node, own }) => {
      const lacking = nearlyCommon.filter((part) => !own.has(part));
      const where = `user data of ${node.address}`;
      return [
        node.address,
        lacking.map((part): NodeGap => {
          const drift: PeerDrift = { kind: 'lacks', part };
          return { code: 'peer-drift', lookedFor: soughtOf(drift), drift, where };
        }),
      ];
    }),
  );
}

/** Members without a part of their own. */
export function interchangeable(
  members: readonly NodeFacts[],
  service: ServiceClaim,
  site: EvidenceContext,
): readonly NodeFacts[] {
  return members.filter((node) => !hasPartOfItsOwn(node, service, site));
}

/** What makes a machine what it is, as far as it does not depend on which of the members it is. */
function parts({ machine }: NodeFacts): ReadonlySet<string> {
  const started = machine.serves.map((one) => `the step 'serve ${[one.unit, one.how, ...one.files].join(' ')}'`);
  const services = machine.site.keys.map((key) => `${key} in ${NODE_FILES.site}`);
  return new Set([...machine.files.keys(), ...started, ...services]);
}

function hasPartOfItsOwn(node: NodeFacts, service: ServiceClaim, site: EvidenceContext): boolean {
  const tier = service.id.slice(0, service.id.indexOf('.') + 1);
  return site.claims.services.some(({ id, members }) => {
    return id.startsWith(tier) && members.length === 1 && members[0] === node.address;
  });
}
