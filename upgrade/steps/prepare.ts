import { type Fields, fields } from '../../terraform/values';
import { type StepContext, stackFolder, synthLines, volumeTag } from './context';
import { here, type Step } from './step';

/** What comes before everything else. */
export function prepareSteps(context: StepContext): readonly Step[] {
  return [...stateStep(context), ...certificateStep(context), ...snapshotStep(context)];
}

/** Terraform that does not find its state would make everything a second time. */
function stateStep({ before, after, names }: StepContext): readonly Step[] {
  const [old, now] = [backendOf(before.side.terraform), backendOf(after.side.terraform)];
  if (old === undefined || now === undefined || JSON.stringify(old) === JSON.stringify(now)) return [];
  const [from, to] = [localState(old), localState(now)];
  const commands =
    from !== undefined && to !== undefined
      ? // Once it is there it is the newer one.
        [here(`cp -n ${from} ${to}`)]
      : [here(...synthLines(names), `terraform -chdir=${stackFolder(names)} init -migrate-state`)];
  const fix =
    from !== undefined && to !== undefined
      ? `Keep the name of the topology's file, or copy the state.`
      : 'Let Terraform carry it over.';
  return [
    {
      phase: 'prepare',
      title: 'Take the Terraform state along',
      why: `The state is at ${placeOf(old)}, and the new stack looks for it at ${placeOf(now)}. Without it everything would be made a second time. ${fix}`,
      commands,
      downtime: [],
    },
  ];
}

function backendOf(terraform: unknown): Fields | undefined {
  const block = fields(fields(terraform).terraform).backend;
  return block === undefined ? undefined : fields(block);
}

/** A local state, relative to the project's folder: a stack's folder is three below it. */
function localState(backend: Fields): string | undefined {
  const { path } = fields(backend.local);
  return typeof path === 'string' ? path.replace(/^(\.\.\/){3}/, '') : undefined;
}

function placeOf(backend: Fields): string {
  const { bucket, key } = fields(backend.s3);
  return localState(backend) ?? `s3://${String(bucket)}/${String(key)}`;
}

/** A balancer without its certificate serves a stand-in that browsers refuse. */
function certificateStep({ upgrade, after }: StepContext): readonly Step[] {
  const secret = (topology: typeof upgrade.after.topology) =>
    topology?.tiers.some((tier) => 'tls' in tier && tier.tls === 'secret') ?? false;
  if (!secret(upgrade.after.topology) || secret(upgrade.before.topology)) return [];
  return [
    {
      phase: 'prepare',
      title: 'Put the certificate where the balancers look for it',
      why: 'Without it they begin with a stand-in that browsers refuse.',
      commands: [
        here(
          'cat fullchain.pem privkey.pem > site.pem',
          `aws ssm put-parameter --overwrite --type SecureString --tier Intelligent-Tiering --name /nospof/${after.side.site ?? ''}/tls --value file://site.pem`,
        ),
      ],
      downtime: [],
      guide: 'certificates',
    },
  ];
}

/** Volumes whose data is copied, or whose machine is replaced. */
function snapshotStep({ upgrade, before, fates }: StepContext): readonly Step[] {
  const moved = fates.moves.flatMap(({ from }) => before.nodesOf(from.tier).flatMap(({ volumes }) => volumes));
  const replaced = upgrade.nodes.flatMap(({ event, address }) => {
    const node = [...before.nodes.values()].find((one) => one.address === address);
    return event === 'replaced' || event === 'upgraded' || event === 'destroyed' ? (node?.volumes ?? []) : [];
  });
  const changed = upgrade.resources
    .filter(({ type, action }) => type === 'aws_ebs_volume' && action !== 'create')
    .map(({ address }) => address);
  const volumes = [...new Set([...moved, ...replaced, ...changed])].filter((one) => before.stack.has(one)).sort();
  if (volumes.length === 0) return [];
  const tags = volumes.map((volume) => volumeTag(before.side.site ?? '', volume));
  return [
    {
      phase: 'prepare',
      title: `Take a snapshot of ${tags.length === 1 ? tags[0] : `${tags.length} data volumes`}`,
      why: 'The way back if something goes wrong. It does not stop anything.',
      commands: [
        here(
          `for name in ${tags.join(' ')}; do`,
          "  volume=$(aws ec2 describe-volumes --filters Name=tag:Name,Values=$name --query 'Volumes[].VolumeId' --output text)",
          '  aws ec2 create-snapshot --volume-id "$volume" --description "before the upgrade"',
          'done',
        ),
      ],
      downtime: [],
    },
  ];
}
