import { INSTANCE_TYPES } from '../../model/instance-types';
import { NODE_FILES } from '../../model/node-files';
import { RELEASES } from '../../model/releases';
import { addressesIn } from '../../terraform/references';
import type { StepNode } from '../site-facts';
import type { NodeChange } from '../upgrade';
import { type StepContext, stackFolder, synthLines } from './context';
import { EVENTS } from './durations';
import { type NodeGroup, nodeGroups, oneByOne } from './machines';
import { membershipSign } from './membership';
import { goalsWithout } from './outage';
import { closingLines, providersFirst, wayBack } from './release';
import { type Commands, type Downtime, here, type Step } from './step';

/** Restarts and replacements, node by node, before the rest is applied. */
export interface Rolling {
  readonly steps: readonly Step[];
  /** Nodes that have their new configuration already when the rest is applied. */
  readonly configured: readonly string[];
}

/** @param held nodes whose configuration must wait for something else */
export function rollingSteps(context: StepContext, held: ReadonlySet<string>): Rolling {
  const groups = providersFirst(
    context,
    nodeGroups(context).filter((group) => oneByOne(context, group)),
  );
  const turns = groups.flatMap((group) => turnsOf(context, group, held));
  const steps = turns.map((turn, index) => stepOf(context, turn, index === 0));
  return { steps, configured: turns.filter(({ configuration }) => configuration).map(({ node }) => node.name) };
}

/** One node's turn. */
interface Turn {
  readonly node: StepNode;
  readonly change: NodeChange;
  /** Of how many nodes of the tier this is which, from 1. */
  readonly place: number;
  readonly of: number;
  /** Address of the object that it follows, where that changes and need not wait. */
  readonly configuration?: string;
  /** Whether the machine gets less memory: then its programs must ask for less before it does. */
  readonly shrinks: boolean;
}

/** Whoever leads is the last; it is the first node, unless something has happened since. */
function turnsOf(context: StepContext, { nodes }: NodeGroup, held: ReadonlySet<string>): readonly Turn[] {
  const order = [...nodes.slice(1), ...nodes.slice(0, 1)];
  return order.flatMap((change, index): readonly Turn[] => {
    const node = context.before.nodes.get(change.node);
    if (!node) return [];
    const object = `aws_s3_object.${change.address.slice(change.address.lastIndexOf('.') + 1)}_configuration`;
    const changes = context.upgrade.resources.some(({ address, action }) => address === object && action === 'update');
    const follows = change.event === 'restarted' && changes && !held.has(node.name);
    return [
      {
        node,
        change,
        place: index + 1,
        of: order.length,
        ...(follows ? { configuration: object } : {}),
        shrinks: shrinks(context, change),
      },
    ];
  });
}

function shrinks({ upgrade }: StepContext, { address }: NodeChange): boolean {
  const size = upgrade.resources
    .find((one) => one.address === address)
    ?.changed.find(({ path }) => path === 'instance_type');
  const [before, after] = [size?.before, size?.after].map((name) => INSTANCE_TYPES.get(name ?? '')?.memoryMiB);
  return before !== undefined && after !== undefined && after < before;
}

function stepOf(context: StepContext, turn: Turn, isFirst: boolean): Step {
  const { node, change, place, of, configuration, shrinks: isSmaller } = turn;
  const verb = change.event === 'restarted' ? 'Restart' : 'Replace';
  const what = change.os ? `${node.name} by a machine of ${RELEASES[change.os.after].title}` : node.name;
  const terraform = `terraform -chdir=${stackFolder(context.names)} apply`;
  const machine = here(
    [
      terraform,
      ...(change.event === 'upgraded' ? [`-replace=${change.address}`] : []),
      ...targetsOf(context, change).map((one) => `-target=${one}`),
    ].join(' '),
  );
  const follow =
    configuration === undefined
      ? []
      : [here(`${terraform} -target=${configuration}`), { on: [node.name], lines: ['systemctl start nospof-follow'] }];
  const back: Commands = { on: [node.name], lines: backLines(context, node) };
  const rest = isSmaller
    ? [...follow, ...(follow.length > 0 ? [back] : []), machine, back]
    : [machine, back, ...follow, ...(follow.length > 0 ? [back] : [])];
  const lines = beforeLines(context, turn);
  return {
    phase: 'create',
    title: `${verb} ${what}${of > 1 ? ` (${place} of ${of} of ${node.tier})` : ''}`,
    why: whyOf(context, turn),
    commands: [
      ...(isFirst && synthLines(context.names).length > 0 ? [here(...synthLines(context.names))] : []),
      ...(lines.length > 0 ? [{ on: [node.name], lines }] : []),
      ...rest,
    ],
    downtime: downtimeOf(context, turn),
    guide: change.event === 'restarted' ? 'change-the-size-of-machines' : 'replace-a-node',
  };
}

function whyOf(context: StepContext, { node, place, of, change, configuration, shrinks: isSmaller }: Turn): string {
  const sign = membershipSign(
    context.before.machineOf(node),
    node.tier,
    context.before.nodesOf(node.tier).length,
  )?.sign;
  const sentences = [
    change.volumes.length > 0 ? 'Its data volume stays.' : '',
    configuration === undefined
      ? ''
      : isSmaller
        ? 'Its programs ask for less memory before the machine has less.'
        : 'Its programs ask for more memory when the machine has it.',
    of > 1
      ? `${change.event === 'upgraded' ? '' : `Terraform would stop all ${of} at once. `}Go on only when it ${sign ?? 'runs again'}.`
      : '',
    wayBack(context.before.machineOf(node), change, place === of),
  ];
  return sentences.filter((one) => one !== '').join(' ') || 'No other step waits for it.';
}

/** An instance, and what a replacement takes along: attachments, associations. */
function targetsOf({ after, upgrade }: StepContext, { address, event }: NodeChange): readonly string[] {
  if (event === 'restarted') return [address];
  const changed = new Set(upgrade.resources.map((one) => one.address));
  const dependents = [...after.stack.all].filter(({ address: one, body }) => {
    // What Terraform would leave alone changes with the machine that `-replace` makes it replace.
    return (event === 'upgraded' || changed.has(one)) && addressesIn(JSON.stringify(body)).includes(address);
  });
  return [address, ...dependents.map((one) => one.address).sort()];
}

/** What a node does before its machine stops: hand the address over; and that it does not lead, unless it is the last. */
function beforeLines(context: StepContext, turn: Turn): readonly string[] {
  const closing = turn.change.event === 'upgraded' ? closingLines(context.before.machineOf(turn.node)) : [];
  return [...handOver(context, turn), ...closing];
}

function handOver({ before }: StepContext, { node, place, of }: Turn): readonly string[] {
  const machine = before.machineOf(node);
  if (of > 1 && machine.starts('keepalived')) return ['systemctl stop keepalived'];
  if (place === of || !machine.starts('pacemaker')) return [];
  const leads = `/[*] Promoted: / { led = 1; if (/ ${node.name} /) own = 1 } END { exit own || !led }`;
  return [
    `crm_mon -1 | awk '${leads}' || { echo '${node.name} leads now, or nobody does: take the others first' >&2; exit 1; }`,
  ];
}

/** What ends when the node does its part again. */
function backLines({ before, after }: StepContext, node: StepNode): readonly string[] {
  const sign = membershipSign(before.machineOf(node), node.tier, before.nodesOf(node.tier).length);
  // Units may have other names after the step.
  const machine = after.machineOf(after.nodes.get(node.name) ?? node);
  const units = [...new Set(machine.serves.map(({ unit }) => unit))];
  return [
    `until [ -e ${NODE_FILES.setUp} ]; do sleep 5; done`,
    ...(units.length === 0
      ? []
      : [`for unit in ${units.sort().join(' ')}; do until systemctl is-active --quiet $unit; do sleep 2; done; done`]),
    ...(sign ? [`until { ${sign.command}; } > /dev/null; do sleep 5; done`] : []),
  ];
}

/** What is down in a node's turn: what nobody else does, or, where the one that leads is the last, the moment of a takeover. */
function downtimeOf({ before, upgrade }: StepContext, { node, change, place, of }: Turn): readonly Downtime[] {
  const event = change.event === 'restarted' ? EVENTS.restarted : EVENTS.replaced;
  const goals = goalsWithout(upgrade.before, [node.address]);
  if (goals === undefined) {
    return [{ goals: [], duration: 'unknown', because: `${node.name} is away, and what needs it is unknown` }];
  }
  if (goals.length > 0) return [{ goals, duration: event.duration, because: `${node.name} is away: ${event.about}` }];
  const takesOver = before.claims?.services.some(
    ({ members, takeover }) => members.includes(node.address) && (takeover === 'quorum' || takeover === 'address'),
  );
  if (!takesOver || place < of) return [];
  const tier = before.nodesOf(node.tier).map(({ address }) => address);
  const all = goalsWithout(upgrade.before, tier) ?? [];
  const { duration, about } = EVENTS.takeover;
  return all.length === 0
    ? []
    : [{ goals: all, duration, because: `another node of ${node.tier} takes over: ${about}` }];
}
