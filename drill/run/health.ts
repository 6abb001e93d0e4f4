import { DRILLED } from '../kinds';
import type { LocalNode } from '../nodes/local-node';
import type { DrillNode } from '../plan';
import { answer } from './in-sync';

const SETUP_DONE = 'test -e /var/lib/nospof/complete';

/** A shell command that succeeds inside a node when it has come to the end of its setup and does its work. */
export function workCheck(node: DrillNode): string {
  return `${SETUP_DONE} && { ${DRILLED[node.kind].doesItsWork(node)}; }`;
}

/** Whether a node has come to the end of its setup and does its work. */
export async function doesItsWork(node: LocalNode): Promise<boolean> {
  return (await answer(node, workCheck(node.plan))).status === 0;
}

/** Whether a tier's replicas hold the same data, as far as they can say; one alone always does. */
export async function isInSync(tier: readonly LocalNode[]): Promise<boolean> {
  const [any] = tier;
  return !any || tier.length === 1 || DRILLED[any.plan.kind].isInSync(tier);
}
