import type { Doubt } from '../../capacity/doubts';
import type { Fit, Measurement } from '../../capacity/fit';

/** A law that was fitted to a file of measurements. */
export interface Fitted {
  /** As the user named it. */
  readonly file: string;
  readonly measurements: readonly Measurement[];
  readonly fit: Fit;
  readonly doubts: readonly Doubt[];
}
