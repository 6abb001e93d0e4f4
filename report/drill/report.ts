import type { Comparison } from '../../drill/judging/findings';
import type { DrillResult } from '../../drill/judging/outcome';

/** A drill, and how it compares with the verdict. */
export interface DrillReport {
  readonly result: DrillResult;
  readonly comparison: Comparison;
}
