import { escaped, folded, table } from '../markdown';
import type { CostedStack } from './costed-stack';
import { datesText, dominant, itemText, money, monthText, pieceText, quantityText, sumText, tierText } from './words';

/** The same for a pull request. */
export function costMarkdown(stacks: readonly CostedStack[]): string {
  return stacks.flatMap(oneMarkdown).join('\n');
}

function oneMarkdown({ id, estimate, next }: CostedStack): readonly string[] {
  const rows = estimate.lines.map((line) => [
    tierText(line.tier),
    itemText(line.item),
    quantityText(line),
    monthText(line),
  ]);
  const sums = estimate.tiers.map(({ tier, monthlyUsd, isAtLeast }) => [
    tierText(tier),
    `${isAtLeast ? 'at least ' : ''}${money(monthlyUsd)}`,
  ]);
  const most = dominant(estimate);
  return [
    `### ${escaped(id)}: ${sumText(estimate)} USD a month`,
    '',
    `In ${escaped(estimate.region ?? 'a region that is not known')}, ${datesText(estimate)}, 730 hours, without tax.`,
    '',
    ...table(['tier', 'USD a month'], sums),
    '',
    ...(most.length > 0 ? [`Most of it: ${escaped(most.join('; '))}.`, ''] : []),
    ...next.map((piece) => `- ${escaped(pieceText(piece))}`),
    ...folded('Item by item', table(['tier', 'item', 'quantity', 'USD a month'], rows)),
    '',
  ];
}
