import type { ServiceClaim } from '../../model/service-graph';
import { serveLines } from '../terraform/machine-files';
import type { NodeFacts } from '../terraform/nodes';
import { shortName } from './gap';
import { SITE_FILE, siteServices } from './naming/site-file';
import type { NodeGap } from './node-gap';
import type { Site } from './site';

/**
 * Interchangeable members are made alike: whatever file, started unit or service of `site.json` all fellows of a member
 * have, it has too. A member with a part of its own (the one primary of a database without failover) may differ.
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
  const own = parts(node);
  const common = [...parts(first)].filter((part) => fellows.every((fellow) => parts(fellow).has(part)));
  return common
    .filter((part) => !own.has(part))
    .map((part) => ({
      code: 'unlike-fellows',
      lookedFor: `${part}, as ${fellows.map(({ address }) => shortName(address)).join(' and ')} have it`,
      where: `user data of ${node.address}`,
    }));
}

/** What makes a machine what it is, as far as it does not depend on which of the members it is. */
function parts({ machine }: NodeFacts): ReadonlySet<string> {
  const { files } = machine;
  const started = serveLines(files).map((line) => `the step '${line}'`);
  const services = Object.keys(siteServices(files)).map((key) => `${key} in ${SITE_FILE}`);
  return new Set([...files.keys(), ...started, ...services]);
}

function hasPartOfItsOwn(node: NodeFacts, service: ServiceClaim, site: Site): boolean {
  const tier = service.id.slice(0, service.id.indexOf('.') + 1);
  return site.claims.services.some(({ id, members }) => {
    return id.startsWith(tier) && members.length === 1 && members[0] === node.address;
  });
}
