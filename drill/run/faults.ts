import { recordOf } from '../../model/kinds';
import type { Fault } from '../judging/outcome';
import type { DrillNode } from '../plan';

export interface FaultSelection {
  /** Tiers whose nodes get faults. @default - all, and zones and cold starts, too */
  readonly only?: readonly string[];
  /** Name of the one node that is crashed. @default - all are, in turn */
  readonly crash?: string;
  /** Whether one node of each tier is crashed, and nothing else done. @default false */
  readonly short?: boolean;
}

/** All faults of a drill, in their order. */
export function faultsOf(nodes: readonly DrillNode[], selection: FaultSelection = {}): readonly Fault[] {
  const { only, crash, short = false } = selection;
  const one = (kind: 'crash' | 'isolation', { address }: DrillNode): Fault => ({
    kind,
    element: address,
    nodes: [address],
  });
  if (crash !== undefined) return nodes.filter(({ name }) => name === crash).map((node) => one('crash', node));
  const chosen = nodes.filter(({ tier }) => only?.includes(tier) ?? true);
  if (short) return firstOfEach(chosen).map((node) => one('crash', node));
  const ofNodes = [
    ...chosen.map((node) => one('crash', node)),
    ...chosen.filter((node) => membersAgree(node) && peersOf(node, nodes) > 1).map((node) => one('isolation', node)),
  ];
  return only === undefined ? [...ofNodes, ...zoneLosses(nodes), ...coldStarts(nodes)] : ofNodes;
}

/** A node that callers alone use is not isolated as well: they cannot tell that from its end. */
function membersAgree({ kind }: DrillNode): boolean {
  return recordOf(kind).membersAgree;
}

/** Whether each node of the tier holds all of its data, so that a cold start without one of them must go well. */
function holdsCopies({ kind }: DrillNode): boolean {
  const { stores } = recordOf(kind);
  return stores !== 'nothing' && stores.copies === 'every-node';
}

function firstOfEach(nodes: readonly DrillNode[]): readonly DrillNode[] {
  return nodes.filter(({ tier }, index) => nodes.findIndex((other) => other.tier === tier) === index);
}

function peersOf({ tier }: DrillNode, nodes: readonly DrillNode[]): number {
  return nodes.filter((other) => other.tier === tier).length;
}

function zoneLosses(nodes: readonly DrillNode[]): readonly Fault[] {
  const zones = [...new Set(nodes.map(({ zone }) => zone))].sort();
  if (zones.length < 2) return [];
  return zones.map((zone) => ({
    kind: 'zone-loss',
    element: zone,
    nodes: nodes.filter((node) => node.zone === zone).map(({ address }) => address),
  }));
}

/** All crash and all return; all crash and one that holds data stays away; all are stopped cleanly. */
function coldStarts(nodes: readonly DrillNode[]): readonly Fault[] {
  const all = nodes.map(({ address }) => address);
  const away = nodes.find((node) => holdsCopies(node) && peersOf(node, nodes) > 2)?.address;
  return [
    { kind: 'cold-start', stop: 'crash', nodes: all },
    ...(away === undefined ? [] : [{ kind: 'cold-start' as const, stop: 'crash' as const, away, nodes: all }]),
    { kind: 'cold-start', stop: 'clean', nodes: all },
  ];
}
