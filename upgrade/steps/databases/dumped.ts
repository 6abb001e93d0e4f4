import { databaseProgram } from '../../data/engines';
import type { DataMove } from '../../data/moves';
import type { StepNode } from '../../site-facts';
import { lastingNodes, release, type StepContext, type StepPart } from '../context';
import { DUMP } from '../durations';
import { goalsWithout } from '../outage';
import type { Commands, Downtime, Step } from '../step';
import { DATABASE_DIR, DIALECTS, findWriter, webServer } from './shell';

const DUMP_FILE = '/var/tmp/site.sql';

/** A dump before, an empty database after, and the dump into it; a node of the application carries it over. */
export function dumpedAndLoaded(context: StepContext, move: DataMove, clients: readonly StepNode[]): StepPart {
  const { from, to } = move;
  const [carrier] = clients;
  if (!carrier) return { steps: [], hold: [] };
  const keepers = from.tier === to.tier ? lastingNodes(context, to.tier) : [];
  const steps = [
    dumpStep(context, move, clients, carrier),
    ...(keepers.length > 0 ? [beginAnew(move, keepers)] : []),
    loadStep(context, move, carrier),
    startStep(context, move, clients),
    removeStep(move, carrier, keepers),
  ];
  return { steps, hold: [...keepers, ...clients].map(({ name }) => name) };
}

function dumpStep(
  context: StepContext,
  { from, to, users }: DataMove,
  clients: readonly StepNode[],
  carrier: StepNode,
): Step {
  const { before } = context;
  const applications = users.before.flatMap((tier) => before.nodesOf(tier)).map(({ address }) => address);
  const down: Downtime = {
    goals: goalsWithout(before.side, applications) ?? [],
    duration: 'data',
    because: `the application stands still from the dump to the end of the load: ${DUMP}, and the time that new machines take`,
  };
  const dialect = DIALECTS[databaseProgram(from.engine)];
  const lines = [
    `apt-get -qq update && apt-get -qq -y install ${dialect.client}`,
    ...findWriter(before.nodesOf(from.tier)),
    'umask 077',
    dialect.dump(DUMP_FILE),
  ];
  return {
    phase: 'prepare',
    title: `Dump the database of ${from.tier}`,
    why: `How ${from.tier} keeps its data is not how ${to.tier} will. With the application stopped nothing is written after the dump. Look whether ${carrier.name} has room for it. Go on only when it says \`${dialect.whole}\`; to give up before that, start ${webServer(context, carrier)} again.`,
    commands: [
      { on: clients.map(({ name }) => name), lines: [`systemctl stop ${webServer(context, carrier)}`] },
      { on: [carrier.name], lines },
    ],
    downtime: [down],
  };
}

function beginAnew({ to }: DataMove, keepers: readonly StepNode[]): Step {
  return {
    phase: 'copy',
    title: `Begin anew on ${to.tier}`,
    why: 'The old files are put aside, not removed; the volume must have room for both. First put them aside on all nodes, then let all go on: each waits for the others.',
    commands: [putAside(keepers), releaseTogether(keepers)],
    downtime: [],
  };
}

function putAside(nodes: readonly StepNode[]): Commands {
  return {
    on: nodes.map(({ name }) => name),
    lines: [
      // One by one: of several, one that is not there keeps the others running.
      'for unit in pacemaker corosync nospof-db-follow; do systemctl disable --now $unit 2>/dev/null; done',
      'systemctl stop mariadb; systemctl unmask mariadb mysql',
      // A second time must not bury what was put aside.
      `mv -T ${DATABASE_DIR} ${DATABASE_DIR}.before`,
    ],
  };
}

/** Nodes that wait for each other: who lets one go on must not have to wait for it. */
function releaseTogether(nodes: readonly StepNode[]): Commands {
  const { on } = release(nodes);
  return { on, lines: ['systemctl start --no-block nospof-follow nospof-follow.timer'] };
}

function loadStep(context: StepContext, { to }: DataMove, carrier: StepNode): Step {
  const load = `&& echo 'all of it is loaded'`;
  const dialect = DIALECTS[databaseProgram(to.engine)];
  const lines =
    to.engine === 'local'
      ? [
          ...release([carrier]).lines,
          `systemctl stop ${webServer(context, carrier)}`,
          `mariadb site < ${DUMP_FILE} ${load}`,
        ]
      : [...findWriter(context.after.nodesOf(to.tier)), dialect.wait, `${dialect.load(DUMP_FILE)} ${load}`];
  return {
    phase: 'copy',
    title: `Load the dump into ${to.tier}`,
    why: `It waits until ${to.tier} has set itself up. Go on only when it says that all of it is loaded; if it fails, it can be begun again.`,
    commands: [{ on: [carrier.name], lines }],
    downtime: [],
  };
}

function startStep(context: StepContext, { to }: DataMove, clients: readonly StepNode[]): Step {
  const [carrier] = clients;
  const local = to.engine === 'local' && carrier;
  return {
    phase: 'switch',
    title: `Start the application with ${to.tier}`,
    why: local
      ? 'Its configuration is the new one already.'
      : "The application's nodes take over their new configuration and start.",
    commands: local
      ? [{ on: [carrier.name], lines: [`systemctl start ${webServer(context, carrier)}`] }]
      : [release(clients)],
    downtime: [],
  };
}

function removeStep({ to }: DataMove, carrier: StepNode, keepers: readonly StepNode[]): Step {
  return {
    phase: 'remove',
    title: `Remove the dump${keepers.length > 0 ? ' and the old files' : ''}`,
    why: `Only when the application has worked with ${to.tier} for as long as you want a way back.`,
    commands: [
      { on: [carrier.name], lines: [`rm ${DUMP_FILE}`] },
      ...(keepers.length > 0 ? [{ on: keepers.map(({ name }) => name), lines: [`rm -r ${DATABASE_DIR}.before`] }] : []),
    ],
    downtime: [],
  };
}
