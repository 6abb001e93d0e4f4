import type { CostChange, CostSum } from '../../cost/compare';
import { money } from './words';

/** `307.28 → 386.27 USD a month at list prices, 78.99 more`; without a difference where one side is only a least. */
export function costChangeText({ before, after }: CostChange): string {
  const sides = `${sumText(before)} → ${sumText(after)} USD a month at list prices`;
  if (before.isAtLeast || after.isAtLeast) return `${sides}; not all prices are known`;
  const more = after.monthlyUsd - before.monthlyUsd;
  if (Math.abs(more) < 0.005) return `${sides}, the same`;
  return `${sides}, ${money(Math.abs(more))} ${more > 0 ? 'more' : 'less'}`;
}

function sumText({ monthlyUsd, isAtLeast }: CostSum): string {
  return `${isAtLeast ? 'at least ' : ''}${money(monthlyUsd)}`;
}
