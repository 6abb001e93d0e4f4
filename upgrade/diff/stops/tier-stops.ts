import type { DataMoves } from '../../steps/data-moves';
import type { ResourceChange, Stop, TierChange } from '../../upgrade';
import { decision, listed } from './stop';

/** Kinds whose nodes hold copies of the same data, of which a majority must stay. */
const REPLICATED: ReadonlySet<string> = new Set(['mysql', 'postgresql', 'rabbitmq', 'redis']);

/** Nodes with one part of a GlusterFS volume's files. */
const BRICKS = 3;

/**
 * Where a tier keeps too few of the nodes that hold its data, or none.
 * @param moves where data goes; undefined where that is unknown
 */
export function tierStops(
  tiers: readonly TierChange[],
  resources: readonly ResourceChange[],
  moves: DataMoves | undefined,
): readonly Stop[] {
  const left = new Set(moves?.moves.map(({ from }) => from.keeper));
  return tiers.flatMap((change) => {
    const { tier, before, after } = change;
    if (before?.storageGiB === undefined || before.nodes.length === 0) return [];
    const nodes = after?.storageGiB === undefined ? 0 : after.nodes.length;
    if (nodes === 0) return left.has(tier) ? [] : [lastNode(change, resources, moves !== undefined)];
    if (nodes >= before.nodes.length) return [];
    if (before.kind === 'glusterfs') return [lostBricks(change)];
    const majority = Math.floor(before.nodes.length / 2) + 1;
    const holdsCopies = before.kind === undefined || REPLICATED.has(before.kind);
    return holdsCopies && nodes < majority ? [belowMajority(change, majority)] : [];
  });
}

function lastNode({ tier, before }: TierChange, resources: readonly ResourceChange[], movesKnown: boolean): Stop {
  const destroyed = resources.filter(({ action, type, node }) => {
    return action === 'destroy' && type === 'aws_ebs_volume' && before?.nodes.includes(node ?? '');
  });
  const volumes =
    destroyed.length > 0
      ? `${listed(destroyed.map(({ address }) => address))} ${destroyed.length > 1 ? 'are' : 'is'} destroyed`
      : 'its volumes stay, but nothing serves them';
  const reason = `No node of ${tier} keeps its data any more: ${volumes}, and ${
    movesKnown ? 'no other tier takes the data over' : 'whether another tier takes the data over is unknown'
  }.`;
  return decision('last-data-node', tier, reason, 'Copy the data to where it is needed first.');
}

function lostBricks({ tier, before, after }: TierChange): Stop {
  const parts = Math.ceil(((before?.nodes.length ?? 0) - (after?.nodes.length ?? 0)) / BRICKS);
  const reason = `${tier} loses ${parts === 1 ? 'one set' : `${parts} sets`} of ${BRICKS} nodes, which alone hold a part of its files.`;
  return decision(
    'below-majority',
    tier,
    reason,
    `Empty the set first: 'gluster volume remove-brick ${tier} … start', and 'commit' when it is through.`,
  );
}

function belowMajority({ tier, before, after }: TierChange, majority: number): Stop {
  const had = before?.nodes.length ?? 0;
  const reason = `${tier} goes from ${had} nodes with its data to ${after?.nodes.length ?? 0}, fewer than a majority (${majority} of ${had}): those that stay may lack the latest writes.`;
  return decision(
    'below-majority',
    tier,
    reason,
    `Take away ${had - majority} at most, wait until the others agree, then the next; make sure that the primary is among those that stay.`,
  );
}

/** Tiers that keep data from now on, where it is unknown whether others kept it before. */
export function newKeeperStops(tiers: readonly TierChange[]): readonly Stop[] {
  return tiers
    .filter(({ before, after }) => before?.storageGiB === undefined && after?.storageGiB !== undefined)
    .map(({ tier }) => {
      const reason = `${tier} keeps data from now on and begins empty; whether that data is kept elsewhere until now is unknown.`;
      return decision('data-moves', tier, reason, 'If it is, copy it before visitors are sent there.');
    });
}

/** Data that another tier, or another mechanism, keeps from now on. */
export function moveStops({ moves }: DataMoves): readonly Stop[] {
  return moves.flatMap(({ kind, from, to }) => {
    if (from.keeper !== to.keeper) {
      const reason = `The ${kind} of ${to.consumer} are kept by ${to.keeper} from now on, which begins empty; until now ${from.keeper} keeps them.`;
      return [
        decision(
          'data-moves',
          to.keeper,
          kind === 'files' ? reason : reason.replace(' are ', ' is ').replace('keeps them', 'keeps it'),
          'Copy the data as the steps say, before visitors are sent there.',
        ),
      ];
    }
    // Replicas that join a single server copy its data by themselves.
    if (from.engine === 'mysql' && (to.engine === 'primary-replica' || to.engine === 'fixed-primary')) return [];
    const reason = `${to.keeper} keeps its ${kind} otherwise: ${from.engine} → ${to.engine}.`;
    return [
      decision('replication-changed', to.keeper, reason, 'Move the data as the steps say; keep a dump from before.'),
    ];
  });
}
