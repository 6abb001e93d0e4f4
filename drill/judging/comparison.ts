import type { StackVerdict } from '../../check/findings';
import { contradictionsOf } from './contradictions';
import type { Comparison, ElementComparison } from './findings';
import { observe } from './observed';
import type { DrillResult, Fault, FaultOutcome, JudgedNode } from './outcome';
import { predict } from './prediction';
import { STREAMS } from './streams';

/**
 * Compares what happened with the verdict, fault by fault and goal by goal. The rules, as docs/drill.md tells them:
 *
 * - A goal is observed by its streams, and the worst of them counts. A goal without a stream is not observed.
 * - Where the verdict says that it goes on (`none`, `soft`, `recovery`), each stream may fail for as long as a takeover takes
 *   (limits.ts), once when the element goes and once when it comes back, and works at the end of both. If not, the verdict promised
 *   too much.
 * - Where it says that the goal fails, a stream fails for longer than that, or is down when the element comes back, and works again
 *   afterwards. If none does, the verdict is too pessimistic. Of a fault that leaves the element at work (a pause, packets that are
 *   lost, a full disk) this is not said: it need not fail for it.
 * - A crash of a node that others stand in for at once costs no visitor anything, his second try counted in.
 * - No acknowledged write is lost, whatever was injected and predicted, since disks outlive machines. Sessions are in memory: they may
 *   be lost where all their servers were hit at once.
 * - All that was hit rejoins by itself, and the replicas get in sync again.
 * - With everything up every goal works: a stream that fails before the fault is a contradiction, too.
 * - What cannot be judged is none of these, and not fine either.
 */
export function compareWithVerdict(result: DrillResult, verdict: StackVerdict): Comparison {
  const { faults, nodes } = result;
  const compared = faults.map((outcome) => ({ outcome, comparisons: elementsOf(outcome, nodes, verdict) }));
  const contradictions = compared.flatMap(({ outcome, comparisons }) => {
    return contradictionsOf(outcome, comparisons, nodes, verdict);
  });
  const injected = new Set(faults.map(({ fault }) => elementOf(fault)));
  const observed = new Set<string>(result.streams.map((stream) => STREAMS[stream].goal));
  return {
    holds: contradictions.length === 0,
    contradictions,
    elements: compared.flatMap(({ comparisons }) => comparisons),
    notInjected: verdict.elements
      .filter(({ element }) => !injected.has(element))
      .map(({ element, class: kind }) => ({ element, class: kind })),
    unobserved: verdict.goals.map(({ goal }) => goal).filter((goal) => !observed.has(goal)),
  };
}

/** The element whose loss a fault is. In a cold start all are lost for a while, and for a restore data are, which no single failure is. */
function elementOf(fault: Fault): string | undefined {
  return fault.kind === 'cold-start' || fault.kind === 'restore' ? undefined : fault.element;
}

function elementsOf(
  outcome: FaultOutcome,
  nodes: readonly JudgedNode[],
  verdict: StackVerdict,
): readonly ElementComparison[] {
  const element = elementOf(outcome.fault);
  if (element === undefined) return [];
  return verdict.goals.flatMap(({ goal }): readonly ElementComparison[] => {
    const away = observe(goal, 'away', outcome, nodes);
    const back = observe(goal, 'back', outcome, nodes);
    if (!away || !back) return [];
    return [{ fault: outcome.fault, element, goal, predicted: predict(verdict, element, goal), away, back }];
  });
}
