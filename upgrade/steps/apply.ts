import { NODE_FILES } from '../../model/node-files';
import type { DataMove } from '../data/moves';
import type { Action, ResourceChange } from '../upgrade';
import { applyDowntime } from './apply-downtime';
import { type StepContext, stackFolder, synthLines } from './context';
import { APPLY_TITLE } from './grade';
import { namesOf, nodeGroups } from './machines';
import { serviceDowntime } from './services';
import { type Commands, here, type Step } from './step';

/** Terraform's part, with what goes down while it works and while running nodes take over their configuration. */
export function applyStep(context: StepContext, held: ReadonlySet<string>): Step {
  const { upgrade, names } = context;
  const created = nodeGroups(context).filter(({ event }) => event === 'created');
  const patient = new Set(context.fates.moves.filter(joinsGalera).map(({ to }) => to.tier));
  const list = (groups: typeof created) => groups.map(({ tier, nodes }) => `${namesOf(nodes)} of ${tier}`).join(', ');
  const makes = list(created.filter(({ tier }) => !patient.has(tier)));
  const waits = list(created.filter(({ tier }) => patient.has(tier)));
  const follow = upgrade.machines.filter(({ delivery }) => delivery === 'follows').flatMap(({ nodes }) => nodes);
  const free = follow.filter((name) => !held.has(name));
  const sentences = [
    `Terraform carries out ${counted(upgrade.resources)}.`,
    makes === ''
      ? ''
      : `It makes ${makes}; wait until they have set themselves up (\`${NODE_FILES.setUp}\` is there on each).`,
    waits === '' ? '' : `It makes ${waits}, which wait for the node with the data: a later step lets it join them.`,
    free.length === 0
      ? ''
      : `${free.length === 1 ? `${free[0]} takes` : `${free.length} running nodes take`} over the new configuration within some minutes, nodes of a tier in turn.`,
    grown(upgrade.resources),
  ];
  const terraform = `terraform -chdir=${stackFolder(names)}`;
  return {
    phase: 'create',
    title: APPLY_TITLE,
    why: sentences.filter((one) => one !== '').join(' '),
    commands: [here(...synthLines(names), `${terraform} init`, `${terraform} apply`), ...hurry(context)],
    downtime: [...applyDowntime(context), ...serviceDowntime(context, held)],
  };
}

/** Galera nodes cannot end their setup before those with the data are among them. */
function joinsGalera({ from, to }: DataMove): boolean {
  return to.engine === 'galera' && from.engine === 'mysql' && from.tier === to.tier;
}

const WORDS: Readonly<Record<Action, string>> = {
  create: 'created',
  update: 'changed in place',
  replace: 'replaced',
  destroy: 'destroyed',
  move: 'moved',
  forget: 'forgotten',
  unknown: 'changed in a way that is unknown',
};

function counted(resources: readonly ResourceChange[]): string {
  const parts = Object.entries(WORDS).flatMap(([action, word]) => {
    const number = resources.filter((one) => one.action === action).length;
    return number === 0 ? [] : [`${number} ${word}`];
  });
  return parts.length === 0 ? 'no change of resources' : `these changes of resources: ${parts.join(', ')}`;
}

const GROWN = (one: ResourceChange) => changesInPlace(one, 'aws_ebs_volume', /^size$/);
const ROOT_GROWN = (one: ResourceChange) =>
  changesInPlace(one, 'aws_instance', /^root_block_device(\[0\])?\.volume_size$/);

function changesInPlace({ type, action, changed }: ResourceChange, of: string, size: RegExp): boolean {
  return type === of && action === 'update' && changed.some(({ path }) => size.test(path));
}

function grown(resources: readonly ResourceChange[]): string {
  if (!resources.some((one) => GROWN(one) || ROOT_GROWN(one))) return '';
  return 'A volume grows while it is in use, and its file system follows within ten minutes; AWS lets the same volume be changed again after six hours.';
}

/** File systems grow by a timer; nobody needs to wait for it. */
function hurry({ upgrade, after }: StepContext): readonly Commands[] {
  const addresses = (grew: (one: ResourceChange) => boolean) =>
    new Set(upgrade.resources.filter(grew).map(({ address }) => address));
  const [volumes, roots] = [addresses(GROWN), addresses(ROOT_GROWN)];
  const nodes = [...after.nodes.values()];
  return [
    ...on(
      nodes.filter((node) => node.volumes.some((volume) => volumes.has(volume))),
      'systemctl start nospof-data-volume',
    ),
    ...on(
      nodes.filter(({ address }) => roots.has(address)),
      'systemctl start nospof-follow',
    ),
  ];
}

function on(nodes: readonly { readonly name: string }[], line: string): readonly Commands[] {
  return nodes.length === 0 ? [] : [{ on: nodes.map(({ name }) => name), lines: [line] }];
}
