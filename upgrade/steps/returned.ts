import { NODE_FOLDERS } from '../../model/node-files';
import { ENGINES } from '../data/engines';
import { olderFiles, returningVolumes } from '../data/returns';
import type { Store } from '../data/stores';
import { type StepContext, stackFolder, synthLines, volumeTag } from './context';
import { here, type Step } from './step';

/**
 * Old files out of the way before a node starts with them: a kept volume that comes back is put aside as a whole, under another name,
 * and Terraform makes an empty one in its place; on a volume that is attached already, only the folder is.
 */
export function setAsideSteps(context: StepContext): readonly Step[] {
  const { before, after, fates } = context;
  const volumes = returningVolumes(before, after, fates).filter(({ isStale }) => isStale);
  return [
    ...volumes.map(({ volume, node }) => volumeAside(context, volume, node)),
    ...olderFiles(before, fates).map(({ node, folder, store }) => folderAside(node, folder, store)),
  ];
}

/** What was put aside is removed by hand, when nobody needs it any more. */
export function asideRemovals({ before, after, fates }: StepContext): readonly Step[] {
  const volumes = returningVolumes(before, after, fates).filter(({ isStale }) => isStale);
  return volumes.map(({ volume }): Step => {
    const name = asideName(after.side.site ?? '', volume);
    return {
      phase: 'remove',
      title: `Delete the volume ${name}`,
      why: 'Only when nothing on it is needed any more: it costs money, and it is the only copy of the old files.',
      commands: [here(`volume=$(${volumeNamed(name)})`, 'aws ec2 delete-volume --volume-id "$volume"')],
      downtime: [],
    };
  });
}

function volumeAside(context: StepContext, volume: string, node: string): Step {
  const site = context.after.side.site ?? '';
  const [name, aside] = [volumeTag(site, volume), asideName(site, volume)];
  const terraform = `terraform -chdir=${stackFolder(context.names)}`;
  return {
    phase: 'prepare',
    title: `Set the old volume of ${node} aside`,
    why: `${name} was put away with what it held then, and there is newer data now: ${node} would start with the old files, and they might win. The volume keeps them under the name ${aside}; Terraform makes an empty one, and ${node} begins as a new node does. Go on only when it says that it is set aside.`,
    commands: [
      here(
        ...synthLines(context.names),
        `${terraform} init -input=false > /dev/null`,
        '( set -e',
        `  [ -z "$(${volumeNamed(aside)})" ] # or there is one of that name already`,
        `  volume=$(${volumeNamed(name)})`,
        '  [ "$(wc -w <<< "$volume")" = 1 ]',
        `  aws ec2 create-tags --resources "$volume" --tags Key=Name,Value=${aside}`,
        `  ${terraform} state rm ${volume}`,
        `  [ -z "$(${terraform} state list ${volume})" ]`,
        `  echo "$volume is set aside" )`,
      ),
    ],
    downtime: [],
    guide: 'a-kept-volume-comes-back',
  };
}

function folderAside(node: string, folder: string, { tier, engine }: Store): Step {
  const path = `${NODE_FOLDERS.data}/${folder}`;
  // GlusterFS knows its peers by what is beside the brick.
  const paths = ENGINES[engine].copies === 'three-of-a-part' ? [path, `${NODE_FOLDERS.data}/glusterd`] : [path];
  return {
    phase: 'prepare',
    title: `Set old files on ${node} aside`,
    why: `${tier} begins in ${path} of its data volume. If an earlier time left files there, they would be taken for the data: they are moved to ${path}.before, and removed by hand.`,
    commands: [{ on: [node], lines: paths.map((one) => `[ ! -e ${one} ] || mv -T ${one} ${one}.before`) }],
    downtime: [],
    guide: 'a-kept-volume-comes-back',
  };
}

function asideName(site: string, volume: string): string {
  return `${volumeTag(site, volume)}-before`;
}

function volumeNamed(name: string): string {
  return `aws ec2 describe-volumes --filters Name=tag:Name,Values=${name} --query 'Volumes[].VolumeId' --output text`;
}
