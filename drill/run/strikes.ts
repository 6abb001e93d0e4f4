import type { TierKind } from '../../model/tiers';
import type { Strike } from '../judging/outcome';
import type { DrillHost } from '../plan';

export interface StrikeSelection {
  /** Tiers whose nodes are struck. @default - all, and zones and cold starts, too */
  readonly only?: readonly string[];
  /** Name of the one node that is crashed. @default - all are, in turn */
  readonly crash?: string;
  /** Whether one node of each tier is crashed, and nothing else done. @default false */
  readonly short?: boolean;
}

/**
 * Kinds whose nodes are isolated, too: their members agree on something with each other, so one that is cut off and goes
 * on is another case than one that is gone. The others are only used by callers, who cannot tell the difference.
 */
const AGREE: ReadonlySet<TierKind> = new Set(['haproxy', 'glusterfs', 'mysql']);

/** All strikes of a drill, in their order. */
export function strikesOf(hosts: readonly DrillHost[], selection: StrikeSelection = {}): readonly Strike[] {
  const { only, crash, short = false } = selection;
  const one = (kind: 'crash' | 'isolation', { address }: DrillHost): Strike => ({
    kind,
    element: address,
    nodes: [address],
  });
  if (crash !== undefined) return hosts.filter(({ name }) => name === crash).map((host) => one('crash', host));
  const chosen = hosts.filter(({ tier }) => only?.includes(tier) ?? true);
  if (short) return firstOfEach(chosen).map((host) => one('crash', host));
  const nodes = [
    ...chosen.map((host) => one('crash', host)),
    ...chosen.filter((host) => AGREE.has(host.kind) && fellows(host, hosts) > 1).map((host) => one('isolation', host)),
  ];
  return only === undefined ? [...nodes, ...zoneLosses(hosts), ...coldStarts(hosts)] : nodes;
}

function firstOfEach(hosts: readonly DrillHost[]): readonly DrillHost[] {
  return hosts.filter(({ tier }, index) => hosts.findIndex((other) => other.tier === tier) === index);
}

function fellows({ tier }: DrillHost, hosts: readonly DrillHost[]): number {
  return hosts.filter((other) => other.tier === tier).length;
}

function zoneLosses(hosts: readonly DrillHost[]): readonly Strike[] {
  const zones = [...new Set(hosts.map(({ zone }) => zone))].sort();
  if (zones.length < 2) return [];
  return zones.map((zone) => ({
    kind: 'zone-loss',
    element: zone,
    nodes: hosts.filter((host) => host.zone === zone).map(({ address }) => address),
  }));
}

/** All crash and all return; all crash and one that holds data stays away; all are stopped cleanly. */
function coldStarts(hosts: readonly DrillHost[]): readonly Strike[] {
  const nodes = hosts.map(({ address }) => address);
  const away = hosts.find((host) => host.kind === 'mysql' && fellows(host, hosts) > 2)?.address;
  return [
    { kind: 'cold-start', stop: 'crash', nodes },
    ...(away === undefined ? [] : [{ kind: 'cold-start' as const, stop: 'crash' as const, away, nodes }]),
    { kind: 'cold-start', stop: 'clean', nodes },
  ];
}
