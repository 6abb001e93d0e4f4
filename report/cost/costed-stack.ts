import type { CostEstimate } from '../../cost/estimate';
import type { NextPiece } from '../../cost/next-piece';
import type { TrafficSpec } from '../../model/topology';

/** A stack with what it costs. */
export interface CostedStack {
  readonly id: string;
  /** As the user named it. */
  readonly file: string;
  readonly estimate: CostEstimate;
  readonly next: readonly NextPiece[];
  /** What its topology states of its visitors; missing where nothing is stated, and so left out of the sum. */
  readonly traffic?: TrafficSpec;
  /** What it survives the loss of one of; missing where that was not looked at. */
  readonly survives?: 'none' | 'node' | 'zone';
}

/** The cheapest of several that survives the loss of any one node, or zone; none where none does. */
export function cheapest(stacks: readonly CostedStack[], survives: 'node' | 'zone'): CostedStack | undefined {
  const enough = survives === 'node' ? ['node', 'zone'] : ['zone'];
  const able = stacks.filter((stack) => stack.survives !== undefined && enough.includes(stack.survives));
  // A sum that is too small by an unknown price cannot be called the smallest.
  if (able.some(({ estimate }) => estimate.unknown.length > 0)) return undefined;
  return able.reduce<CostedStack | undefined>(
    (best, stack) => (best && best.estimate.monthlyUsd <= stack.estimate.monthlyUsd ? best : stack),
    undefined,
  );
}
