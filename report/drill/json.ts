import type { Fault } from '../../drill/judging/outcome';
import type { DrillReport } from './report';

/** Changes with every change that could break a reader: docs/drill.md. */
export const DRILL_JSON_VERSION = 2;

/** All that was measured as JSON, by the contract of docs/drill.md. */
export function drillJson({ result, comparison }: DrillReport): string {
  const numbers = new Map(result.faults.map(({ fault }, index) => [fault, index]));
  const numbered = <T extends { readonly fault: Fault }>({ fault, ...rest }: T) => {
    return { fault: numbers.get(fault), ...rest };
  };
  const report = {
    format: 'nospof-drill',
    version: DRILL_JSON_VERSION,
    holds: comparison.holds,
    contradictions: comparison.contradictions.map(numbered),
    ...result,
    comparison: {
      elements: comparison.elements.map(numbered),
      notInjected: comparison.notInjected,
      unobserved: comparison.unobserved,
    },
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
