import type { NodeChange } from '../upgrade';
import { type StepContext, stackFolder, synthLines } from './context';
import { EVENTS } from './durations';
import { membershipSign } from './membership';
import { goalsWithout, goalsWithoutEach } from './outage';
import { type Downtime, here, type Step } from './step';

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

/**
 * Whether it pays to carry the group out one by one: Terraform works on all of them at once, and that takes goals down which
 * the loss of any one of them does not.
 */
export function oneByOne({ upgrade }: StepContext, { event, nodes }: NodeGroup): boolean {
  if (nodes.length < 2 || (event !== 'restarted' && event !== 'replaced')) return false;
  const addresses = nodes.map(({ address }) => address);
  const [each, all] = [goalsWithoutEach(upgrade.before, addresses), goalsWithout(upgrade.before, addresses)];
  return each !== undefined && (all?.some((goal) => !each.includes(goal)) ?? false);
}

/** Before the rest is applied: restarts and replacements that must not meet all nodes of a tier at once. */
export function machineSteps(context: StepContext): readonly Step[] {
  return nodeGroups(context)
    .filter((group) => oneByOne(context, group))
    .map((group) => rolling(context, group));
}

function rolling(context: StepContext, { tier, event, nodes }: NodeGroup): Step {
  const { upgrade, names } = context;
  const addresses = nodes.map(({ address }) => address);
  const all = goalsWithout(upgrade.before, addresses) ?? [];
  const each = goalsWithoutEach(upgrade.before, addresses) ?? [];
  const apply = (address: string) => `terraform -chdir=${stackFolder(names)} apply -target=${address}`;
  // The first node leads at the beginning, so it comes last.
  const order = [...addresses.slice(1), ...addresses.slice(0, 1)];
  const what = event === 'restarted' ? 'Restart' : 'Replace';
  const { duration, about } = event === 'restarted' ? EVENTS.restarted : EVENTS.replaced;
  return {
    phase: 'create',
    title: `${what} the nodes of ${tier} one by one`,
    why: `Terraform would stop all ${nodes.length} at once, which takes down ${all.join(', ')}. Wait until a node ${waiting(context, tier)} before the next, and let the one that leads be the last.`,
    commands: [here(...synthLines(names), ...order.map(apply))],
    downtime: each.length === 0 ? [] : [{ goals: each, duration, because: `each node is away in its turn: ${about}` }],
    guide: event === 'restarted' ? 'change-the-size-of-machines' : 'replace-a-node',
  };
}

/** How one sees that a node is back. */
function waiting({ before }: StepContext, tier: string): string {
  const [node] = before.nodesOf(tier);
  const sign = node && membershipSign(before.machineOf(node), tier, before.nodesOf(tier).length)?.sign;
  return sign ?? 'serves again';
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
};

/** `web-1`, `web-1 and web-2`, `web-1, web-2 and web-3`, `web-1 to web-40 (40)`. */
export function namesOf(nodes: readonly { readonly node: string }[]): string {
  const names = nodes.map(({ node }) => node);
  if (names.length <= 3) return names.join(', ').replace(/, (?!.*, )/, ' and ');
  return `${names[0]} to ${names.at(-1)} (${names.length})`;
}
