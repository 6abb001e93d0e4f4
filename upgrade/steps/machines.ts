import type { NodeChange } from '../upgrade';
import type { StepContext } from './context';
import { EVENTS } from './durations';
import { goalsWithout } from './outage';
import type { Downtime } from './step';

/** Nodes of one tier that go through the same. */
export interface NodeGroup {
  readonly tier: string;
  readonly event: NodeChange['event'];
  readonly nodes: readonly NodeChange[];
}

/** What happens to machines, tier by tier. */
export function nodeGroups({ upgrade }: StepContext): readonly NodeGroup[] {
  const groups = new Map<string, NodeChange[]>();
  for (const node of upgrade.nodes) {
    const key = JSON.stringify([node.tier ?? '', node.event]);
    const group = groups.get(key);
    if (group) group.push(node);
    else groups.set(key, [node]);
  }
  return [...groups.values()].flatMap((nodes) => {
    const [first] = nodes;
    return first ? [{ tier: first.tier ?? '', event: first.event, nodes }] : [];
  });
}

/** What moves the ground under machines: with it they cannot be replaced one after the other. */
const GROUND: ReadonlySet<string> = new Set(['aws_subnet', 'aws_vpc']);

/**
 * Whether the nodes of a group are carried out one after the other, rather than all at once as Terraform would: restarts and
 * upgrades always, and replacements of several nodes that stay in their network.
 */
export function oneByOne({ upgrade }: StepContext, { event, nodes }: NodeGroup): boolean {
  if (event === 'restarted' || event === 'upgraded') return true;
  if (event !== 'replaced' || nodes.length < 2) return false;
  return !upgrade.resources.some(
    ({ type, action }) => GROUND.has(type) && (action === 'replace' || action === 'destroy'),
  );
}

/** What is down while Terraform replaces, restarts or destroys machines, all at once. */
export function machineDowntime(context: StepContext): readonly Downtime[] {
  const { upgrade } = context;
  const groups = nodeGroups(context).filter((group) => group.event !== 'created' && !oneByOne(context, group));
  const all = groups.flatMap(({ nodes }) => nodes.map(({ address }) => address));
  if (all.length === 0) return [];
  const goals = goalsWithout(upgrade.before, all);
  const what = groups.map(({ event, nodes }) => `${namesOf(nodes)} ${PASSIVE[event]}`).join('; ');
  if (goals === undefined)
    return [{ goals: [], duration: 'unknown', because: `${what}, and what needs them is unknown` }];
  if (goals.length === 0) return [];
  const event = groups.some((group) => group.event !== 'restarted') ? EVENTS.replaced : EVENTS.restarted;
  return [{ goals, duration: event.duration, because: `${what}: ${event.about}` }];
}

const PASSIVE: Readonly<Record<NodeChange['event'], string>> = {
  created: 'made',
  destroyed: 'destroyed',
  replaced: 'replaced',
  restarted: 'restarted',
  upgraded: 'replaced',
};

/** `web-1`, `web-1 and web-2`, `web-1, web-2 and web-3`, `web-1 to web-40 (40)`. */
export function namesOf(nodes: readonly { readonly node: string }[]): string {
  const names = nodes.map(({ node }) => node);
  if (names.length <= 3) return names.join(', ').replace(/, (?!.*, )/, ' and ');
  return `${names[0]} to ${names.at(-1)} (${names.length})`;
}
