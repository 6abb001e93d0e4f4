import type { Comparison } from '../../analysis/drill/findings';
import type { DrillResult } from '../../analysis/drill/outcome';

/** A drill, and how it compares with the proof. */
export interface DrillReport {
  readonly result: DrillResult;
  readonly comparison: Comparison;
}
