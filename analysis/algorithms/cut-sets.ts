import type { FaultGraph } from '../fault-graph';
import { Bdd } from './bdd';
import { type Cone, coneOf } from './cone';
import { type FailureAlgebra, failureOf } from './failure';
import { minimalSolutions } from './minimal-solutions';
import { UNLIMITED, Zbdd } from './zbdd';

/** What to look for. */
export interface CutSetOptions {
  /** Largest number of elements in a cut set. @default all minimal cut sets, of whatever size */
  readonly maxOrder?: number;
  /** Largest number of nodes in the decision diagram, about 30 bytes each. @default 20 million */
  readonly nodeLimit?: number;
}
