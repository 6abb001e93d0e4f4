import type { ResourceIndex } from '../terraform/resource-index';
import { estimate } from './estimate';
import type { PriceList } from './price-list';

/** What one side costs in a month, as far as it is known. */
export interface CostSum {
  /** US dollars at list prices. */
  readonly monthlyUsd: number;
  /** Whether something has no known price, so that the sum is too small. */
  readonly isAtLeast: boolean;
}

/** What a step changes in a month's costs; traffic and what is billed by use are in neither side. */
export interface CostChange {
  readonly before: CostSum;
  readonly after: CostSum;
}

export function costChange(before: ResourceIndex, after: ResourceIndex, prices: PriceList): CostChange {
  const sum = (stack: ResourceIndex): CostSum => {
    const { monthlyUsd, unknown } = estimate(stack, prices);
    return { monthlyUsd, isAtLeast: unknown.length > 0 };
  };
  return { before: sum(before), after: sum(after) };
}
