import type { AwayOrBack, Observation, Observed } from './findings';
import { DOWN_AFTER, limitOf, mayFailMeanwhile } from './limits';
import type { FaultOutcome, JudgedNode, StreamOutcome } from './outcome';
import { outageLength } from './statistics';
import { STREAMS } from './streams';

/** The worse, the higher; not to know is worse than all but a lasting outage. */
const RANK: Readonly<Record<Observed, number>> = { none: 0, brief: 1, unknown: 2, lasting: 3 };

/** What was seen of a goal under a fault: the worst of its streams; undefined where it has none. */
export function observe(
  goal: string,
  side: AwayOrBack,
  outcome: FaultOutcome,
  nodes: readonly JudgedNode[],
): Observation | undefined {
  return outcome.streams
    .filter(({ stream }) => STREAMS[stream].goal === goal)
    .map((stream) => observation(stream, side, outcome, nodes))
    .sort((a, b) => RANK[b.observed] - RANK[a.observed] || b.outage - a.outage)[0];
}

function observation(
  outcome: StreamOutcome,
  side: AwayOrBack,
  { fault, away }: FaultOutcome,
  nodes: readonly JudgedNode[],
): Observation {
  const { stream } = outcome;
  const seen = outcome[side];
  const meanwhile = side === 'away' && mayFailMeanwhile(fault);
  const limit = meanwhile ? away : limitOf(stream, fault, nodes);
  const outage = outageLength(seen);
  const down = seen.silentAtEnd >= DOWN_AFTER;
  const facts = { stream, outage, limit, errors: seen.errors, down };
  if (meanwhile && seen.requests > 0) return { observed: seen.failed > 0 ? 'brief' : 'none', ...facts };
  // What came back before a takeover had its time says nothing of it.
  const tooSoon = side === 'away' && away < limit + DOWN_AFTER;
  if (seen.requests === 0 || (down && tooSoon && outage <= limit)) return { observed: 'unknown', ...facts };
  return { observed: outage > limit || down ? 'lasting' : seen.failed > 0 ? 'brief' : 'none', ...facts };
}
