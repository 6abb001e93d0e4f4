import { recordOf } from '../../model/kinds';
import { FAULT_KINDS, type Fault, type FaultKind, type LostData } from '../judging/outcome';
import { DRILLED } from '../kinds';
import type { DrillNode } from '../plan';

export interface FaultSelection {
  /** Tiers, or nodes, that get faults. @default - all, and zones and cold starts, too */
  readonly only?: readonly string[];
  /** Name of the one node that is crashed. @default - all are, in turn */
  readonly crash?: string;
  /** Whether one node of each tier gets faults, and zones and cold starts none. @default false */
  readonly short?: boolean;
  /** Kinds of fault. @default USUAL_FAULTS; `crash` alone where `short` */
  readonly kinds?: readonly FaultKind[];
}

/** What a drill injects where nobody asks for more: it takes nodes away, which is what the verdict speaks of. */
const USUAL_FAULTS: readonly FaultKind[] = ['crash', 'isolation', 'zone-loss', 'cold-start'];

/** What is lost of a node's packets, percent. */
const LOSS = 30;

/** Seconds for which nodes stand still: shorter than any takeover of a database, and longer. */
const PAUSES = { short: 6, long: 30 } as const;

/** All faults of a drill, in their order. */
export function faultsOf(nodes: readonly DrillNode[], selection: FaultSelection = {}): readonly Fault[] {
  const { only, crash, short = false, kinds = short ? ['crash'] : USUAL_FAULTS } = selection;
  if (crash !== undefined)
    return nodes.filter(({ name }) => name === crash).flatMap((node) => OF_NODES.crash(node, []));
  const named = nodes.filter(({ name, tier }) => only === undefined || only.includes(tier) || only.includes(name));
  const chosen = short ? firstOfEach(named) : named;
  return FAULT_KINDS.filter((kind) => kinds.includes(kind)).flatMap((kind): readonly Fault[] => {
    if (kind === 'restore') return restores(chosen, nodes);
    if (kind !== 'zone-loss' && kind !== 'cold-start') return chosen.flatMap((node) => OF_NODES[kind](node, nodes));
    if (only !== undefined || short) return [];
    return kind === 'zone-loss' ? zoneLosses(nodes) : coldStarts(nodes);
  });
}

type FaultsOfNode = (node: DrillNode, nodes: readonly DrillNode[]) => readonly Fault[];

/** The faults of each kind that a node gets. */
const OF_NODES: Readonly<Record<Exclude<FaultKind, 'zone-loss' | 'cold-start' | 'restore'>, FaultsOfNode>> = {
  crash: (node) => [{ kind: 'crash', ...at(node) }],
  isolation: (node, nodes) => (hasPeers(node, nodes) ? [{ kind: 'isolation', ...at(node) }] : []),
  pause: (node, nodes) => [
    ...(hasPeers(node, nodes) ? [{ kind: 'pause' as const, ...at(node), seconds: PAUSES.short }] : []),
    { kind: 'pause', ...at(node), seconds: PAUSES.long },
  ],
  'one-way': (node, nodes) =>
    hasPeers(node, nodes)
      ? [
          { kind: 'one-way', ...at(node), deaf: 'itself' },
          { kind: 'one-way', ...at(node), deaf: 'others' },
        ]
      : [],
  loss: (node, nodes) => (hasPeers(node, nodes) ? [{ kind: 'loss', ...at(node), percent: LOSS }] : []),
  'disk-full': (node) => [
    ...(node.dataVolume ? [{ kind: 'disk-full' as const, ...at(node), disk: 'data' as const }] : []),
    { kind: 'disk-full', ...at(node), disk: 'root' },
  ],
  'stop-start': (node) => [{ kind: 'stop-start', ...at(node) }],
  // A course of its own, in the order of its steps.
  upgrade: () => [],
};

function at({ address }: DrillNode): { readonly element: string; readonly nodes: readonly string[] } {
  return { element: address, nodes: [address] };
}

/**
 * Whether the node agrees with others on who does what, so that a bad network and a short pause are more to it than an absence: a
 * node that callers alone use cannot tell them from its end.
 */
function hasPeers(node: DrillNode, nodes: readonly DrillNode[]): boolean {
  return recordOf(node.kind).membersAgree && peersOf(node, nodes) > 1;
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

/**
 * Of each tier with rows or files on data volumes: where nodes hold the same, the data of one and of a majority are lost, which the
 * others still have; and the data of all.
 */
function restores(chosen: readonly DrillNode[], nodes: readonly DrillNode[]): readonly Fault[] {
  return firstOfEach(chosen).flatMap(({ tier, kind }): readonly Fault[] => {
    const all = nodes.filter((node) => node.tier === tier);
    if (DRILLED[kind].wayBack(all) === 'none') return [];
    const of = (lost: LostData, some: readonly DrillNode[]): Fault => {
      return { kind: 'restore', tier, lost, nodes: some.map(({ address }) => address) };
    };
    const { stores } = recordOf(kind);
    const copies = stores === 'nothing' || stores.copies === 'each-its-own' ? 1 : copiesOf(stores.copies, all.length);
    const majority = Math.floor(copies / 2) + 1;
    return [
      ...(copies > 1 ? [of('one', all.slice(-1))] : []),
      // The first one of a set is left: it is never an arbiter, which holds no contents.
      ...(copies > 2 ? [of('majority', all.slice(1, 1 + majority))] : []),
      of('all', all),
    ];
  });
}

function copiesOf(copies: 'every-node' | { readonly setsOf: number }, nodes: number): number {
  return copies === 'every-node' ? nodes : copies.setsOf;
}
