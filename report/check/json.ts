import { RATES, RATES_AS_OF } from '../../check/rates';
import type { CheckedStack } from './checked-stack';

/** Changes with every change that could break a reader: docs/check-json.md. */
export const CHECK_JSON_VERSION = 1;

/** All findings as JSON, by the contract of docs/check-json.md. */
export function jsonReport(stacks: readonly CheckedStack[]): string {
  const report = {
    format: 'nospof-check',
    version: CHECK_JSON_VERSION,
    holds: stacks.every(({ verdict }) => verdict.holds),
    rates: { asOf: RATES_AS_OF, classes: RATES },
    stacks: stacks.map(({ id, file, verdict }) => ({ id, file, ...verdict })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
