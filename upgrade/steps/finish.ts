import { bucketRemovals } from './buckets';
import { type StepContext, stackFolder, volumeTag } from './context';
import { fateOf } from './kept-volume';
import { membershipSign } from './membership';
import { asideRemovals } from './returned';
import { type Commands, here, type Step } from './step';

/** What comes last: looking, and removing what is needed no more. */
export function finishSteps(context: StepContext): readonly Step[] {
  return [checkStep(context), ...removeSteps(context), ...asideRemovals(context), ...bucketRemovals(context)];
}

function checkStep(context: StepContext): Step {
  const { names, upgrade } = context;
  const check = names.file ?? stackFolder(names);
  const grown = upgrade.tiers.filter(({ nodes }) => nodes.added.length > 0);
  const looks = grown.flatMap(({ tier }) => lookAt(context, tier));
  return {
    phase: 'check',
    title: 'Look whether all of it works',
    why: `The plan is empty when nothing is left to do${looks.length > 0 ? ', and what is looked at on a node fails unless all nodes of its tier are in it' : ''}.`,
    commands: [
      here(`npx nospof check ${check}`, `terraform -chdir=${stackFolder(names)} plan -detailed-exitcode`),
      ...looks,
    ],
    downtime: [],
    guide: 'who-serves-now',
  };
}

/** What fails on the first node of a tier with data, unless all of its nodes are in it. */
function lookAt({ after }: StepContext, tier: string): readonly Commands[] {
  const nodes = after.nodesOf(tier);
  const [node] = nodes;
  if (!node) return [];
  const line = membershipSign(after.machineOf(node), tier, nodes.length)?.command;
  return line === undefined ? [] : [{ on: [node.name], lines: [line] }];
}

/** Volumes that have come to be kept by this step. */
function removeSteps(context: StepContext): readonly Step[] {
  const { before, after, names } = context;
  const attached = [...before.nodes.values()].flatMap(({ volumes }) => volumes);
  const kept = attached.filter((volume) => fateOf(context, volume) === 'kept').sort();
  return kept.map((volume): Step => {
    const name = volumeTag(after.side.site ?? '', volume);
    const key = volume.slice(volume.indexOf('.') + 1).replaceAll('_', '-');
    return {
      phase: 'remove',
      title: `Delete the volume ${name}`,
      why: `Only when nothing on it is needed any more: it costs money, and it is the way back. Delete the line ${key} under keep: first.`,
      commands: [
        here(
          `terraform -chdir=${stackFolder(names)} state rm ${volume}`,
          `volume=$(aws ec2 describe-volumes --filters Name=tag:Name,Values=${name} --query 'Volumes[].VolumeId' --output text)`,
          'aws ec2 delete-volume --volume-id "$volume"',
        ),
      ],
      downtime: [],
      guide: 'move-data-from-a-kept-volume',
    };
  });
}
