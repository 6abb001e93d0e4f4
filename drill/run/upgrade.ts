import type { DrillNode, DrillPlan } from '../plan';
import { ProcessError } from '../process';
import type { LocalSite } from './local-site';

/** Shell lines as a step of an upgrade has them, for each of these nodes, by name. */
export interface NodeCommands {
  readonly on: readonly string[];
  readonly lines: readonly string[];
}

/** One node's turn: what is typed before its machine goes, and when the new one is there. */
export interface UpgradeTurn {
  /** Terraform address. */
  readonly element: string;
  readonly before: readonly NodeCommands[];
  readonly after: readonly NodeCommands[];
}

/** A site's way to another release, as the steps of `nospof diff` have it. */
export interface DrillUpgrade {
  readonly plan: DrillPlan;
  readonly turns: readonly UpgradeTurn[];
  /** What is typed when all have had their turn. */
  readonly last: readonly NodeCommands[];
}

/** Milliseconds after which a command of a step is taken to be stuck: it waits for data to be whole again. */
const PATIENCE = 300_000;

/** The machine goes, and a new one with another root is made; it boots when it is released. */
export async function replaceNode(address: string, site: LocalSite, upgrade: DrillUpgrade): Promise<readonly string[]> {
  const turn = turnOf(address, upgrade);
  const notes = await type(turn.before, site);
  const node = site.node(address);
  const late = await site.stop([node]);
  await site.become(node, planOf(address, upgrade));
  return [...notes, ...late.map(({ name }) => `${name} did not shut down in time and was switched off`)];
}

/** What a person looks at before the next turn. */
export async function afterReplacing(
  address: string,
  site: LocalSite,
  upgrade: DrillUpgrade,
): Promise<readonly string[]> {
  return type(turnOf(address, upgrade).after, site);
}

/** Types commands on nodes; what failed, a sentence each. */
export async function type(commands: readonly NodeCommands[], site: LocalSite): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const { on, lines } of commands) {
    for (const name of on) {
      const node = site.nodes.find((one) => one.name === name);
      if (!node) throw new ProcessError(`${name} is no node of this site`);
      // As a person would type them: one that fails is the end.
      const { status, stderr } = await node.run(['bash', '-ec', lines.join('\n')], { timeout: PATIENCE });
      if (status !== 0) notes.push(`on ${name} a command of the step failed: ${stderr.trim().slice(0, 200)}`);
    }
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
