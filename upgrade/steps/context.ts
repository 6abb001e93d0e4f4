import type { DataFates, DataMove } from '../data/moves';
import type { SiteFacts, StepNode } from '../site-facts';
import type { UpgradeFacts } from '../upgrade';
import type { Commands, Step } from './step';

/** How commands name the two sides. */
export interface StepNames {
  /** The new stack, as cdktf calls it. */
  readonly stack: string;
  /** The new topology's file; missing where a synthesized stack was given. */
  readonly file?: string;
}

/** What every part of the steps is derived from. */
export interface StepContext {
  readonly upgrade: UpgradeFacts;
  readonly before: SiteFacts;
  readonly after: SiteFacts;
  readonly fates: DataFates;
  readonly names: StepNames;
}

/** What one part of the upgrade asks for. */
export interface StepPart {
  readonly steps: readonly Step[];
  /** Nodes that must keep their old configuration until a step of this part lets them go on. */
  readonly hold: readonly string[];
}

/** The part of the steps that carries one move of data out. */
export interface MovePart extends StepPart {
  readonly move: DataMove;
  /** Why it cannot be carried out with the rest, and what to do instead, a sentence each; missing where it can. */
  readonly obstacle?: Obstacle;
}

export interface Obstacle {
  readonly why: string;
  readonly instead: string;
}

/** The new stack's folder, from the project's. */
export function stackFolder({ stack }: StepNames): string {
  return `cdktf.out/stacks/${stack}`;
}

/** The line that writes the new Terraform; none where it is there already. */
export function synthLines({ file }: StepNames): readonly string[] {
  return file === undefined ? [] : [`npx nospof synth ${file}`];
}

/** A node that is there before and after the step, and is not replaced by it. */
export function lasting({ upgrade, before, after }: StepContext, name: string): StepNode | undefined {
  const [old, now] = [before.nodes.get(name), after.nodes.get(name)];
  if (!old || !now || old.address !== now.address) return undefined;
  const gone = upgrade.nodes.some(
    ({ address, event }) => address === now.address && event !== 'created' && event !== 'restarted',
  );
  return gone ? undefined : now;
}

/** Whether a tier's nodes last, all of them. */
export function lastingNodes(context: StepContext, tier: string): readonly StepNode[] {
  return context.before.nodesOf(tier).flatMap(({ name }) => lasting(context, name) ?? []);
}

/** The nodes that last of all tiers whose applications use what is moved. */
export function lastingClients(context: StepContext, { users }: DataMove): readonly StepNode[] {
  return users.before.flatMap((tier) => lastingNodes(context, tier));
}

/** What ends the hold on nodes: they take over what is in the bucket now, and follow it again. */
export function release(nodes: readonly StepNode[]): Commands {
  return { on: nodes.map(({ name }) => name), lines: ['systemctl start nospof-follow nospof-follow.timer'] };
}

/** The volume's Name tag, by which the AWS command line finds it. */
export function volumeTag(site: string, volume: string): string {
  return `${site}-${volume.slice(volume.indexOf('.') + 1).replaceAll('_', '-')}`;
}
