import type { StackVerdict } from '../check/findings';
import { checkStack } from './check-stack';
import type { Io } from './io';

/** A verdict in one line of a table. */
export interface VerdictSummary {
  /** Number of single points of failure of each goal; undefined where the goal does not work. */
  readonly singlePoints: Readonly<Record<string, number | undefined>>;
  readonly survivesNode: boolean;
  readonly survivesZone: boolean;
  /** Whether the stack holds what its topology declares. */
  readonly holds: boolean;
}

/** The summary of the verdict on a stack that was synthesized just now. @throws UsageError where the folder holds none */
export function verdictSummary(folder: string, io: Pick<Io, 'cwd'>): VerdictSummary {
  return summaryOf(checkStack(folder, io, { untouched: true }).verdict);
}

function summaryOf({ goals, survivesNode, survivesZone, holds }: StackVerdict): VerdictSummary {
  const counts = goals.map(({ goal, works, singlePoints }) => [goal, works ? singlePoints.length : undefined]);
  return { singlePoints: Object.fromEntries(counts), survivesNode, survivesZone, holds };
}
