import type { SiteCapacity } from '../../capacity/site';

/** What a topology carries, as reports show it. */
export interface StackCapacity {
  readonly id: string;
  readonly file: string;
  readonly capacity: SiteCapacity;
}
