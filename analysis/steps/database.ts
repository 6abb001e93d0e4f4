import { starts } from '../terraform/machine-files';
import { lastingNodes, release, type StepContext, type StepPart } from './context';
import type { DataMove } from './data-moves';
import { DUMP, EVENTS } from './durations';
import { goalsWithout } from './outage';
import type { StepNode } from './site-facts';
import type { Commands, Downtime, Step } from './step';

const DATA_DIR = '/srv/data/mysql';
const DUMP_FILE = '/var/tmp/site.sql';
const PASSWORD = 'MYSQL_PWD=$(cat /etc/nospof/secrets/db)';

/** The steps for databases that are kept elsewhere, or replicated otherwise, after the step. */
export function databaseSteps(context: StepContext): StepPart {
  const parts = context.moves.filter(({ kind }) => kind === 'database').map((move) => databaseMove(context, move));
  return { steps: parts.flatMap(({ steps }) => steps), hold: parts.flatMap(({ hold }) => hold) };
}

function databaseMove(context: StepContext, move: DataMove): StepPart {
  const { from, to } = move;
  if (from.engine === 'local') {
    const [source] = lastingNodes(context, from.keeper);
    return source ? offTheServer(context, move, source) : twoSteps(move, `${from.keeper}-1 is made anew`);
  }
  if (from.keeper === to.keeper && from.engine === 'mysql') return joinedByOthers(context, move);
  return dumpedAndLoaded(context, move);
}

/** From the application's own machine to a tier: the machine keeps its configuration until the copy is there. */
function offTheServer(context: StepContext, { from, to }: DataMove, source: StepNode): StepPart {
  const { after } = context;
  const targets = after.nodesOf(to.keeper);
  const file = [
    'set -o pipefail',
    ...findWriter(targets),
    `until ${PASSWORD} mariadb -h "$host" -u site site -e 'SELECT 1' >/dev/null; do sleep 5; done`,
    "mariadb -e 'SET GLOBAL read_only = ON'",
    'mariadb-dump --single-transaction --routines --triggers --events site |',
    `  ${PASSWORD} mariadb -h "$host" -u site site`,
  ];
  const copy: Step = {
    phase: 'copy',
    title: `Copy the database from ${source.name} to ${to.keeper}`,
    why: `${to.keeper} begins empty. The database on ${source.name} takes no writes from the copy's beginning on, so that none is lost; pages are read as before. It waits until ${to.keeper} has set itself up.`,
    commands: [{ on: [source.name], lines: file }],
    downtime: [{ ...writes(context), duration: 'data', because: `no writes while the database is copied: ${DUMP}` }],
    guide: 'move-the-database-of-a-single-server',
  };
  const change: Step = {
    phase: 'switch',
    title: `Point the application to ${to.keeper}`,
    why: `${source.name} takes over its new configuration, which names ${to.keeper}, and its own database stops. The old files stay in ${DATA_DIR} until you remove them.`,
    commands: [release([source]), { on: [source.name], lines: ['systemctl disable --now mariadb'] }],
    downtime: [{ ...writes(context), ...serviceChange('the application learns of its new database') }],
  };
  const remove: Step = {
    phase: 'remove',
    title: `Remove the old database from ${source.name}`,
    why: `Only when ${from.consumer} has worked with ${to.keeper} for as long as you want a way back.`,
    commands: [{ on: [source.name], lines: [`rm -r ${DATA_DIR}`] }],
    downtime: [],
  };
  return { steps: [copy, change, remove], hold: [source.name] };
}

/** One server gets company: the others copy its data by themselves. */
function joinedByOthers(context: StepContext, { from, to }: DataMove): StepPart {
  const first = lastingNodes(context, from.keeper)[0];
  if (!first) return twoSteps({ kind: 'database', from, to }, `${from.keeper}-1 is made anew`);
  const clients = lastingNodes(context, from.consumer);
  const acknowledged = starts(context.after.filesOf(first), 'pacemaker');
  const because = acknowledged
    ? `no writes until the first replica holds a copy, since each write is on two nodes: ${DUMP}`
    : 'the database starts anew with its new configuration: less than a minute';
  const join: Step = {
    phase: 'switch',
    title: `Let ${first.name} lead the others`,
    why: `Its data stays where it is; the other nodes of ${to.keeper} copy it by themselves. It goes first, and the application's nodes follow when it takes writes again: before, they would ask a check that is not there yet.`,
    commands: [
      release([first]),
      { on: [first.name], lines: ['until curl -sf http://127.0.0.1:9200/write; do sleep 5; done'] },
    ],
    downtime: [
      ...(acknowledged ? [{ ...pages(context, first), ...databaseRestart() }] : []),
      {
        ...(acknowledged ? writes(context) : pages(context, first)),
        duration: acknowledged ? 'data' : 'seconds',
        because,
      },
    ],
  };
  const change: Step = {
    phase: 'switch',
    title: `Let ${from.consumer} find whichever node leads`,
    why: "The application's nodes get a small proxy that asks every database node.",
    commands: [release(clients)],
    downtime: [],
  };
  const hold = [first, ...clients].map(({ name }) => name);
  return { steps: [join, ...(clients.length > 0 ? [change] : [])], hold };
}

/** Any other change: a dump before, an empty database after, and the dump into it. */
function dumpedAndLoaded(context: StepContext, move: DataMove): StepPart {
  const { from, to } = move;
  const clients = lastingNodes(context, from.consumer);
  const [carrier] = clients;
  if (!carrier) return twoSteps(move, `no node of ${from.consumer} lasts that could carry a dump over`);
  const keepers = from.keeper === to.keeper ? lastingNodes(context, to.keeper) : [];
  const stop = stopLine(context, carrier);
  const down: Downtime = {
    goals:
      goalsWithout(
        context.before.side,
        context.before.nodesOf(from.consumer).map(({ address }) => address),
      ) ?? [],
    duration: 'data',
    because: `the application stands still from the dump to the end of the load: ${DUMP}, and the time that new machines take`,
  };
  const dump: Step = {
    phase: 'prepare',
    title: `Dump the database of ${from.keeper}`,
    why: `How ${from.keeper} keeps its data is not how ${to.keeper} will. With the application stopped nothing is written after the dump. Look whether ${carrier.name} has room for it.`,
    commands: [
      { on: clients.map(({ name }) => name), lines: [stop] },
      {
        on: [carrier.name],
        lines: [
          ...findWriter(context.before.nodesOf(from.keeper)),
          `${PASSWORD} mariadb-dump -h "$host" -u site --single-transaction --triggers site > ${DUMP_FILE}`,
          `tail -n 1 ${DUMP_FILE} # -- Dump completed on …`,
        ],
      },
    ],
    downtime: [down],
  };
  const renew: Step = {
    phase: 'copy',
    title: `Begin anew on ${to.keeper}`,
    why: 'The old files are put aside, not removed; the volume must have room for both.',
    commands: keepers.length > 0 ? [putAside(keepers), release(keepers)] : [],
    downtime: [],
  };
  const load: Step = {
    phase: 'copy',
    title: `Load the dump into ${to.keeper}`,
    why: `It waits until ${to.keeper} has set itself up.`,
    commands: [{ on: [carrier.name], lines: loadLines(context, move, carrier) }],
    downtime: [],
  };
  const change: Step = {
    phase: 'switch',
    title: `Start the application with ${to.keeper}`,
    why: "The application's nodes take over their new configuration and start.",
    commands: [release(clients)],
    downtime: [],
  };
  const steps = [dump, ...(renew.commands.length > 0 ? [renew] : []), load, change];
  return { steps, hold: [...keepers, ...clients].map(({ name }) => name) };
}

function loadLines({ after }: StepContext, { to }: DataMove, carrier: StepNode): readonly string[] {
  if (to.engine === 'local') return [release([carrier]).lines[0] ?? '', `mariadb site < ${DUMP_FILE}`];
  return [
    ...findWriter(after.nodesOf(to.keeper)),
    `until ${PASSWORD} mariadb -h "$host" -u site site -e 'SELECT 1' >/dev/null; do sleep 5; done`,
    `${PASSWORD} mariadb -h "$host" -u site site < ${DUMP_FILE}`,
  ];
}

function putAside(nodes: readonly StepNode[]): Commands {
  return {
    on: nodes.map(({ name }) => name),
    lines: [
      'systemctl disable --now pacemaker corosync 2>/dev/null',
      'systemctl stop mariadb; systemctl unmask mariadb',
      `mv ${DATA_DIR} ${DATA_DIR}.before`,
    ],
  };
}

/** Shell that puts the address of the node that takes writes into `host`. */
function findWriter(nodes: readonly StepNode[]): readonly string[] {
  const hosts = nodes.map(({ host, name }) => host ?? name);
  if (hosts.length === 1) return [`host=${hosts[0]}`];
  return [
    `until for host in ${hosts.join(' ')}; do curl -sfo /dev/null "http://$host:9200/write" && break; done; do sleep 5; done`,
  ];
}

/** Shell that stops a node's application. */
function stopLine({ before }: StepContext, node: StepNode): string {
  const files = before.filesOf(before.nodes.get(node.name) ?? node);
  return `systemctl stop ${starts(files, 'nginx') ? 'nginx' : 'apache2'}`;
}

/** The goal of writing; all goals where there is none of that name. */
function writes({ upgrade }: StepContext): { readonly goals: readonly string[] } {
  const goals = upgrade.goals.filter(({ before }) => before?.works).map(({ goal }) => goal);
  return { goals: goals.includes('write') ? ['write'] : goals };
}

function pages({ before }: StepContext, node: StepNode): { readonly goals: readonly string[] } {
  return { goals: goalsWithout(before.side, [node.address]) ?? [] };
}

function serviceChange(what: string): Pick<Downtime, 'duration' | 'because'> {
  return { duration: EVENTS.service.duration, because: `${what}: ${EVENTS.service.about}` };
}

function databaseRestart(): Pick<Downtime, 'duration' | 'because'> {
  return {
    duration: EVENTS.database.duration,
    because: `the database goes over to Pacemaker: ${EVENTS.database.about}`,
  };
}

/** Where it cannot be done in one go. */
function twoSteps({ from, to }: DataMove, why: string): StepPart {
  const step: Step = {
    phase: 'prepare',
    title: `Do not carry this out in one go: the database of ${from.keeper} cannot be copied to ${to.keeper}`,
    why: `${why} by the same step. Make a topology between the two, in which only the database moves, and go on from there.`,
    commands: [],
    downtime: [{ goals: [], duration: 'unknown', because: 'it depends on the topology between the two' }],
  };
  return { steps: [step], hold: [] };
}
