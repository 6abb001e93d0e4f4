import { createColors } from 'picocolors';
import { LOSSES } from '../../capacity/site';
import { indented, reportTable } from '../table';
import type { StackCapacity } from './site';
import { capacityHeadline, LOSS_NAMES, requests, targetText } from './site-words';

/** For a terminal: what each site carries by goal, what its tiers do, and what a target wants. */
export function capacityText(stacks: readonly StackCapacity[], color: boolean): string {
  return stacks.map((stack) => stackText(stack, color)).join('\n');
}

function stackText({ id, capacity }: StackCapacity, color: boolean): string {
  const { bold, yellow, green, red } = createColors(color);
  const { goals, tiers } = capacity;
  const mark = tiers.some(({ target }) => target && !target.isMet) ? red : tiers.length === 0 ? yellow : green;
  const heads = LOSSES.map((loss) => LOSS_NAMES[loss]);
  const known = goals.filter(({ carries }) => carries);
  const unknown = [...new Set(goals.flatMap((goal) => goal.unknown))].sort();
  const parts = [
    `${bold(id)}: ${mark(capacityHeadline(capacity))}\n`,
    ...(known.length === 0
      ? []
      : [
          "  visitors' requests a second that it carries, and the tier that bounds them\n",
          block(
            reportTable(
              ['goal', ...heads],
              known.map(({ goal, carries }) => [
                goal,
                ...LOSSES.map((loss) =>
                  carries ? `${requests(carries[loss].requestsPerSecond)} (${carries[loss].by})` : '–',
                ),
              ]),
              { color },
            ),
          ),
        ]),
    ...(tiers.length === 0
      ? []
      : [
          block(
            reportTable(
              ['tier', 'nodes', ...heads, 'at most', 'target'],
              tiers.map(({ tier, nodes, carries, limit }) => [
                tier,
                String(nodes),
                ...LOSSES.map((loss) => requests(carries[loss])),
                `${requests(limit.requestsPerSecond)} with ${limit.nodes}`,
                targetText(capacity, tier),
              ]),
              { color, rightAligned: [1, 2, 3, 4] },
            ),
          ),
        ]),
    ...(unknown.length === 0 ? [] : [`  no figures, and so no bound: ${unknown.join(', ')}\n`]),
  ];
  return parts.join('');
}

function block(table: string): string {
  return `${indented(table).trimEnd()}\n`;
}
