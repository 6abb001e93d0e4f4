import { writeOpenPsa } from '../../fault-graph/open-psa/writer';
import type { CheckedStack } from './checked-stack';

/** The fault tree of each goal in Open-PSA's format, for any fault-tree analyser; one document for each stack. */
export function openPsaReport(stacks: readonly CheckedStack[]): string {
  return stacks.map(({ id, graph, rates }) => writeOpenPsa(graph, { name: id, probabilities: rates })).join('\n');
}
