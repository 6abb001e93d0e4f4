import { NODE_FOLDERS } from '../../../model/node-files';
import { type UnitEntries, unitEntries, unitList, unitValue } from '../../../terraform/machine/systemd';
import { daemon, type Requirement } from './requirement';

const LIBRARY = /^\/usr\/local\/lib\/nospof\/lib\.sh$/;
const SETUP = /^\/usr\/local\/sbin\/nospof-setup$/;
const FOLLOW = /^\/usr\/local\/sbin\/nospof-follow$/;
const VOLUME = /^\/usr\/local\/sbin\/nospof-data-volume$/;
const AGENT = /^\/usr\/local\/sbin\/nospof-address$/;
const ALIVE = /^\/usr\/local\/sbin\/nospof-balancer-alive$/;
const ENVIRONMENT = /^\/etc\/nospof\/node\.env$/;
const APPLICATION = /^\/usr\/local\/lib\/nospof\/setup\.d\/50-application$/;
const RESTART = /\/nospof-restart\.conf$/;
const MASTER = /^\/etc\/systemd\/system\/(nospof-address)\.service$/;

/** Of a unit, or of what is dropped into its folder: all that its files say of it counts. */
const drop = (path: RegExp) => (lookedFor: string, says: (entries: UnitEntries) => boolean) =>
  daemon(path)(lookedFor, ({ files }, at) => {
    const [, unit = ''] = /^\/etc\/systemd\/system\/([^/]+?)(?:\.d\/[^/]+)?$/.exec(at) ?? [];
    return says(unitEntries(files, unit));
  });

/** Its older name is still taken, in either section (systemd.unit(5)). */
const LIMITS = ['Unit.StartLimitIntervalSec', 'Unit.StartLimitInterval', 'Service.StartLimitInterval'];

const requires =
  (path: RegExp) =>
  (says: RegExp, lookedFor: string): Requirement => ({ path, says, lookedFor });
const library = requires(LIBRARY);
const setup = requires(SETUP);
const follow = requires(FOLLOW);
const volume = requires(VOLUME);
const agent = requires(AGENT);
const alive = requires(ALIVE);
const application = requires(APPLICATION);

/** What brings any node up, and keeps its parts running. */
export const NODES: readonly Requirement[] = [
  ...['SITE', 'TIER', 'NODE', 'REGION', 'OS'].map(
    (name): Requirement => ({
      path: ENVIRONMENT,
      says: new RegExp(`^NOSPOF_${name}=\\S+$`, 'm'),
      lookedFor: `NOSPOF_${name}`,
    }),
  ),
  { path: ENVIRONMENT, says: /^NOSPOF_REGION=[a-z]{2}(-[a-z]+)+-\d$/m, lookedFor: 'a region (NOSPOF_REGION)' },
  { path: ENVIRONMENT, says: /^NOSPOF_OS=debian-1[2-9]$/m, lookedFor: 'a release of Debian (NOSPOF_OS)' },

  library(/^set -euo pipefail$/m, 'set -euo pipefail: what fails ends a step'),
  library(/^\. \/etc\/nospof\/node\.env$/m, 'who the node is (node.env)'),
  library(/^export AWS_DEFAULT_REGION=\$NOSPOF_REGION DEBIAN_FRONTEND=noninteractive$/m, 'the region of the node'),
  library(
    /curl [^\n]*-X PUT [^\n]*X-aws-ec2-metadata-token-ttl-seconds: \d+' http:\/\/169\.254\.169\.254\/latest\/api\/token$/m,
    "a token of EC2's metadata service",
  ),
  library(
    /curl [^\n]*X-aws-ec2-metadata-token: \$token" "http:\/\/169\.254\.169\.254\/latest\/\$1"$/m,
    "EC2's metadata service",
  ),
  library(/imds "meta-data\/tags\/instance\/nospof:\$1"$/m, "the instance's own tags"),
  library(/imds meta-data\/iam\/security-credentials\/\)/, "the role's credentials"),
  library(/imds "meta-data\/iam\/security-credentials\/\$role"\)/, 'credentials of the role'),
  library(/\bAccessKeyId SecretAccessKey Token; do$/m, 'the parts of credentials'),
  library(/printf 'user = "%s:%s"\\nheader = "X-Amz-Security-Token: %s"\\n'/, 'credentials as curl takes them'),
  library(/--aws-sigv4 "aws:amz:\$NOSPOF_REGION:\$1"/, 'signed requests'),
  library(/curl -K - [^\n]*--fail-with-body/, 'requests that fail where AWS refuses them'),
  library(/url=https:\/\/\$\(fact bucket\)\.s3\.\$NOSPOF_REGION\.amazonaws\.com\/\$1/, "the site's bucket"),
  library(/signed s3 "\$\{options\[@\]\}" "\$url"/, 'the request for an object'),
  library(/--etag-save "\$file\.etag\.new" -o "\$file\.new" -w '%\{http_code\}'/, 'an object that is written whole'),
  library(/\[ "\$code" = 200 \] \|\| return 0$/m, 'an object that is new (200)'),
  library(
    /sync "\$file\.new" && mv "\$file\.new" "\$file" && mv "\$file\.etag\.new" "\$file\.etag"$/m,
    'an object that is moved into its place',
  ),
  library(/until "\$@"; do$/m, 'what is waited for'),
  library(/-H "X-Amz-Target: AmazonSSM\.\$1" -d "@\$2"/, 'the action of SSM'),
  library(/"https:\/\/ssm\.\$NOSPOF_REGION\.amazonaws\.com\/"$/m, "SSM's endpoint"),
  library(/signed ssm [^\n]*Content-Type: application\/x-amz-json-1\.1/, 'requests as SSM takes them'),
  library(
    /ssm GetParameter <\(printf '\{"Name":"\/nospof\/%s\/%s","WithDecryption":true\}' "\$NOSPOF_SITE" "\$1"\)/,
    "secrets by the site's name",
  ),
  library(/jq -er '\.Parameter\.Value \/\/ empty'$/m, "a secret's value"),
  library(
    /ssm PutParameter <\(printf '\{"Name":"\/nospof\/%s\/%s","Type":"SecureString","Value":"%s"\}'/,
    'secrets that are kept encrypted',
  ),
  library(/head -c 24 \/dev\/urandom \| base64/, 'secrets that are drawn'),
  library(/secret_create\(\) \{\n\s*read_secret "\$1" && return$/m, 'a secret that is there already'),
  library(/^\s*secret "\$1"$/m, 'the secret that all nodes agree on'),
  library(/wait_for \d+ read_secret "\$1"$/m, 'a wait for secrets that another makes'),
  library(/install -D -m 0600 -o "\$3" \/dev\/null "\$2"$/m, 'secrets that their user alone reads'),
  library(/printf '%s' "\$value" > "\$2"$/m, 'a secret in its file'),
  library(/systemctl -q --no-reload enable "\$unit"/, 'units that start with the machine'),
  library(/\bsystemctl (?:-\S+ )*(?:re)?start "\$(?:unit|1)"/, 'units that are started'),
  library(/\bsystemctl (?:-\S+ )*"\$how" "\$unit"/, 'units that take a new configuration'),
  library(/^\s*systemctl daemon-reload$/m, 'units that systemd has read'),
  library(/now=\$\(sha256sum "\$@"/, 'what a unit was started with'),
  library(/printf '%s' "\$now" > "\$sums"$/m, 'what a unit was started with, kept'),
  library(/state=\$\(unit_state "\$unit"\)$/m, 'the state of a unit'),

  setup(
    /^\. \/usr\/local\/lib\/nospof\/lib\.sh$|bash -c '\. \/usr\/local\/lib\/nospof\/lib\.sh; \. "\$0"' "\$step"$/m,
    'each step run with the library',
  ),
  setup(/^for step in \/usr\/local\/lib\/nospof\/setup\.d\/\*; do$/m, 'all steps in their order'),
  setup(/^set -euo pipefail$/m, 'set -euo pipefail: a failed step is not complete'),
  setup(
    /^rm -f \/usr\/sbin\/policy-rc\.d \/var\/lib\/nospof\/complete$/m,
    'services that may start (policy-rc.d removed)',
  ),
  setup(/^mkdir -p \/var\/lib\/nospof$/m, 'its folder'),
  setup(/^touch \/var\/lib\/nospof\/complete$/m, 'the mark that setup is complete'),
  setup(/^systemctl -q --no-reload enable --now nospof-follow\.timer$/m, 'the timer by which setup is tried again'),
  setup(/^systemctl daemon-reload$/m, 'units that systemd has read'),
  setup(/^flock 9$/m, 'one setup at a time'),
  setup(/^exec 9> \/run\/nospof-setup\.lock$/m, 'the lock of setup'),

  follow(/^\. \/usr\/local\/lib\/nospof\/lib\.sh$/m, 'the library'),
  follow(/^cd \/var\/lib\/nospof$/m, 'its folder'),
  follow(/site_object "nodes\/\$NOSPOF_NODE\.yaml" wanted\.yaml/, "the node's own configuration in the bucket"),
  follow(
    /^nothing_new\(\) \{ \[ -e complete \] && cmp -s wanted\.yaml applied\.yaml; \}$/m,
    'a configuration that is compared with what is applied',
  ),
  follow(/^wanted$/m, 'what is wanted, fetched'),
  follow(/^nospof-setup$/m, 'setup, run again'),
  follow(/^nospof-files write wanted\.yaml applied\.yaml$/m, 'files that are written'),
  follow(/^nospof-files packages wanted\.yaml \| xargs -r apt-get [^\n]* install$/m, 'packages that are installed'),
  follow(/^apt-get -qq update$/m, 'lists of packages that are current'),
  follow(/^cp wanted\.yaml applied\.yaml\.new\nmv applied\.yaml\.new applied\.yaml$/m, 'what is applied, kept'),
  follow(/flock -n 8 \|\| exit 0$/m, 'one at a time'),
  follow(/exec 8> \/run\/nospof-follow\.lock$/m, 'the lock of following'),
  follow(/imds user-data \| zcat -f > applied\.yaml\.new$/m, 'what it was made with'),
  follow(/sleep \$\(\(\(\$\{NOSPOF_NODE##\*-\} - 1\) % 30 \* 60\)\)$/m, 'nodes that change one after the other'),

  volume(/^set -euo pipefail$/m, 'set -euo pipefail: what fails ends it'),
  volume(/^target=\/srv\/data label=nospof-data$/m, 'where data lie, and the label of their disk'),
  volume(/^\s*lsblk -J -p -o NAME,TYPE,MODEL,MOUNTPOINTS \| jq/m, 'disks that are looked for'),
  volume(/startswith\("Amazon Elastic Block Store"\)/, 'disks that are volumes of EBS'),
  volume(/\.children \/\/ \[\]\) == \[\] and all\(\.mountpoints\[\]; \. == null\)/, 'a disk that nothing uses'),
  volume(
    /^labelled\(\) \{ \[ "\$\(blkid -p -s LABEL -o value "\$1"\)" = \$label \]; \}$/m,
    'a disk known by its label',
  ),
  volume(/blkid -p "\$1" >&2 \|\| status=\$\?$/m, 'an empty disk, as blkid sees it'),
  volume(
    /^\s*\[ "\$status" = 2 \] && \[ "\$\(head -c 268435456 "\$1" \| tr -d '\\0' \| head -c 1 \| wc -c\)" = 0 \]$/m,
    'an empty disk, byte by byte',
  ),
  volume(/^\s*if at=\$\(backup "\$source"\); then$/m, 'what is left of a file system, looked for before one is made'),
  volume(/^\s*blank "\$source" \|\| die /m, 'no disk formatted that is not empty'),
  volume(/^\s*if ! labelled "\$source"; then$/m, 'no disk formatted that has the label'),
  volume(/\[ "\$\(wc -l <<<"\$found"\)" = 1 \] \|\| die /, 'one disk, not several'),
  volume(/^\s*mkfs\.ext4 -q -I 512 -i \$bytes_per_inode -m 1 -L \$label "\$source"$/m, 'a file system with the label'),
  volume(/^bytes_per_inode=\d{4,6}$/m, 'room for files (bytes_per_inode)'),
  volume(/^\s*source=\$found$/m, 'the disk that was found'),
  volume(
    /^\s*entry="LABEL=\$label \$target ext4 noatime,nofail,\S+ 0 2"$/m,
    'the entry by which it is mounted at each start',
  ),
  volume(/^\s*grep -qxF "\$entry" \/etc\/fstab \|\| echo "\$entry" >>\/etc\/fstab$/m, 'the entry in fstab'),
  volume(/^\s*mount -t ext4 -o noatime "\$source" "\$target"$/m, 'the mount'),
  volume(/^mkdir -p "\$target"$/m, 'the folder that it is mounted at'),
  volume(/^flock 9$/m, 'one at a time'),
  volume(/^source=\$\(findmnt -fnro SOURCE -M "\$target" \|\| true\)$/m, 'what is mounted already'),
  volume(/resize2fs "\$source"/, 'a file system that grows with its disk'),

  agent(/^\. \/usr\/local\/lib\/nospof\/lib\.sh$/m, 'the library'),
  agent(/^exec 3<>\/run\/nospof-vrrp$/m, 'the pipe that keepalived writes to'),
  agent(/^ip addr replace \d+\.\d+\.\d+\.\d+\/32 dev "\$device"$/m, 'the second address on its interface'),
  agent(/id=\$\(fact address-id\)/, 'which address it moves (address-id)'),
  agent(/ip=\$\(fact address-ip\)/, 'which address it looks for (address-ip)'),
  agent(/self=\$\(imds meta-data\/instance-id\)/, 'which instance it is'),
  agent(
    /--allocation-id "\$id" --instance-id "\$self" --private-ip-address \d+\.\d+\.\d+\.\d+ \\$/m,
    'the address, moved to this instance',
  ),
  agent(/--allow-reassociation\b/, 'an address that is taken from whoever has it (--allow-reassociation)'),
  agent(/^\s*if \[ "\$state" = MASTER \] && [^\n]*; then take; fi$/m, 'a master that takes the address'),
  agent(/^\s*state=\$\{new%%_\*\} rest=0$/m, 'the state that keepalived tells'),
  agent(/^\s*if \[ "\$kind" != INSTANCE \]; then continue; fi$/m, 'word of the instance alone'),
  alive(/^exec 3<>\/dev\/tcp\/127\.0\.0\.1\/8404 \|\| exit$/m, "haproxy's own page"),
  alive(/GET \/nospof\/alive HTTP\/1\.0/, 'the page that haproxy answers'),
  alive(/\[ "\$status" = 200 \]$/m, 'status 200'),

  application(/site_object "[^"]+" \/srv\/app\/archive|get-object --bucket \S+ --key \S+/, 'the application, fetched'),
  application(/sha256sum --check --status$|get-object/m, 'the application as it was packed'),
  application(/^\s*tar -xf \/srv\/app\/archive -C "\$new" --no-same-owner$/m, 'the application, unpacked'),
  application(/^ln -sfn "releases\/\$name" \/srv\/app\/next$/m, 'the release in use'),
  application(/^mv -T \/srv\/app\/next \/srv\/app\/current$/m, 'a release that is changed at once'),
  application(/^\s*touch "\$new\/\.complete"$/m, 'the mark that a release is complete'),
  application(/^\s*mkdir "\$new"$/m, 'the folder of a release'),
  application(/^echo "\$name" > \/srv\/app\/release$/m, 'the name of the release, which servers are reloaded by'),

  drop(RESTART)('a daemon that comes again (Restart=always)', (all) => unitValue(all, 'Service.Restart') === 'always'),
  drop(RESTART)(
    'a daemon that comes again however often it fell (StartLimitIntervalSec=0)',
    (all) => all.findLast(([key]) => LIMITS.includes(key))?.[1].replace(/[a-z]+$/, '') === '0',
  ),
  drop(/\/nospof-data\.conf$/)('no start without the data volume (RequiresMountsFor)', (all) =>
    unitList(all, 'Unit.RequiresMountsFor').includes(NODE_FOLDERS.data),
  ),
  drop(MASTER)('the pipe, made before keepalived starts', (all) =>
    all.some(
      ([key, value]) =>
        key === 'Service.ExecStartPre' && /^-\/usr\/bin\/mkfifo -m 0?600 \/run\/nospof-vrrp$/.test(value),
    ),
  ),
  drop(MASTER)('its start before keepalived', (all) => unitList(all, 'Unit.Before').includes('keepalived.service')),
];
