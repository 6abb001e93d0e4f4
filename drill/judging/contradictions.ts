import type { StackVerdict } from '../../check/findings';
import type { Contradiction, ElementComparison } from './findings';
import { DOWN_AFTER, mayCostNothing, mayForgetSessions, takesAway } from './limits';
import type { FaultOutcome, JudgedNode } from './outcome';
import { goesOn, predict } from './prediction';
import { STREAMS } from './streams';

/** What of a fault contradicts the verdict; the gravest first. @param comparisons those of this fault */
export function contradictionsOf(
  outcome: FaultOutcome,
  comparisons: readonly ElementComparison[],
  nodes: readonly JudgedNode[],
  verdict: StackVerdict,
): readonly Contradiction[] {
  return [
    ...lostWrites(outcome, nodes),
    ...comparisons.flatMap(ofGoal),
    ...notBack(outcome, comparisons, verdict),
    ...failedRequests(outcome, comparisons, nodes),
    ...notWhole(outcome),
    ...unsteady(outcome, verdict),
  ];
}

function lostWrites({ fault, durability }: FaultOutcome, nodes: readonly JudgedNode[]): readonly Contradiction[] {
  return durability.flatMap((result): readonly Contradiction[] => {
    if (result.unanswered !== undefined) return [{ kind: 'not-read-back', fault, durability: result }];
    const excused = result.kind === 'session' && mayForgetSessions(fault, nodes);
    const lost = result.missing.length > 0 && !excused;
    return lost ? [{ kind: 'lost-writes', fault, durability: result }] : [];
  });
}

function ofGoal({ fault, goal, predicted, away, back }: ElementComparison): readonly Contradiction[] {
  const sides = [['away', away] as const, ['back', back] as const];
  if (sides.some(([, { observed }]) => observed === 'unknown')) return [{ kind: 'unknown', fault, goal }];
  if (!goesOn(predicted)) {
    return away.observed === 'lasting' || !takesAway(fault) ? [] : [{ kind: 'too-pessimistic', fault, goal }];
  }
  return sides
    .filter(([, { observed }]) => observed === 'lasting')
    .map(([window, seen]) => ({ kind: 'promised-too-much', fault, goal, window, seen }));
}

/** What must serve again at the end; what was promised to go on all the time is told there. */
function notBack(
  { fault, streams }: FaultOutcome,
  comparisons: readonly ElementComparison[],
  verdict: StackVerdict,
): readonly Contradiction[] {
  const awaited = streams.filter(({ stream }) => {
    const { goal } = STREAMS[stream];
    if (fault.kind === 'restore') return true;
    if (fault.kind === 'cold-start') return fault.away === undefined || goesOn(predict(verdict, fault.away, goal));
    return comparisons.some((one) => one.goal === goal && !goesOn(one.predicted));
  });
  return awaited
    .filter(({ back }) => back.silentAtEnd >= DOWN_AFTER)
    .map(({ stream }) => ({ kind: 'not-back', fault, stream }));
}

function failedRequests(
  { fault, streams }: FaultOutcome,
  comparisons: readonly ElementComparison[],
  nodes: readonly JudgedNode[],
): readonly Contradiction[] {
  if (!mayCostNothing(fault, nodes)) return [];
  const promised = streams.filter(({ stream }) => {
    return comparisons.some(({ goal, predicted }) => goal === STREAMS[stream].goal && goesOn(predicted));
  });
  return promised.flatMap(({ stream, away, back }): readonly Contradiction[] => {
    const failed = away.failedAfterRetry + back.failedAfterRetry;
    return failed > 0 ? [{ kind: 'failed-requests', fault, stream, failed }] : [];
  });
}

function notWhole({ fault, rejoin, sync }: FaultOutcome): readonly Contradiction[] {
  if (rejoin === undefined) return [{ kind: 'not-rejoined', fault }];
  return sync === undefined ? [{ kind: 'not-in-sync', fault }] : [];
}

/** With everything up the verdict says that a goal works: what fails then makes the fault worthless. */
function unsteady({ fault, streams }: FaultOutcome, { goals }: StackVerdict): readonly Contradiction[] {
  return streams
    .filter(({ stream }) => goals.find(({ goal }) => goal === STREAMS[stream].goal)?.works)
    .flatMap(({ stream, before }): readonly Contradiction[] => {
      const fails = before.failedAfterRetry > 0 || before.requests === 0 || before.silentAtEnd >= DOWN_AFTER;
      return fails ? [{ kind: 'unsteady', fault, stream, failed: before.failedAfterRetry }] : [];
    });
}
