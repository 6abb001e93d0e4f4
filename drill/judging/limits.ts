import { recordOf, type TierKind } from '../../model/kinds';
import type { Fault, FaultKind, JudgedNode } from './outcome';
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

interface FaultLimits {
  readonly takeover: number;
  readonly promotion: number;
  /** How long the fault lasts at least. @default - until it can be told whether others have taken over */
  readonly lasts?: number;
  /** Whether requests may fail for as long as the fault lasts, and the limits are for the time after it. @default false */
  readonly meanwhile?: boolean;
}

/**
 * The same of each kind of fault. Who stands still, or hears and is not heard, still holds his connections: callers notice by
 * their own time-outs alone, which is later than by a refusal. Packets that are lost at random leave every node in service, and
 * so does a full disk. The verdict says nothing of nodes that are in service and bad: while that lasts, requests may fail, and it is
 * what comes after it that is held to a limit.
 */
const LIMITS_OF: Readonly<Record<FaultKind, FaultLimits>> = {
  crash: LIMITS,
  isolation: LIMITS,
  'zone-loss': LIMITS,
  'stop-start': LIMITS,
  'cold-start': LIMITS,
  restore: LIMITS,
  upgrade: LIMITS,
  pause: { takeover: 10_000, promotion: 20_000 },
  'one-way': { takeover: 10_000, promotion: 20_000, lasts: 40_000 },
  loss: { takeover: 10_000, promotion: 30_000, lasts: 40_000, meanwhile: true },
  'disk-full': { takeover: 10_000, promotion: 30_000, meanwhile: true },
};

/** How long a stream may fail under a fault. */
export function limitOf(stream: StreamName, { kind, nodes: affected }: Fault, nodes: readonly JudgedNode[]): number {
  const promoted = nodes.some(({ element, promotion }) => promotion === 'pacemaker' && affected.includes(element));
  const { takeover, promotion } = LIMITS_OF[kind];
  return promoted && STREAMS[stream].part === 'database' ? promotion : takeover;
}

/** Whether nobody promises that a fault ends for the visitors before it is over. */
export function mayFailMeanwhile({ kind }: Fault): boolean {
  return LIMITS_OF[kind].meanwhile === true;
}

/** How long affected nodes stay away at least, so that it can be told whether others have taken over. */
export function awayNeeded(fault: Fault, nodes: readonly JudgedNode[]): number {
  const { lasts } = LIMITS_OF[fault.kind];
  return lasts ?? Math.max(...STREAM_NAMES.map((stream) => limitOf(stream, fault, nodes))) + DOWN_AFTER;
}

/** Whether a fault takes all that its nodes do away, which is what the verdict speaks of. What is worse off may still do its work. */
export function takesAway({ kind }: Fault): boolean {
  return (
    kind === 'crash' || kind === 'isolation' || kind === 'zone-loss' || kind === 'stop-start' || kind === 'upgrade'
  );
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
