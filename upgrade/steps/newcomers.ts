import { NODE_FILES } from '../../model/node-files';
import { lastingNodes, release, type StepContext, type StepPart } from './context';
import type { Step } from './step';

/** A tier whose nodes would need a service of a new tier before that has set itself up. */
interface Early {
  readonly consumer: string;
  /** New tiers that it cannot do without. */
  readonly newcomers: readonly string[];
}

/**
 * Running nodes take over a new configuration within minutes, new machines take longer. Where the new configuration cannot
 * do without a new tier, the nodes are held at the old one until that tier is there.
 */
export function newcomerSteps(context: StepContext): StepPart {
  const early = earlyTiers(context).map((one) => ({ ...one, nodes: lastingNodes(context, one.consumer) }));
  const held = early.filter(({ nodes }) => nodes.length > 0);
  const steps = held.map(({ consumer, newcomers, nodes }): Step => {
    return {
      phase: 'switch',
      title: `Let ${consumer} use ${newcomers.join(' and ')}`,
      why: `When every node of ${newcomers.join(' and ')} has set itself up (\`${NODE_FILES.setUp}\` is there).`,
      commands: [release(nodes)],
      downtime: [],
    };
  });
  return { steps, hold: held.flatMap(({ nodes }) => nodes.map(({ name }) => name)) };
}

function earlyTiers({ before, after, fates }: StepContext): readonly Early[] {
  const isNew = (tier: string) => !before.tiers.has(tier) && after.tiers.has(tier);
  const tierOf = (service: string) => service.slice(0, service.lastIndexOf('.'));
  const found = new Map<string, Set<string>>();
  for (const { from, anyOf, strength } of after.claims?.needs ?? []) {
    const suppliers = anyOf.map(tierOf);
    if (strength !== 'hard' || !suppliers.every(isNew)) continue;
    const consumer = tierOf(from);
    // Where a database moves, its own steps let the nodes go on.
    if (
      fates.moves.some(
        ({ kind, to, users }) => kind === 'database' && users.after.includes(consumer) && suppliers.includes(to.tier),
      )
    )
      continue;
    const newcomers = found.get(consumer) ?? new Set();
    for (const one of suppliers) newcomers.add(one);
    found.set(consumer, newcomers);
  }
  return [...found].map(([consumer, newcomers]) => ({ consumer, newcomers: [...newcomers].sort() }));
}
