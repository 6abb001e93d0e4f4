import { ENGINES } from '../../data/engines';
import type { DataFates } from '../../data/moves';
import type { Blocker, NodeChange, ResourceChange } from '../../upgrade';
import { decision, listed } from './blocker';

/** What machines stand in. */
const GROUND: ReadonlySet<string> = new Set(['aws_subnet', 'aws_vpc']);

/** Networks that are replaced under machines: these can then be replaced only all at once, since the old network must be empty before it goes. */
export function networkBlockers(
  resources: readonly ResourceChange[],
  nodes: readonly NodeChange[],
): readonly Blocker[] {
  const ground = resources.filter(({ type, action }) => GROUND.has(type) && action === 'replace');
  const network = ground.filter(({ type }) => type === 'aws_vpc');
  const moved = nodes.filter(
    ({ event, because }) => event === 'replaced' && because.some((path) => /subnet_id|^network_interface/.test(path)),
  );
  if (ground.length === 0 || moved.length === 0) return [];
  // Where the network goes, its subnets go for the same reason.
  return (network.length > 0 ? network : ground).map(({ address, replacedBecause }) => {
    const forced = replacedBecause.length > 0 ? ` (${listed(replacedBecause)})` : '';
    const reason = `${address} is replaced${forced}, and the machines in it all at once: ${moved.length} ${moved.length === 1 ? 'machine is' : 'machines are'} destroyed before the first new one is made.`;
    return decision(
      'network-replaced',
      address,
      reason,
      `Leave ${listed(replacedBecause) || 'it'} as it was; or build a second site under another name, copy the data, and switch the domain.`,
    );
  });
}

/** Stores of several nodes that know each other by addresses which change: no step takes them there, so they would not find each other. */
export function addressBlockers({ stays, moves }: DataFates): readonly Blocker[] {
  const same = moves
    .filter(({ from, to }) => from.tier === to.tier)
    .map(({ from, to }) => ({ before: from, after: to }));
  return [...stays, ...same].flatMap(({ before, after }) => {
    if (before.nodes.length < 2) return [];
    const addresses = new Map(after.nodes.map(({ name, privateIp }) => [name, privateIp]));
    const changed = before.nodes.filter(({ name, privateIp }) => {
      const now = addresses.get(name);
      return privateIp !== undefined && now !== undefined && now !== privateIp;
    });
    const [first] = changed;
    if (!first) return [];
    const { tier, engine } = before;
    const reason = `${listed(changed.map(({ name }) => name))} of ${tier} (${ENGINES[engine].what}) get other private addresses, as ${first.privateIp} → ${addresses.get(first.name)}: they know each other by those, and no step introduces them anew, so the data would be there and not be served.`;
    return [
      decision(
        'addresses-changed',
        tier,
        reason,
        `Leave 'offset' and 'network.cidr' as they were; or make a tier of another name beside ${tier}, and move the data to it.`,
      ),
    ];
  });
}
