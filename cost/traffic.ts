import type { ServiceGraph } from '../model/service-graph';
import type { TrafficSpec } from '../model/topology';
import type { ResourceIndex } from '../terraform/resource-index';
import { namedZone } from '../terraform/zones';
import { type BilledUse, HOURS_A_MONTH, monthly } from './use';

/** AWS takes nothing for the first 100 GB a month that leave to the internet, of all regions together. */
const FREE_GB = 100;

/** The goal whose pages the stated traffic is. */
const PAGES = 'serve';

/**
 * What pages at a stated rate are billed for: leaving to the internet, and crossing zones between the nodes on their way, where each
 * gigabyte is billed on both sides. Members of a service are taken to share the load evenly; what follows from a page, as queries of a
 * database and files, has no stated size and is left out.
 */
export function trafficUses(stack: ResourceIndex, claims: ServiceGraph, traffic: TrafficSpec): readonly BilledUse[] {
  const gigabytes = gigabytesAMonth(traffic);
  const uses = [monthly('transfer:internet', Math.max(0, gigabytes - FREE_GB))];
  const crossing = hopsOfPages(claims).reduce((sum, [from, to]) => sum + crossingShare(from, to, stack), 0);
  return crossing === 0 ? uses : [...uses, monthly('transfer:zones', 2 * crossing * gigabytes)];
}

/** Gigabytes of answers in a month, as AWS counts them: 2^30 bytes. */
function gigabytesAMonth({ requestsPerSecond, responseKiB }: TrafficSpec): number {
  return (requestsPerSecond * responseKiB * HOURS_A_MONTH * 3600) / 1024 ** 2;
}

type Hop = readonly [from: readonly string[], to: readonly string[]];

/** From the service that visitors meet, each hop that a whole page takes: services of one name, from tier to tier. */
function hopsOfPages({ services, needs, goals }: ServiceGraph): readonly Hop[] {
  const members = new Map(services.map(({ id, members }) => [id, members]));
  const hops: Hop[] = [];
  let at = goals.find(({ name }) => name === PAGES)?.service;
  for (const seen = new Set<string>(); at !== undefined && !seen.has(at); ) {
    seen.add(at);
    const page = at.slice(at.indexOf('.'));
    const next = needs.find(
      ({ from, strength, anyOf }) => from === at && strength === 'hard' && anyOf[0]?.endsWith(page),
    );
    const to = next?.anyOf[0];
    const [here, there] = [members.get(at), members.get(to ?? '')];
    if (here && there) hops.push([here, there]);
    at = to;
  }
  return hops;
}

/** How much of what goes from one service to another leaves its zone. What stands in no zone is in none of this. */
function crossingShare(from: readonly string[], to: readonly string[], stack: ResourceIndex): number {
  const zones = (members: readonly string[]) =>
    members.flatMap((address) => {
      const node = stack.get(address);
      const subnet = node && stack.target(node.body.subnet_id);
      return subnet ? [namedZone(subnet, stack).id] : [];
    });
  const [here, there] = [zones(from), zones(to)];
  if (here.length === 0 || there.length === 0) return 0;
  const crossing = here.flatMap((zone) => there.filter((other) => other !== zone));
  return crossing.length / (here.length * there.length);
}
