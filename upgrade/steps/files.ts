import { NODE_FOLDERS } from '../../model/node-files';
import { fields } from '../../terraform/values';
import { applicationOf } from '../data/applications';
import { ENGINES, type Engine, folderOf } from '../data/engines';
import type { DataMove } from '../data/moves';
import type { StepNode } from '../site-facts';
import { blocked } from './blocked';
import { lasting, type MovePart, type Obstacle, type StepContext } from './context';
import { fateOf, readerOf, withMounted } from './kept-volume';
import type { Step } from './step';

/** GlusterFS: nodes whose bricks hold whole files, the first of each three. */
const SET = 3;

/** The steps for visitors' files that are kept elsewhere after the step. */
export function filesMove(context: StepContext, move: DataMove): MovePart {
  const { from } = move;
  const copies = sourcesOf(context, move).map((source) => copyOf(context, move, source));
  const obstacle = copies.find(isObstacle);
  if (obstacle || copies.length === 0)
    return blocked(move, obstacle ?? { why: `no node of ${from.tier} is known`, instead: 'Copy them by hand.' });
  const steps = copies.flatMap((one) => (isObstacle(one) ? [] : [one]));
  const remains = from.engine === 'local' ? leftover(context, move) : [];
  return { move, steps: [...steps, ...remains], hold: [] };
}

function isObstacle(one: Step | Obstacle): one is Obstacle {
  return 'instead' in one;
}

function copyOf(context: StepContext, move: DataMove, { node, volume }: Source): Step | Obstacle {
  const { to } = move;
  const title = `Copy the files of ${node.name} to ${to.tier}`;
  const missing =
    'Files that visitors stored before are missing on the site until then; new ones are stored at their new place.';
  if (volume === undefined) {
    return { why: `${node.name} has no data volume that could be read`, instead: 'Copy its files by hand first.' };
  }
  const fate = fateOf(context, volume);
  if (fate === 'gone') {
    return {
      why: `${volume} leaves the Terraform with the files of ${node.name}`,
      instead: `Give it a line under 'keep:' first: the files are copied from there.`,
    };
  }
  const target = folderOnClients(context, consumerOf(move));
  return fate === 'kept'
    ? fromKept(context, move, volume, title, missing, target)
    : onTheNode(context, move, node, title, missing, target);
}

/** A tier whose nodes have the new place at hand. */
function consumerOf({ users, to }: DataMove): string {
  return users.after[0] ?? to.tier;
}

function fromKept(
  context: StepContext,
  move: DataMove,
  volume: string,
  title: string,
  missing: string,
  target: string,
): Step | Obstacle {
  const consumer = consumerOf(move);
  const reader = readerOf(context, consumer, volume);
  if (!reader) {
    return {
      why: `no node of ${consumer} stands in the zone of ${volume}, so none can read it`,
      instead: `Make a snapshot of it, and of that a volume in the zone of a node of ${consumer}; copy from there.`,
    };
  }
  const twins =
    reader.volumes.length > 0
      ? ` ${reader.name} has a data volume of its own with the same label: do not restart it before the other one is detached.`
      : '';
  return {
    phase: 'copy',
    title,
    why: `${missing} They are on ${volume}, which stays. The copy overwrites nothing, so it can be begun again.${twins}`,
    commands: withMounted(context, volume, reader, copyLines(move.from.engine, '/mnt', target)),
    downtime: [],
    guide: 'move-data-from-a-kept-volume',
  };
}

/** The volume stays where it is: at a node that still uses the application's mount, or that serves the files otherwise now. */
function onTheNode(
  { after }: StepContext,
  move: DataMove,
  node: StepNode,
  title: string,
  missing: string,
  target: string,
): Step | Obstacle {
  const { from, to } = move;
  const mounts = after.nodesOf(consumerOf(move)).some(({ name }) => name === node.name);
  const serves = from.tier === to.tier && ENGINES[to.engine].folder !== undefined;
  if (!mounts && !serves) {
    return {
      why: `no node has both at hand: ${node.name} keeps the volume with the files, and is none of ${consumerOf(move)}`,
      instead: `Leave ${from.tier} as it is for one step, in which ${to.tier} gets another name and the files are copied; change it in the next.`,
    };
  }
  const own = isGluster(to.engine) ? [`mount -t glusterfs localhost:/${to.tier} /mnt`] : [];
  const lines = mounts
    ? copyLines(from.engine, NODE_FOLDERS.data, target)
    : [
        ...own,
        ...copyLines(
          from.engine,
          NODE_FOLDERS.data,
          own.length > 0 ? '/mnt' : `${NODE_FOLDERS.data}/${folderOf(to) ?? ''}`,
        ),
        ...own.map(() => 'umount /mnt'),
      ];
  return {
    phase: 'copy',
    title,
    why: `${missing} They stay on the data volume of ${node.name}. The copy overwrites nothing, so it can be begun again.`,
    commands: [{ on: [node.name], lines }],
    downtime: [],
  };
}

/**
 * Shell that copies an engine's files from where its volume is mounted, and then tells what is not there or differs. Each file
 * gets its name when all of it is there (`cp` would leave the half of one behind, and take it for whole the next time).
 */
function copyLines(engine: Engine, mount: string, target: string): readonly string[] {
  const source = `${mount}/${ENGINES[engine].folder ?? ''}`;
  const rsync = (options: string, from: string) => `runuser -u www-data -- rsync ${options} ${from} ${target}/`;
  const install = 'apt-get -qq update && apt-get -qq -y install rsync';
  // Visitors may have stored a file anew; one that is missing was not copied.
  const compared = `| awk '{ print } /^[<>]f\\+/ { missing = 1 } END { exit missing }' # what this lists differs, and fails where it is missing`;
  if (!isGluster(engine)) {
    return [
      'set -o pipefail',
      install,
      `${rsync('-rltO --ignore-existing', `${source}/`)} && echo 'all of it is copied'`,
      `${rsync('-rlcni', `${source}/`)} ${compared}`,
    ];
  }
  // Without the brick's own records, and without the empty files that only say on which other brick a file is.
  const files = 'find . -path ./.glusterfs -prune -o -type f ! -perm 1000 -print0';
  return [
    'set -o pipefail',
    install,
    `cd ${source}`,
    `${files} | ${rsync('-ltO --ignore-existing --from0 --files-from=-', '.')} && echo 'all of it is copied'`,
    `${files} | ${rsync('-lcni --from0 --files-from=-', '.')} ${compared}`,
    'cd /',
  ];
}

function leftover(context: StepContext, { from, to }: DataMove): readonly Step[] {
  const [node] = context.before.nodesOf(from.tier).flatMap(({ name }) => lasting(context, name) ?? []);
  const volume = node?.volumes[0];
  if (!node || volume === undefined || fateOf(context, volume) !== 'attached') return [];
  return [
    {
      phase: 'remove',
      title: `Remove the old files from ${node.name}`,
      why: `Only when all of them are on ${to.tier}.`,
      commands: [{ on: [node.name], lines: [`rm -r ${NODE_FOLDERS.localUploads}`] }],
      downtime: [],
    },
  ];
}

function isGluster(engine: Engine): boolean {
  return ENGINES[engine].copies === 'three-of-a-part';
}

interface Source {
  readonly node: StepNode;
  readonly volume: string | undefined;
}

/** The nodes whose volumes hold all files between them. */
export function sourcesOf({ before }: StepContext, { from }: DataMove): readonly Source[] {
  const nodes = before.nodesOf(from.tier);
  const holding = isGluster(from.engine) ? nodes.filter((_, index) => index % SET === 0) : nodes.slice(0, 1);
  return holding.map((node) => ({ node, volume: node.volumes[0] }));
}

/** Where the application finds its files on its own nodes. */
function folderOnClients({ after }: StepContext, tier: string): string {
  const [node] = after.nodesOf(tier);
  const path = node ? fields(applicationOf(after, node)?.uploads).path : undefined;
  return typeof path === 'string' ? path : NODE_FOLDERS.uploads;
}
