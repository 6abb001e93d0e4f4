import { diffStacks } from '../../../../upgrade/diff/diff-stacks';
import { upgradeSteps } from '../../../../upgrade/steps';
import type { Step } from '../../../../upgrade/steps/step';
import { stub } from '../../../constructs/user-data/mysql/nodes';
import { needs } from '../../../helpers/programs';
import { runInScratchRoot, scratchRoot } from '../../../helpers/scratch-root';
import { blockersOf, sideOf } from '../../../helpers/upgrades';
import { titled, typed } from './printed';

/* The printed commands are typed into bash, as they are. Buckets are folders below /s3, and the state is a list of addresses. */

const site = (media: string, tier: string) => `name: shop
region: eu-central-1
tiers:
  balancer: { kind: haproxy, to: web }
  web: { kind: web, needs: [${media}] }
  ${tier}
`;
const BEFORE = site('media', 'media: { kind: cdn }');

function way(after: string): { readonly steps: readonly Step[]; readonly blockers: readonly string[] } {
  const upgrade = diffStacks(sideOf(BEFORE), sideOf(after));
  return { steps: upgradeSteps(upgrade, { stack: 'shop', file: 'shop.yaml' }).steps, blockers: blockersOf(upgrade) };
}

/** Addresses in /state, the name of each bucket in /names. */
const TERRAFORM = `shift
case "$1 $2" in
'init '*) ;;
'state show') echo "# $4:"; grep "^$4 " /names > /dev/null && grep -qx "$4" /state && sed -n "s|^$4 \\(.*\\)|    bucket = \\"\\1\\"|p" /names ;;
'state rm') shift 2; for one in "$@"; do grep -vx "$one" /state > /left; cp /left /state; done ;;
'state list') grep -x "$3" /state || { echo 'No matching objects' >&2; exit 1; } ;;
*) exit 9 ;;
esac`;

/** As much of the AWS command line as is typed; a destination that breaks off where /full is. */
const AWS = `place() { case "$1" in s3://*) echo "/s3/\${1#s3://}" ;; *) echo "$1" ;; esac; }
dry=; [ "$3" = --dryrun ] && dry=-n
args=(); for one in "$@"; do case "$one" in --*) ;; *) args+=("$one") ;; esac; done
case "$1 $2" in
's3 sync') mkdir -p "$(place "\${args[3]}")"; rsync -rt --itemize-changes $dry "$(place "\${args[2]}")/" "$(place "\${args[3]}")/" | grep '^[<>]f' || true ;;
's3 cp') cp "$(place "\${args[2]}")" "$(place "\${args[3]}")" ;;
's3 presign') echo "file://$(place "\${args[3]}")" ;;
*) exit 9 ;;
esac`;

const STUBS = [stub('terraform', TERRAFORM), stub('aws', AWS), stub('npx', ':')];

const HELD = ['one.jpg', 'a folder/ü 2.jpg'];
const WORLD = `PATH=/stub:$PATH
mkdir -p /project /srv/data/media "/s3/shop-media-1/media/a folder" /s3/shop-pics-1
echo 1 > /s3/shop-media-1/media/one.jpg; echo 2 > "/s3/shop-media-1/media/a folder/ü 2.jpg"; echo 3 > /s3/shop-media-1/logo.svg
cd /project
printf '%s\\n' aws_s3_bucket.media_store aws_s3_bucket_versioning.media_store_versions aws_s3_bucket.pics_store > /state
printf '%s\\n' 'aws_s3_bucket.media_store shop-media-1' 'aws_s3_bucket.pics_store shop-pics-1' > /names`;

async function carriedOut(commands: string, aside = ''): Promise<readonly string[]> {
  const [outcome] = await runInScratchRoot({
    files: [...STUBS, { path: '/typed/aside', content: aside, mode: '0644' }],
    commands: [`${WORLD}\n${commands}`],
  });
  if (outcome?.status !== 0) throw new Error(`${outcome?.stdout}\n${outcome?.stderr}`);
  return outcome.stdout.trim().split('\n');
}

describe('a bucket under another name', () => {
  const { steps, blockers } = way(site('pics', 'pics: { kind: cdn }'));
  const aside = typed(titled(steps, /^Set the bucket of media aside$/));
  const copy = typed(titled(steps, /^Copy the media of media to pics$/));

  test('somebody must decide, for visitors find nothing in it before the copy', () => {
    expect(blockers).toEqual(expect.arrayContaining(['data-destroyed aws_s3_bucket.media_store', 'data-moves pics']));
    expect(steps.findIndex(({ title }) => title.startsWith('Set the bucket'))).toBeLessThan(
      steps.findIndex(({ title }) => title.startsWith('Apply')),
    );
  });

  needs('rsync', scratchRoot)(
    'is forgotten with what is set on it, and its objects are copied, also a second time',
    async () => {
      const said = await carriedOut(
        `${aside}
cat /state
bash /typed/aside || cat bucket-of-media.txt
${copy}
${copy}
cd /s3/shop-pics-1; find . -type f | sort`,
        aside,
      );
      expect(said).toEqual([
        ...['shop-media-1 is set aside', 'aws_s3_bucket.pics_store', 'shop-media-1'],
        ...['>f+++++++++ logo.svg', '>f+++++++++ media/one.jpg', '>f+++++++++ media/a folder/ü 2.jpg'],
        ...['all of it is copied', 'all of it is copied'],
        ...['./logo.svg', ...HELD.map((name) => `./media/${name}`).sort()],
      ]);
    },
  );
});

describe('a bucket that becomes a media server of the same name', () => {
  const { steps, blockers } = way(site('media', 'media: { kind: media-server }'));
  const aside = typed(titled(steps, /^Set the bucket of media aside$/));
  const copy = titled(steps, /^Copy the media of media to the new server$/);

  test('somebody must decide', () => expect(blockers).toContain('replication-changed media'));

  needs(
    'rsync',
    'tar',
    scratchRoot,
  )('gets to its volume, as nginx’s own; what is there stays', async () => {
    const said = await carriedOut(`echo kept > /srv/data/media/new.jpg
${aside}
${typed(copy)} | tail -n 1 > /url
( ${typed(copy, 'media-1').replace("'…' # the address that was printed", '$(cat /url)')} )
cd /srv/data; find media -type f | sort; stat -c %U media/one.jpg`);
    expect(said).toEqual([
      ...['shop-media-1 is set aside', '>f+++++++++ one.jpg', '>f+++++++++ a folder/ü 2.jpg', 'all of it is copied'],
      ...['media/a folder/ü 2.jpg', 'media/new.jpg', 'media/one.jpg', 'www-data'],
    ]);
  });
});

test('a bucket that nothing follows is set aside, too: what is in it is deleted by hand alone', () => {
  const { steps, blockers } = way(site('', '').replace(', needs: []', ''));
  expect(blockers).toContain('data-abandoned media');
  expect(typed(titled(steps, /^Set the bucket of media aside$/))).toContain(
    'state rm aws_s3_bucket.media_store aws_s3_bucket_lifecycle_configuration.media_store_expiry',
  );
  expect(typed(titled(steps, /^Delete the bucket of media$/))).toContain('delete-bucket');
});
