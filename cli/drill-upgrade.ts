import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DrillPlan, type DrillUpgrade, kernelOf, type NodeCommands, planDrill, thisMachine } from '../drill';
import type { Fault } from '../drill/judging/outcome';
import { CACHE_FOLDER } from '../drill/names';
import { diffStacks } from '../upgrade/diff/diff-stacks';
import { upgradeSteps } from '../upgrade/steps';
import type { Step } from '../upgrade/steps/step';
import { build } from './build';
import { type Io, UsageError } from './io';
import { load } from './load';

/** What a drill of an upgrade carries out. */
export interface DrilledUpgrade {
  readonly upgrade: DrillUpgrade & { readonly stack: string };
  /** One a node, in the order of the steps. */
  readonly faults: readonly Fault[];
}

/** One side, as it is synthesized. */
export interface DrilledSide {
  readonly terraform: unknown;
  readonly serviceGraph: unknown;
}

/**
 * The steps from a site that is drilled to another topology: what they type on nodes is typed, and where Terraform would replace
 * a machine the drill does. @throws UsageError where they do more than replace machines one after the other
 */
export function drilledUpgrade(
  plan: DrillPlan,
  before: DrilledSide,
  file: string,
  outdir: string,
  io: Io,
): DrilledUpgrade {
  const { loaded, diagnostics } = load([file], io);
  // Beside the other: both may have one name.
  const folder = mkdtempSync(join(outdir, 'to-'));
  const built = diagnostics.length > 0 ? { diagnostics } : build(loaded, folder);
  const [topology] = loaded;
  if ('diagnostics' in built || !topology)
    throw new UsageError(`--to ${file}: it is no topology; nospof validate says why`);
  const [stack] = built.stacks;
  if (!stack) throw new UsageError(`--to ${file}: no topology in it`);
  const stackFolder = join(folder, stack.folder);
  const terraform: unknown = JSON.parse(readFileSync(join(stackFolder, 'cdk.tf.json'), 'utf8'));
  const kernel = kernelOf(thisMachine(CACHE_FOLDER).fileSystems);
  const next = planDrill(terraform, stack.serviceGraph, topology.topology, kernel);
  const upgrade = diffStacks(before, { terraform, serviceGraph: stack.serviceGraph });
  const others = upgrade.nodes.filter(({ event }) => event !== 'upgraded');
  if (others.length > 0 || next.nodes.length !== plan.nodes.length || upgrade.nodes.length === 0) {
    throw new UsageError(`--to ${file}: a drill can only replace all machines by those of another release`);
  }
  const { steps } = upgradeSteps(upgrade, { stack: stack.id, file });
  const rolling = steps.flatMap((step) => turnOf(step) ?? []);
  const end = steps.slice(steps.findLastIndex((step) => turnOf(step) !== undefined) + 1);
  return {
    upgrade: { plan: next, stack: stackFolder, turns: rolling, last: onNodes(end.flatMap(({ commands }) => commands)) },
    faults: rolling.map(({ element }) => ({ kind: 'upgrade', element, nodes: [element] })),
  };
}

/** Of a step that replaces a machine, what is typed on nodes before and after. */
function turnOf({ commands }: Step): DrillUpgrade['turns'][number] | undefined {
  const at = commands.findIndex(({ lines }) => lines.some((line) => line.includes('-replace=')));
  const element = /-replace=(\S+)/.exec(commands[at]?.lines.join('\n') ?? '')?.[1];
  if (element === undefined) return undefined;
  return { element, before: onNodes(commands.slice(0, at)), after: onNodes(commands.slice(at)) };
}

function onNodes(commands: readonly NodeCommands[]): readonly NodeCommands[] {
  return commands.filter(({ on }) => on.length > 0);
}
