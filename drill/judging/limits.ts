import { recordOf, type TierKind } from '../../model/kinds';
import type { Fault, JudgedNode } from './outcome';
import { STREAM_NAMES, STREAMS, type StreamName } from './streams';

/**
 * How long a stream may fail when the verdict says that its goal goes on, in milliseconds from its first to its last failing request:
 * the time that a takeover takes at most. A balancer's address moves, and Galera votes a node out, within 5 s. Under Pacemaker a
 * database's loss is noticed, a majority forms without it, and a replica is promoted: 20 s. Nobody waits for the restart of the lost node
 * that Pacemaker asks of EC2's API meanwhile.
 */
export const LIMITS = { takeover: 5_000, promotion: 20_000 } as const;

/**
 * How long after the last good answer, at the end of the time that affected nodes are away, a stream counts as down for good.
 * A rate of one request a second would leave three.
 */
export const DOWN_AFTER = 3_000;

/** How long a stream may fail under a fault. */
export function limitOf(stream: StreamName, { nodes: affected }: Fault, nodes: readonly JudgedNode[]): number {
  const promoted = nodes.some(({ element, promotion }) => promotion === 'pacemaker' && affected.includes(element));
  return promoted && STREAMS[stream].part === 'database' ? LIMITS.promotion : LIMITS.takeover;
}

/** How long affected nodes stay away at least, so that it can be told whether others have taken over. */
export function awayNeeded(fault: Fault, nodes: readonly JudgedNode[]): number {
  return Math.max(...STREAM_NAMES.map((stream) => limitOf(stream, fault, nodes))) + DOWN_AFTER;
}

/** Whether a fault may cost no visitor anything, his second try counted in: the crash of a node that others stand in for at once. */
export function mayCostNothing({ kind, nodes: affected }: Fault, nodes: readonly JudgedNode[]): boolean {
  const kinds = affected.map((one) => nodes.find(({ element }) => element === one)?.kind);
  return kind === 'crash' && kinds.every((one) => one !== undefined && recordOf(one).memberLoss === 'nothing');
}

/** Whether all session servers were hit at once: sessions are in memory alone, so they may be gone then. */
export function mayForgetSessions(
  { nodes: affected }: Fault,
  nodes: readonly Pick<JudgedNode, 'element' | 'kind'>[],
): boolean {
  return nodes.every(({ element, kind }) => !keepsSessions(kind) || affected.includes(element));
}

function keepsSessions(kind: TierKind): boolean {
  const { stores } = recordOf(kind);
  return stores !== 'nothing' && stores.what.includes('sessions') && stores.on === 'memory';
}
