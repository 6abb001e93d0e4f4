import { NODE_FOLDERS } from '../../model/node-files';
import type { DataMove } from '../data/moves';
import { type Store, storesOf } from '../data/stores';
import { type MovePart, type StepContext, stackFolder, synthLines } from './context';
import { type Commands, here, type Step } from './step';

/** Where the application's media are in a bucket, and below a media server's volume. */
const FOLDER = 'media';

/**
 * Buckets that leave the Terraform, out of its state before the apply: S3 refuses to destroy one with anything in it, so the apply would
 * fail halfway, and what is in it is copied afterwards or looked at by somebody.
 */
export function bucketAsideSteps(context: StepContext): readonly Step[] {
  const terraform = `terraform -chdir=${stackFolder(context.names)}`;
  return leavingBuckets(context).map(({ bucket, tier, settings }): Step => {
    const file = noteOf(tier);
    return {
      phase: 'prepare',
      title: `Set the bucket of ${tier} aside`,
      why: `${bucket} leaves the Terraform, and S3 refuses to destroy a bucket that holds anything: the apply would fail halfway. So Terraform forgets it, and it stays with all that is in it, under the name that is written into ${file}. Go on only when it says that it is set aside.`,
      commands: [
        here(
          ...synthLines(context.names),
          `${terraform} init -input=false > /dev/null`,
          '( set -e',
          `  bucket=$(${nameOf(terraform, bucket)})`,
          '  [ -n "$bucket" ] # or it was set aside before',
          `  echo "$bucket" > ${file}`,
          `  ${terraform} state rm ${[bucket, ...settings].join(' ')}`,
          `  [ -z "$(${terraform} state list ${bucket})" ]`,
          '  echo "$bucket is set aside" )',
        ),
      ],
      downtime: [],
    };
  });
}

/** A bucket that was set aside is deleted by hand, when nobody needs it any more. */
export function bucketRemovals(context: StepContext): readonly Step[] {
  return leavingBuckets(context).map(({ tier }): Step => {
    const file = noteOf(tier);
    return {
      phase: 'remove',
      title: `Delete the bucket of ${tier}`,
      why: 'Only when nothing in it is needed any more: it is the only copy of what was not copied. A lifecycle rule empties it, old versions too, within some days; then it can be deleted.',
      commands: [
        here(
          `aws s3api put-bucket-lifecycle-configuration --bucket "$(cat ${file})" --lifecycle-configuration '${EMPTYING}'`,
          `aws s3api delete-bucket --bucket "$(cat ${file})" # refused until it is empty`,
        ),
      ],
      downtime: [],
    };
  });
}

/** Everything expires after a day, old versions a day later, and then what marks them as deleted. */
const EMPTYING = JSON.stringify({
  Rules: [
    {
      ID: 'empty',
      Status: 'Enabled',
      Filter: { Prefix: '' },
      Expiration: { Days: 1 },
      NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    },
    { ID: 'markers', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { ExpiredObjectDeleteMarker: true } },
  ],
});

/** The copy of a bucket's objects, after the apply: into another bucket, or onto a media server's volume. */
export function bucketCopy(context: StepContext, move: DataMove): MovePart {
  const { from, to } = move;
  const [bucket = ''] = from.holders;
  const terraform = `terraform -chdir=${stackFolder(context.names)}`;
  const source = context.after.stack.has(bucket)
    ? `old=$(${nameOf(terraform, bucket)})`
    : `old=$(cat ${noteOf(from.tier)})`;
  const commands = to.engine === 'cdn' ? toBucket(source, terraform, to) : toServer(source, from.tier, to);
  return {
    move,
    hold: [],
    steps: [
      {
        phase: 'copy',
        title: `Copy the media of ${from.tier} to ${to.tier === from.tier ? 'the new server' : to.tier}`,
        why: `Until then what was stored before is missing on the site. Names stay, and what visitors call them by changes: the application must make the new addresses. Objects stay in the old bucket; the copy can be begun again.${to.engine === 'cdn' ? '' : ` A media server serves what is below ${FOLDER}/ alone; your own machine needs room for all of it, twice.`}`,
        commands,
        downtime: [],
      },
    ],
  };
}

function toBucket(source: string, terraform: string, { holders: [bucket = ''] }: Store): readonly Commands[] {
  return [
    here(
      source,
      `new=$(${nameOf(terraform, bucket)})`,
      'aws s3 sync --only-show-errors "s3://$old" "s3://$new"',
      `[ -z "$(aws s3 sync --dryrun "s3://$old" "s3://$new")" ] && echo 'all of it is copied'`,
    ),
  ];
}

/** By an archive under a signed address: a media server's node has no right to read any bucket of the site but its configuration's. */
function toServer(source: string, tier: string, { nodes }: Store): readonly Commands[] {
  const folder = `media-of-${tier}`;
  return [
    here(
      source,
      `mkdir -p ${folder}/${FOLDER}`,
      `aws s3 sync --only-show-errors "s3://$old/${FOLDER}" ${folder}/${FOLDER}`,
      `tar --owner=www-data --group=www-data -cf ${folder}.tar -C ${folder} ${FOLDER}`,
      `aws s3 cp --only-show-errors ${folder}.tar "s3://$old/${folder}.tar"`,
      `aws s3 presign --expires-in 36000 "s3://$old/${folder}.tar"`,
    ),
    {
      on: nodes.map(({ name }) => name),
      lines: [
        "url='…' # the address that was printed",
        'set -o pipefail',
        `curl -fsS "$url" | tar -xf - -C ${NODE_FOLDERS.data} --skip-old-files`,
        `curl -fsS "$url" | tar -df - -C ${NODE_FOLDERS.data} && echo 'all of it is copied'`,
      ],
    },
  ];
}

/** What prints a bucket's name, from the state. */
function nameOf(terraform: string, bucket: string): string {
  return `${terraform} state show -no-color ${bucket} | awk '$1 == "bucket" { gsub(/"/, "", $3); print $3 }'`;
}

/** The file, in the project's folder, that keeps the name of a bucket which Terraform has forgotten. */
function noteOf(tier: string): string {
  return `bucket-of-${tier}.txt`;
}

interface LeavingBucket {
  readonly bucket: string;
  readonly tier: string;
  /** What is set on it, by the same Terraform: it stays as it is, too. */
  readonly settings: readonly string[];
}

function leavingBuckets({ before, after, upgrade }: StepContext): readonly LeavingBucket[] {
  const destroyed = new Set(
    upgrade.resources.filter(({ action }) => action === 'destroy').map(({ address }) => address),
  );
  const gone = storesOf(before).filter(
    ({ engine, holders: [bucket = ''] }) => engine === 'cdn' && destroyed.has(bucket) && !after.stack.has(bucket),
  );
  return gone.flatMap(({ tier, holders: [bucket = ''] }) => {
    const settings = [...before.stack.all]
      .filter(({ address, type, body }) => {
        return (
          type.startsWith('aws_s3_bucket_') && destroyed.has(address) && before.stack.addressOf(body.bucket) === bucket
        );
      })
      .map(({ address }) => address)
      .sort();
    return [{ bucket, tier, settings }];
  });
}
