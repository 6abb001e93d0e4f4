import type { Strike } from '../../drill/judging/outcome';
import type { DrillReport } from './report';

/** Changes with every change that could break a reader: docs/drill.md. */
export const DRILL_JSON_VERSION = 1;

/** All that was measured as JSON, by the contract of docs/drill.md. */
export function jsonReport({ result, comparison }: DrillReport): string {
  const numbers = new Map(result.strikes.map(({ strike }, index) => [strike, index]));
  const numbered = <T extends { readonly strike: Strike }>({ strike, ...rest }: T) => {
    return { strike: numbers.get(strike), ...rest };
  };
  const report = {
    format: 'nospof-drill',
    version: DRILL_JSON_VERSION,
    holds: comparison.holds,
    contradictions: comparison.contradictions.map(numbered),
    ...result,
    comparison: {
      elements: comparison.elements.map(numbered),
      unstruck: comparison.unstruck,
      unobserved: comparison.unobserved,
    },
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
