import type { CheckedStack } from '../check/checked-stack';
import type { Compared } from '../diff/compared';

/** One topology of a pull request, as its comment shows it. */
export interface ReviewedTopology {
  /** Path in the repository. */
  readonly file: string;
  /** What becomes of the file. */
  readonly change: 'added' | 'changed' | 'renamed' | 'deleted';
  /** The step from the base to the pull request; missing where one of both is missing or cannot be used. */
  readonly compared?: Compared;
  /** The verdict on the pull request's version; missing where it is deleted or cannot be used. */
  readonly checked?: CheckedStack;
  /** Why it cannot be used, as the command line says it. */
  readonly problem?: string;
}
