import type { StackVerdict } from '../../check/findings';
import { contradictionsOf } from './contradictions';
import type { Comparison, ElementComparison } from './findings';
import { observe } from './observed';
import type { DrilledNode, DrillResult, Strike, StrikeOutcome } from './outcome';
import { predict } from './prediction';
import { STREAMS } from './streams';

/**
 * Holds what happened against what the proof says, strike by strike and goal by goal. The rules, as docs/drill.md tells them:
 *
 * - A goal is observed by its streams, and the worst of them counts. A goal without a stream is not observed.
 * - Where the proof says that it goes on (`none`, `soft`, `recovery`), each stream may fail for as long as a takeover takes
 *   (limits.ts), once when the element goes and once when it comes back, and works at the end of both. If not, the proof promised
 *   too much.
 * - Where it says that the goal fails, a stream fails for longer than that, or is down when the element comes back, and works again
 *   afterwards. If none does, the proof is too pessimistic.
 * - A crash of a node that others stand in for at once costs no visitor anything, his second try counted in.
 * - No acknowledged write is lost, whatever was struck and predicted, since disks outlive machines. Sessions are in memory: they may
 *   be lost where all their servers were struck at once.
 * - All that was struck rejoins by itself, and the replicas get in sync again.
 * - With everything up every goal works: a stream that fails before the strike is a contradiction, too.
 * - What cannot be judged is none of these, and not fine either.
 */
export function compare(result: DrillResult, verdict: StackVerdict): Comparison {
  const { strikes, nodes } = result;
  const compared = strikes.map((outcome) => ({ outcome, comparisons: elementsOf(outcome, nodes, verdict) }));
  const contradictions = compared.flatMap(({ outcome, comparisons }) => {
    return contradictionsOf(outcome, comparisons, nodes, verdict);
  });
  const struck = new Set(strikes.map(({ strike }) => elementOf(strike)));
  const observed = new Set<string>(result.streams.map((stream) => STREAMS[stream].goal));
  return {
    holds: contradictions.length === 0,
    contradictions,
    elements: compared.flatMap(({ comparisons }) => comparisons),
    unstruck: verdict.elements
      .filter(({ element }) => !struck.has(element))
      .map(({ element, class: kind }) => ({ element, class: kind })),
    unobserved: verdict.goals.map(({ goal }) => goal).filter((goal) => !observed.has(goal)),
  };
}

/** The element whose loss a strike is. In a cold start all are lost for a while, which no single failure is. */
function elementOf(strike: Strike): string | undefined {
  return strike.kind === 'cold-start' ? undefined : strike.element;
}

function elementsOf(
  outcome: StrikeOutcome,
  nodes: readonly DrilledNode[],
  verdict: StackVerdict,
): readonly ElementComparison[] {
  const element = elementOf(outcome.strike);
  if (element === undefined) return [];
  return verdict.goals.flatMap(({ goal }): readonly ElementComparison[] => {
    const away = observe(goal, 'away', outcome, nodes);
    const back = observe(goal, 'back', outcome, nodes);
    if (!away || !back) return [];
    return [{ strike: outcome.strike, element, goal, predicted: predict(verdict, element, goal), away, back }];
  });
}
