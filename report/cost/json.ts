import { PRICE_SOURCES } from '../../cost/prices/sources';
import { HOURS_A_MONTH } from '../../cost/use';
import type { CostedStack } from './costed-stack';

/** Changes with every change that could break a reader: docs/cost-json.md. */
const COST_JSON_VERSION = 1;

/** All items as JSON, by the contract of docs/cost-json.md. */
export function costJson(stacks: readonly CostedStack[]): string {
  const report = {
    format: 'nospof-cost',
    version: COST_JSON_VERSION,
    currency: 'USD',
    hoursAMonth: HOURS_A_MONTH,
    sources: PRICE_SOURCES,
    stacks: stacks.map(({ id, file, estimate, next, traffic, survives }) => {
      const { unknown, byUse, ...rest } = estimate;
      return { id, file, isAtLeast: unknown.length > 0, ...rest, next, traffic, survives };
    }),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
