import type { ServiceClaim } from '../../model/service-graph';
import type { NodeFacts } from '../terraform/nodes';
import { shortName } from './gap';
import type { NodeGap } from './node-gap';
import type { Site } from './site';

/**
 * Interchangeable members are made alike: each has every file that all its fellows have. A member with a part of its own
 * (the one primary of a database without failover) may differ.
 */
export function unlikeFellows(
  node: NodeFacts,
  members: readonly NodeFacts[],
  service: ServiceClaim,
  site: Site,
): readonly NodeGap[] {
  const fellows = members.filter(({ address }) => address !== node.address);
  const [first] = fellows;
  if (!first || hasPartOfItsOwn(node, service, site)) return [];
  const common = [...first.machine.files.keys()].filter((path) =>
    fellows.every(({ machine }) => machine.files.has(path)),
  );
  return common
    .filter((path) => !node.machine.files.has(path))
    .map((path) => ({
      code: 'unlike-fellows',
      lookedFor: `${path}, as ${fellows.map(({ address }) => shortName(address)).join(' and ')} have it`,
      where: `user data of ${node.address}`,
    }));
}

function hasPartOfItsOwn(node: NodeFacts, service: ServiceClaim, site: Site): boolean {
  const tier = service.id.slice(0, service.id.indexOf('.') + 1);
  return site.claims.services.some(({ id, members }) => {
    return id.startsWith(tier) && members.length === 1 && members[0] === node.address;
  });
}
