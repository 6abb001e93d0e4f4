import type { StackVerdict } from '../../check/findings';
import type { Contradiction, ElementComparison } from './findings';
import { DOWN_AFTER, mayCostNothing, mayForgetSessions } from './limits';
import type { DrilledNode, StrikeOutcome } from './outcome';
import { goesOn, predict } from './prediction';
import { STREAMS } from './streams';

/** What of a strike contradicts the proof; the gravest first. @param comparisons those of this strike */
export function contradictionsOf(
  outcome: StrikeOutcome,
  comparisons: readonly ElementComparison[],
  nodes: readonly DrilledNode[],
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

function lostWrites({ strike, lookups }: StrikeOutcome, nodes: readonly DrilledNode[]): readonly Contradiction[] {
  return lookups.flatMap((lookup): readonly Contradiction[] => {
    if (lookup.unanswered !== undefined) return [{ kind: 'not-looked-up', strike, lookup }];
    const excused = lookup.kind === 'session' && mayForgetSessions(strike, nodes);
    const lost = lookup.missing.length > 0 && !excused;
    return lost ? [{ kind: 'lost-writes', strike, lookup }] : [];
  });
}

function ofGoal({ strike, goal, predicted, away, back }: ElementComparison): readonly Contradiction[] {
  const sides = [['away', away] as const, ['back', back] as const];
  if (sides.some(([, { observed }]) => observed === 'unknown')) return [{ kind: 'unknown', strike, goal }];
  if (!goesOn(predicted)) return away.observed === 'lasting' ? [] : [{ kind: 'too-pessimistic', strike, goal }];
  return sides
    .filter(([, { observed }]) => observed === 'lasting')
    .map(([window, seen]) => ({ kind: 'promised-too-much', strike, goal, window, seen }));
}

/** What must serve again at the end; what was promised to go on all the time is told there. */
function notBack(
  { strike, streams }: StrikeOutcome,
  comparisons: readonly ElementComparison[],
  verdict: StackVerdict,
): readonly Contradiction[] {
  const awaited = streams.filter(({ stream }) => {
    const { goal } = STREAMS[stream];
    if (strike.kind === 'cold-start') return strike.away === undefined || goesOn(predict(verdict, strike.away, goal));
    return comparisons.some((one) => one.goal === goal && !goesOn(one.predicted));
  });
  return awaited
    .filter(({ back }) => back.silentAtEnd >= DOWN_AFTER)
    .map(({ stream }) => ({ kind: 'not-back', strike, stream }));
}

function failedRequests(
  { strike, streams }: StrikeOutcome,
  comparisons: readonly ElementComparison[],
  nodes: readonly DrilledNode[],
): readonly Contradiction[] {
  if (!mayCostNothing(strike, nodes)) return [];
  const promised = streams.filter(({ stream }) => {
    return comparisons.some(({ goal, predicted }) => goal === STREAMS[stream].goal && goesOn(predicted));
  });
  return promised.flatMap(({ stream, away, back }): readonly Contradiction[] => {
    const failed = away.failedAfterRetry + back.failedAfterRetry;
    return failed > 0 ? [{ kind: 'failed-requests', strike, stream, failed }] : [];
  });
}

function notWhole({ strike, rejoin, sync }: StrikeOutcome): readonly Contradiction[] {
  if (rejoin === undefined) return [{ kind: 'not-rejoined', strike }];
  return sync === undefined ? [{ kind: 'not-in-sync', strike }] : [];
}

/** With everything up the proof says that a goal works: what fails then makes the strike worthless. */
function unsteady({ strike, streams }: StrikeOutcome, { goals }: StackVerdict): readonly Contradiction[] {
  return streams
    .filter(({ stream }) => goals.find(({ goal }) => goal === STREAMS[stream].goal)?.works)
    .flatMap(({ stream, before }): readonly Contradiction[] => {
      const fails = before.failedAfterRetry > 0 || before.requests === 0 || before.silentAtEnd >= DOWN_AFTER;
      return fails ? [{ kind: 'unsteady', strike, stream, failed: before.failedAfterRetry }] : [];
    });
}
