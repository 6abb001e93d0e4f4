import { dataFates } from '../data/moves';
import { SiteFacts } from '../site-facts';
import type { Upgrade } from '../upgrade';
import { applyStep } from './apply';
import { bucketAsideSteps } from './buckets';
import type { StepContext, StepNames } from './context';
import { finishSteps } from './finish';
import { type ScalabilityGrade, scalabilityGrade } from './grade';
import { moveParts } from './moves';
import { newcomerSteps } from './newcomers';
import { prepareSteps } from './prepare';
import { dialectSteps } from './release';
import { setAsideSteps } from './returned';
import { rollingSteps } from './rolling';
import type { Phase, Step } from './step';

/** How to carry an upgrade out. */
export interface UpgradeSteps {
  /** In the order in which they are carried out; empty where nothing changes. */
  readonly steps: readonly Step[];
  readonly grade: ScalabilityGrade;
  /** What could not be known about the way there, a sentence each. */
  readonly unknown: readonly string[];
}

/**
 * The steps of an upgrade, each derived from what changes: resources, machines, and where data is kept on both sides. Linear
 * in the size of both stacks.
 */
export function upgradeSteps(upgrade: Upgrade, names: StepNames): UpgradeSteps {
  const [before, after] = [new SiteFacts(upgrade.before), new SiteFacts(upgrade.after)];
  const context: StepContext = { upgrade, before, after, fates: dataFates(before, after), names };
  if (upgrade.resources.length + upgrade.machines.length === 0) {
    const steps = prepareSteps(context);
    return { steps, grade: scalabilityGrade(before, after, steps), unknown: [] };
  }
  // Files are copied through the mount of the nodes that use them, so those come first.
  const moves = moveParts(context);
  const databases = moves.filter(({ move }) => move.kind === 'database');
  const others = moves.filter(({ move }) => move.kind !== 'database');
  const parts = [...databases, newcomerSteps(context), ...others];
  const held = new Set(parts.flatMap(({ hold }) => hold));
  const rolling = rollingSteps(context, held);
  const all = [
    ...prepareSteps(context),
    ...holdStep(context, held),
    ...setAsideSteps(context),
    ...bucketAsideSteps(context),
    ...rolling.steps,
    applyStep(context, new Set([...held, ...rolling.configured])),
    ...parts.flatMap(({ steps }) => steps),
    ...dialectSteps(context),
    ...finishSteps(context),
  ];
  const steps = inOrder(all);
  return { steps, grade: scalabilityGrade(before, after, steps), unknown: claimless(before, after) };
}

/** First what prepares, last what looks and removes; what is between is in the order in which it was asked for. */
function inOrder(all: readonly Step[]): readonly Step[] {
  const of = (...phases: readonly Phase[]) => all.filter(({ phase }) => phases.includes(phase));
  return [...of('prepare'), ...of('create', 'copy', 'switch'), ...of('check'), ...of('remove')];
}

/** Nodes that must not take over the new configuration before something else is there. */
function holdStep({ after }: StepContext, held: ReadonlySet<string>): readonly Step[] {
  if (held.size === 0) return [];
  const nodes = [...held].filter((name) => after.nodes.has(name)).sort();
  return [
    {
      phase: 'prepare',
      title: `Hold ${nodes.join(', ')} at the present configuration`,
      why: 'Running nodes would take over the new one within minutes, before what it names is there. They follow again when a later step says so, and after a restart.',
      commands: [{ on: nodes, lines: ['systemctl stop nospof-follow.timer'] }],
      downtime: [],
    },
  ];
}

function claimless(before: SiteFacts, after: SiteFacts): readonly string[] {
  return before.claims && after.claims
    ? []
    : ['what data must be copied, and what is down meanwhile: one side makes no claims about its services'];
}
