import type { SiteCapacity } from '../../capacity/site';
import type { StackCapacity } from './site';

/** Changes with every change that could break a reader: docs/capacity.md. */
const VERSION = 1;

/** What sites carry, as JSON; what is not known is `null`. */
export function capacityJson(stacks: readonly StackCapacity[]): string {
  const report = {
    format: 'nospof-capacity',
    version: VERSION,
    stacks: stacks.map(({ id, file, capacity }) => ({ id, file, ...capacityFacts(capacity) })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** What one site carries, as reports in JSON have it. */
export function capacityFacts({ survives, goals, tiers }: SiteCapacity) {
  return {
    survives,
    goals: goals.map(({ goal, carries, unknown }) => ({ goal, carries: carries ?? null, unknown })),
    tiers: tiers.map(({ target, ...tier }) => ({
      ...tier,
      target: target ? { ...target, nodes: target.nodes ?? null } : null,
    })),
  };
}
