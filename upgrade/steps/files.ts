import { NODE_FOLDERS } from '../../model/node-files';
import { fields } from '../../terraform/values';
import type { StepNode } from '../site-facts';
import { lasting, type StepContext, type StepPart } from './context';
import type { DataMove } from './data-moves';
import { applicationOf, type Engine } from './data-places';
import { fateOf, readerOf, withMounted } from './kept-volume';
import type { Commands, Step } from './step';

/** Where an engine has the files below the mount point of its data volume. */
const FOLDERS: Readonly<Partial<Record<Engine, string>>> = {
  local: 'uploads',
  nfs: 'files',
  glusterfs: 'brick',
  'media-server': 'media',
};

/** GlusterFS: nodes whose bricks hold whole files, the first of each three. */
const SET = 3;

/** The steps for visitors' files and media that are kept elsewhere after the step. */
export function fileSteps(context: StepContext): StepPart {
  const parts = context.moves
    .filter(({ kind }) => kind !== 'database')
    .map((move) => (move.kind === 'media' ? mediaMove(context, move) : filesMove(context, move)));
  return { steps: parts.flatMap(({ steps }) => steps), hold: parts.flatMap(({ hold }) => hold) };
}

function filesMove(context: StepContext, move: DataMove): StepPart {
  const { from, to } = move;
  const target = folderOnClients(context, to.consumer);
  const copies = sourcesOf(context, move).map(({ node, volume }): Step => {
    const title = `Copy the files of ${node.name} to ${to.keeper}`;
    const missing =
      'Files that visitors stored before are missing on the site until then; new ones are stored at their new place.';
    if (volume === undefined) return lost(title, `${node.name} has no data volume that could be read.`);
    const fate = fateOf(context, volume);
    if (fate === 'gone') {
      return lost(title, `${volume} leaves the Terraform with its data; give it a line under 'keep:' first.`);
    }
    return fate === 'kept'
      ? fromKept(context, move, volume, title, missing, target)
      : onTheNode(context, move, node, title, missing, target);
  });
  const remains = from.engine === 'local' && copies.length > 0 ? leftover(context, move) : [];
  return { steps: [...copies, ...remains], hold: [] };
}

function fromKept(
  context: StepContext,
  { from, to }: DataMove,
  volume: string,
  title: string,
  missing: string,
  target: string,
): Step {
  const reader = readerOf(context, to.consumer, volume);
  if (!reader) {
    return {
      phase: 'copy',
      title,
      why: `${missing} No node of ${to.consumer} stands in the zone of ${volume}: make a snapshot of it, and of that a volume in the zone of a node.`,
      commands: [],
      downtime: [],
      guide: 'move-data-from-a-kept-volume',
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
    commands: withMounted(context, volume, reader, copyLines(from.engine, '/mnt', target)),
    downtime: [],
    guide: 'move-data-from-a-kept-volume',
  };
}

/** The volume stays where it is: at a node that still uses the application's mount, or that serves the files otherwise now. */
function onTheNode(
  { after }: StepContext,
  { from, to }: DataMove,
  node: StepNode,
  title: string,
  missing: string,
  target: string,
): Step {
  const mounts = after.nodesOf(to.consumer).some(({ name }) => name === node.name);
  if (!mounts && from.keeper !== to.keeper) {
    return lost(title, `No node has both at hand: ${node.name} keeps its volume and is none of ${to.consumer}.`);
  }
  const own = to.engine === 'glusterfs' ? [`mount -t glusterfs localhost:/${to.keeper} /mnt`] : [];
  const lines = mounts
    ? copyLines(from.engine, NODE_FOLDERS.data, target)
    : [
        ...own,
        ...copyLines(from.engine, NODE_FOLDERS.data, own.length > 0 ? '/mnt' : `/srv/data/${FOLDERS[to.engine] ?? ''}`),
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
  const source = `${mount}/${FOLDERS[engine] ?? ''}`;
  const rsync = (options: string, from: string) => `runuser -u www-data -- rsync ${options} ${from} ${target}/`;
  const install = 'apt-get -qq update && apt-get -qq -y install rsync';
  const compared = '# what this lists is missing or differs';
  if (engine !== 'glusterfs') {
    return [
      install,
      `${rsync('-rltO --ignore-existing', `${source}/`)} && echo 'all of it is copied'`,
      `${rsync('-rlcni', `${source}/`)} ${compared}`,
    ];
  }
  // Without the brick's own records, and without the empty files that only say on which other brick a file is.
  const files = 'find . -path ./.glusterfs -prune -o -type f ! -perm 1000 -print0';
  return [
    install,
    `cd ${source}`,
    `${files} | ${rsync('-ltO --ignore-existing --from0 --files-from=-', '.')} && echo 'all of it is copied'`,
    `${files} | ${rsync('-lcni --from0 --files-from=-', '.')} ${compared}`,
    'cd /',
  ];
}

function leftover(context: StepContext, { from, to }: DataMove): readonly Step[] {
  const [node] = context.before.nodesOf(from.keeper).flatMap(({ name }) => lasting(context, name) ?? []);
  const volume = node?.volumes[0];
  if (!node || volume === undefined || fateOf(context, volume) !== 'attached') return [];
  return [
    {
      phase: 'remove',
      title: `Remove the old files from ${node.name}`,
      why: `Only when all of them are on ${to.keeper}.`,
      commands: [{ on: [node.name], lines: ['rm -r /srv/data/uploads'] }],
      downtime: [],
    },
  ];
}

function mediaMove(context: StepContext, move: DataMove): StepPart {
  const { from, to } = move;
  const title = `Copy the media of ${from.keeper} to ${to.keeper}`;
  const names = 'Names stay, and what visitors call them by changes: the application must make the new addresses.';
  if (from.engine === 'media-server' && to.engine === 'cdn') {
    const [source] = sourcesOf(context, move);
    const volume = source?.volume;
    const reader = volume === undefined ? undefined : readerOf(context, to.consumer, volume);
    if (volume === undefined || !reader || fateOf(context, volume) !== 'kept') {
      return {
        steps: [
          lost(
            title,
            `The volume of ${from.keeper} is not kept, or no node of ${to.consumer} can reach it; give it a line under 'keep:'.`,
          ),
        ],
        hold: [],
      };
    }
    const lines = ['aws s3 cp --recursive --only-show-errors /mnt/media "s3://$(cat /etc/nospof/media-bucket)/media"'];
    const commands = withMounted(context, volume, reader, lines);
    return {
      steps: [{ phase: 'copy', title, why: names, commands, downtime: [], guide: 'move-data-from-a-kept-volume' }],
      hold: [],
    };
  }
  const [host] = context.after.nodesOf(to.keeper);
  const [client] = context.after.nodesOf(to.consumer);
  if (from.engine !== 'cdn' || !host || !client) {
    return {
      steps: [lost(title, `There is no way from ${from.engine} to ${to.engine} that could be written down.`)],
      hold: [],
    };
  }
  const commands: readonly Commands[] = [
    {
      on: [],
      lines: [
        'bucket=THE-BUCKET-OF-THE-OLD-STACK # aws s3 ls',
        'aws s3 ls --recursive "s3://$bucket/media/" | awk \'{ print $4 }\' | cut -d / -f 2 | tee names.txt',
      ],
    },
    {
      on: [client.name],
      lines: [
        'cdn=THE-DOMAIN-OF-THE-OLD-DISTRIBUTION',
        'set -o pipefail',
        'while read -r name; do # paste the lines of names.txt, and end with Ctrl-D',
        `  curl -sf "https://$cdn/media/$name" | curl -sf -T - "http://${host.host ?? host.name}:8081/media/$name" || echo "not copied: $name"`,
        'done',
      ],
    },
  ];
  return {
    steps: [
      {
        phase: 'copy',
        title,
        why: `${names} While the old distribution is there; Terraform refuses to destroy its bucket.`,
        commands,
        downtime: [],
      },
    ],
    hold: [],
  };
}

interface Source {
  readonly node: StepNode;
  readonly volume: string | undefined;
}

/** The nodes whose volumes hold all files between them. */
function sourcesOf({ before }: StepContext, { from }: DataMove): readonly Source[] {
  const nodes = before.nodesOf(from.keeper);
  const holding = from.engine === 'glusterfs' ? nodes.filter((_, index) => index % SET === 0) : nodes.slice(0, 1);
  return holding.map((node) => ({ node, volume: node.volumes[0] }));
}

/** Where the application finds its files on its own nodes. */
function folderOnClients({ after }: StepContext, tier: string): string {
  const [node] = after.nodesOf(tier);
  const path = node ? fields(applicationOf(after, node)?.uploads).path : undefined;
  return typeof path === 'string' ? path : NODE_FOLDERS.uploads;
}

function lost(title: string, why: string): Step {
  return { phase: 'prepare', title: `${title}: not possible like this`, why, commands: [], downtime: [] };
}
