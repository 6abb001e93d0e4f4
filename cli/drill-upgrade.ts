import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DrillPlan,
  type DrillUpgrade,
  kernelOf,
  planDrill,
  thisMachine,
  type UpgradeAct,
  type UpgradeTurn,
} from '../drill';
import type { Fault } from '../drill/judging/outcome';
import { CACHE_FOLDER } from '../drill/names';
import { diffStacks } from '../upgrade/diff/diff-stacks';
import { upgradeSteps } from '../upgrade/steps';
import type { Commands, Step } from '../upgrade/steps/step';
import type { NodeChange } from '../upgrade/upgrade';
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
  const { steps } = upgradeSteps(upgrade, { stack: stack.id, file });
  const turns = steps.flatMap((step) => turnOf(step, upgrade.nodes) ?? []);
  const inTurn = new Set(turns.map(({ element }) => element));
  if (
    turns.length === 0 ||
    next.nodes.length !== plan.nodes.length ||
    !upgrade.nodes.every((node) => inTurn.has(node.address))
  ) {
    throw new UsageError(
      `--to ${file}: a drill can only replace or restart machines that are there, one after the other: for another release, or another size`,
    );
  }
  const rest = steps.slice(steps.findLastIndex((step) => turnOf(step, upgrade.nodes) !== undefined) + 1);
  return {
    upgrade: { plan: next, stack: stackFolder, turns, last: actsOf(rest.flatMap(({ commands }) => commands)) },
    faults: turns.map(({ element }) => ({ kind: 'upgrade', element, nodes: [element] })),
  };
}

/** Of a step that replaces or restarts a machine, what is done before and after. */
function turnOf({ commands }: Step, nodes: readonly NodeChange[]): UpgradeTurn | undefined {
  const at = commands.findIndex((one) => machineIn(one) !== undefined);
  const element = machineIn(commands[at]);
  const event = nodes.find(({ address }) => address === element)?.event;
  if (element === undefined || event === undefined) return undefined;
  return {
    element,
    machine: event === 'restarted' ? 'restarted' : 'replaced',
    before: actsOf(commands.slice(0, at)),
    after: actsOf(commands.slice(at + 1)),
  };
}

/** The machine that Terraform is told to change alone. */
function machineIn(commands: Commands | undefined): string | undefined {
  return /^terraform .* apply -(?:replace|target)=(aws_instance\.\w+)/m.exec(commands?.lines.join('\n') ?? '')?.[1];
}

/** What is typed on nodes, and which configuration Terraform uploads; all else is done on nobody's node. */
function actsOf(commands: readonly Commands[]): readonly UpgradeAct[] {
  return commands.flatMap((one): readonly UpgradeAct[] => {
    if (one.on.length > 0) return [{ kind: 'type', commands: one }];
    const [, node] = /-target=aws_s3_object\.(\w+)_configuration$/m.exec(one.lines.join('\n')) ?? [];
    return node === undefined ? [] : [{ kind: 'configure', element: `aws_instance.${node}` }];
  });
}
