import { createColors } from 'picocolors';
import { indented, reportTable } from '../table';
import { type CostedStack, cheapest } from './costed-stack';
import {
  datesText,
  dominant,
  itemText,
  money,
  monthText,
  pieceText,
  priceText,
  quantityText,
  sumText,
  tierText,
} from './words';

/** What each stack costs, item by item; several are compared at the end. */
export function costText(stacks: readonly CostedStack[], color: boolean): string {
  const parts = stacks.map((stack) => oneText(stack, color));
  return [...parts, ...(stacks.length > 1 ? [comparison(stacks, color)] : [])].join('\n');
}

function oneText({ id, estimate, next, traffic }: CostedStack, color: boolean): string {
  const { bold, dim } = createColors(color);
  const region = estimate.region ?? 'a region that is not known';
  const title = `${bold(id)}: ${sumText(estimate)} USD a month in ${region}`;
  const about = dim(`${datesText(estimate)}; 730 hours; without tax, discounts and free allowances of the account`);
  const rows = estimate.tiers.flatMap(({ tier, monthlyUsd, isAtLeast }) => {
    const own = estimate.lines.filter((line) => line.tier === tier && line.quantity !== undefined);
    const cells = own.map((line) => [itemText(line.item), quantityText(line), priceText(line), monthText(line)]);
    const sum = own.length === 0 ? 'by use' : `${isAtLeast ? 'at least ' : ''}${money(monthlyUsd)}`;
    return [[bold(tierText(tier)), '', '', bold(sum)], ...cells.map(([item = '', ...rest]) => [`  ${item}`, ...rest])];
  });
  const list = reportTable(['tier and item', 'quantity', 'USD each', 'USD a month'], rows, {
    color,
    rightAligned: [1, 2, 3],
  });
  const most = dominant(estimate);
  return [
    title,
    about,
    '',
    indented(list),
    ...(most.length > 0 ? [`  most of it: ${most.join('; ')}`] : []),
    ...next.map((piece) => `  ${pieceText(piece)}`),
    ...unknownLines(estimate.unknown),
    ...byUseLines(estimate.byUse),
    traffic === undefined
      ? '  traffic is left out: state it as traffic: { requestsPerSecond: …, responseKiB: … }'
      : `  traffic: ${traffic.requestsPerSecond} pages a second of ${traffic.responseKiB} KiB; what they ask of databases and files is left out`,
    '',
  ].join('\n');
}

/** What makes the sum too small. */
function unknownLines(unknown: CostedStack['estimate']['unknown']): readonly string[] {
  if (unknown.length === 0) return [];
  const items = [...new Set(unknown.map(({ item, region }) => `${itemText(item)}${region ? ` in ${region}` : ''}`))];
  return [`  no price is known of: ${items.join('; ')}. --prices takes yours`];
}

/** What no sum can hold. */
function byUseLines(byUse: CostedStack['estimate']['byUse']): readonly string[] {
  if (byUse.length === 0) return [];
  const items = byUse.map(
    ({ item, price }) => `${itemText(item)} (${price ? `${price.usd} a ${price.unit}` : 'price not known'})`,
  );
  return [`  billed by use, and not in the sum: ${[...new Set(items)].join('; ')}`];
}

function comparison(stacks: readonly CostedStack[], color: boolean): string {
  const rows = stacks.map(({ id, estimate, survives }) => [id, sumText(estimate), survivesText(survives)]);
  const list = reportTable(['topology', 'USD a month', 'survives'], rows, { color, rightAligned: [1] });
  const found = (['node', 'zone'] as const).flatMap((loss) => {
    const one = cheapest(stacks, loss);
    return one ? [`the cheapest of these that survives the loss of any one ${loss}: ${one.id}`] : [];
  });
  return [list, ...found.map((line) => `${line}\n`)].join('');
}

function survivesText(survives: CostedStack['survives']): string {
  return survives === undefined || survives === 'none' ? '–' : survives;
}
