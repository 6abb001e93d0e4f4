import type { SiteFacts, StepNode } from '../../site-facts';
import type { NodeChange, ResourceChange } from '../../upgrade';

/**
 * Arguments of an instance that EC2 changes only while it is stopped, so that the provider stops and starts it
 * (`resourceInstanceUpdate` in its source).
 */
const STOPS: ReadonlySet<string> = new Set([
  'capacity_reservation_specification',
  'ebs_optimized',
  'enclave_options',
  'instance_type',
  'user_data',
  'user_data_base64',
]);

const EVENTS = { create: 'created', destroy: 'destroyed', replace: 'replaced' } as const;

/** What happens to machines, by node. */
export function nodeChanges(
  resources: readonly ResourceChange[],
  before: SiteFacts,
  after: SiteFacts,
): readonly NodeChange[] {
  const nodes = new Map([...before.nodes.values(), ...after.nodes.values()].map((node) => [node.address, node]));
  const changes = resources
    .filter(({ type }) => type === 'aws_instance')
    .flatMap((change) => nodeChange(change, nodes.get(change.address)) ?? []);
  // A machine that is replaced boots the new image anyway; one that is only restarted does not.
  const anew = new Set(changes.filter(({ event }) => event !== 'restarted').map(({ address }) => address));
  const upgraded = upgrades(before, after).filter(({ address }) => !anew.has(address));
  const superseded = new Set(upgraded.map(({ address }) => address));
  return [...changes.filter(({ address }) => !superseded.has(address)), ...upgraded].sort((a, b) =>
    compareNames(a.node, b.node),
  );
}

/** Nodes of both sides that are to run another release. */
function upgrades(before: SiteFacts, after: SiteFacts): readonly NodeChange[] {
  return [...after.nodes.values()].flatMap((node): readonly NodeChange[] => {
    const old = before.nodes.get(node.name);
    if (old?.address !== node.address) return [];
    const [was, is] = [before.releaseOf(old), after.releaseOf(node)];
    if (!was || !is || was.os === is.os) return [];
    const { name, address, tier, volumes } = node;
    return [
      {
        ...{ node: name, address, ...(tier === '' ? {} : { tier }) },
        event: 'upgraded',
        because: ['ami'],
        os: { before: was.os, after: is.os },
        volumes,
      },
    ];
  });
}

function nodeChange(change: ResourceChange, node: StepNode | undefined): NodeChange | undefined {
  const { address, action, changed, replacedBecause } = change;
  const stops = [...new Set(changed.map(({ path }) => path.split(/[.[]/)[0] ?? path))].filter((path) =>
    STOPS.has(path),
  );
  const event = action === 'create' || action === 'destroy' || action === 'replace' ? EVENTS[action] : 'restarted';
  if (event === 'restarted' && stops.length === 0) return undefined;
  return {
    node: node?.name ?? address,
    address,
    ...(node && node.tier !== '' ? { tier: node.tier } : {}),
    event,
    because: event === 'replaced' ? replacedBecause : event === 'restarted' ? stops : [],
    volumes: event === 'destroyed' ? [] : (node?.volumes ?? []),
  };
}

/** `web-2` before `web-10`. */
export function compareNames(a: string, b: string): number {
  const [stemA, stemB] = [a.replace(/\d+$/, ''), b.replace(/\d+$/, '')];
  if (stemA !== stemB) return stemA < stemB ? -1 : 1;
  return Number(a.slice(stemA.length)) - Number(b.slice(stemB.length));
}
