import type { DrillNode, DrillPlan } from '../plan';
import { ProcessError } from '../process';
import type { LocalSite } from './local-site';

/** Shell lines as a step of an upgrade has them, for each of these nodes, by name. */
export interface NodeCommands {
  readonly on: readonly string[];
  readonly lines: readonly string[];
}

/** What a step does at one place: commands that are typed on nodes, or a node's new configuration that Terraform puts into the bucket. */
export type UpgradeAct =
  | { readonly kind: 'type'; readonly commands: NodeCommands }
  | { readonly kind: 'configure'; readonly element: string };

/** One node's turn: what is done before its machine goes, and when it is back. */
export interface UpgradeTurn {
  /** Terraform address. */
  readonly element: string;
  /** Whether it comes back as another machine with the same data volume, or as the same one of another size. */
  readonly machine: 'replaced' | 'restarted';
  readonly before: readonly UpgradeAct[];
  readonly after: readonly UpgradeAct[];
}

/** A site's way to another release or size, as the steps of `nospof diff` have it. */
export interface DrillUpgrade {
  readonly plan: DrillPlan;
  readonly turns: readonly UpgradeTurn[];
  /** What is done when all have had their turn. */
  readonly last: readonly UpgradeAct[];
}

/** Milliseconds after which a command of a step is taken to be stuck: it waits for data to be whole again, or for the node's minute. */
const PATIENCE = 300_000;

/** The machine goes, and another one is made or it becomes one of another size; it boots when it is released. */
export async function replaceNode(address: string, site: LocalSite, upgrade: DrillUpgrade): Promise<readonly string[]> {
  const turn = turnOf(address, upgrade);
  const notes = await perform(turn.before, site, upgrade);
  const node = site.node(address);
  const late = await site.stop([node]);
  await site.become(node, planOf(address, upgrade), turn.machine);
  return [...notes, ...late.map(({ name }) => `${name} did not shut down in time and was switched off`)];
}

/** What a person does before the next turn. */
export async function afterReplacing(
  address: string,
  site: LocalSite,
  upgrade: DrillUpgrade,
): Promise<readonly string[]> {
  return perform(turnOf(address, upgrade).after, site, upgrade);
}

/** Does what a step says, in its order; what failed, a sentence each. */
export async function perform(
  acts: readonly UpgradeAct[],
  site: LocalSite,
  upgrade: DrillUpgrade,
): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const act of acts) {
    if (act.kind === 'configure') await site.configure(planOf(act.element, upgrade));
    else notes.push(...(await type(act.commands, site)));
  }
  return notes;
}

async function type({ on, lines }: NodeCommands, site: LocalSite): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const name of on) {
    const node = site.nodes.find((one) => one.name === name);
    if (!node) throw new ProcessError(`${name} is no node of this site`);
    // As a person would type them: one that fails is the end.
    const { status, stderr } = await node.run(['bash', '-ec', lines.join('\n')], { timeout: PATIENCE });
    if (status !== 0) notes.push(`on ${name} a command of the step failed: ${stderr.trim().slice(0, 200)}`);
  }
  return notes;
}

function turnOf(address: string, { turns }: DrillUpgrade): UpgradeTurn {
  const turn = turns.find(({ element }) => element === address);
  if (!turn) throw new RangeError(`${address} has no turn in this upgrade`);
  return turn;
}

function planOf(address: string, { plan }: DrillUpgrade): DrillNode {
  const node = plan.nodes.find((one) => one.address === address);
  if (!node) throw new RangeError(`${address} is no node after the upgrade`);
  return node;
}
