import type { DataMove } from '../../data/moves';
import type { StepNode } from '../../site-facts';
import { lastingClients, lastingNodes, release, type StepContext, type StepPart } from '../context';
import { DUMP } from '../durations';
import type { Commands, Step } from '../step';
import { databaseRestart, pages, writes } from './outages';
import { DATABASE_DIR } from './shell';

/** One server gets company: the others copy its data by themselves. */
export function joinedByOthers(context: StepContext, move: DataMove, first: StepNode): StepPart {
  const { to, users } = move;
  const clients = lastingClients(context, move);
  const acknowledged = context.after.machineOf(first).starts('pacemaker');
  const others = context.after.nodesOf(to.tier).filter(({ name }) => name !== first.name);
  const join: Step = {
    phase: 'switch',
    title: `Let ${first.name} lead the others`,
    why: `Its data stays where it is; the other nodes of ${to.tier} copy it by themselves. They must be empty; it goes on only then. It goes first, and the application's nodes follow when it takes writes again: before, they would ask nodes that have no data yet.`,
    commands: [
      ...(to.engine === 'galera' ? waitForOthers(context, to.tier, first) : requireEmpty(others)),
      release([first]),
      takesWrites(first),
    ],
    downtime: acknowledged
      ? [
          { ...pages(context, first), ...databaseRestart('the database goes over to Pacemaker') },
          {
            ...writes(context),
            duration: 'data',
            because: `no writes until the first replica holds a copy, since each write is on two nodes: ${DUMP}`,
          },
        ]
      : [{ ...pages(context, first), ...databaseRestart('the database restarts with its new configuration') }],
  };
  const change: Step = {
    phase: 'switch',
    title: `Let ${users.before.join(' and ')} find whichever node leads`,
    why: "The proxies on the application's nodes then ask every database node.",
    commands: [release(clients)],
    downtime: [],
  };
  const hold = [first, ...clients].map(({ name }) => name);
  return { steps: [join, ...(clients.length > 0 ? [change] : [])], hold };
}

/**
 * A primary for good comes under Pacemaker. The replicas go first, so that there is a majority and a second copy by the time
 * that the primary changes over; they wait for it, since none is promoted before all nodes were there once.
 */
export function promotedFromNowOn(context: StepContext, { to }: DataMove): StepPart | undefined {
  const nodes = lastingNodes(context, to.tier);
  const [first, ...others] = nodes;
  if (!first) return undefined;
  const replicas: Step = {
    phase: 'switch',
    title: `Bring the replicas of ${to.tier} under Pacemaker`,
    why: `${first.name} goes on to take writes and reads. They copy nothing meanwhile, and wait for it. \`crm_mon -1\` on each says when they are in one cluster.`,
    commands: [release(others)],
    downtime: [],
  };
  const primary: Step = {
    phase: 'switch',
    title: `Bring ${first.name} under Pacemaker`,
    why: 'It holds the most, so it is promoted, and takes writes again as soon as a replica has caught up.',
    commands: [release([first]), takesWrites(first)],
    // Replicas without a primary serve no reads.
    downtime: [{ ...pages(context, ...nodes), ...databaseRestart('the database goes over to Pacemaker') }],
  };
  return { steps: [replicas, primary], hold: nodes.map(({ name }) => name) };
}

/** New Galera nodes cannot end their setup before the one with the data is there, so nobody must wait for that. */
function waitForOthers({ after }: StepContext, tier: string, first: StepNode): readonly Commands[] {
  const hosts = after.nodesOf(tier).flatMap(({ name, privateIp }) => (name === first.name ? [] : [privateIp ?? name]));
  return [
    {
      on: [first.name],
      lines: [
        `for host in ${hosts.join(' ')}; do`,
        '  until held=$(curl -sf "http://$host:9200/galera") && [ "$held" != busy ]; do sleep 5; done',
        `  [ "$held" = none ] || { echo "$host is not empty, and must be: $held" >&2; exit 1; }`,
        'done',
      ],
    },
  ];
}

/** Under Pacemaker whoever holds data may be promoted: those that join must hold no table of the application's. */
function requireEmpty(others: readonly StepNode[]): readonly Commands[] {
  if (others.length === 0) return [];
  const tables = `find ${DATABASE_DIR}/site -name '*.frm' 2>/dev/null | head -n 3`;
  return [
    {
      on: others.map(({ name }) => name),
      lines: [`[ -z "$(${tables})" ] || { echo 'it has tables of its own, and must have none' >&2; exit 1; }`],
    },
  ];
}

function takesWrites({ name }: StepNode): Commands {
  return { on: [name], lines: ['until curl -sf http://127.0.0.1:9200/write; do sleep 5; done'] };
}
