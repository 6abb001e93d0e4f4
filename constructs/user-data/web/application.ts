import { createHash } from 'node:crypto';
import type { ServiceAddress } from '../../../model/node-files';
import { type MachinePart, SETUP_ORDER } from '../machine';
import { script } from '../script';
import { quote } from '../shell';

/** Names the release that runs; the web server reloads when it changes. */
export const RELEASE_FILE = '/srv/app/release';

/** The archive of the application: `.tar`, or compressed by anything that tar knows by content. */
export type ApplicationSource =
  /** An object of the site's own bucket, named by its SHA-256: `application/<sha256>.tar`. */
  | { readonly key: string }
  /** An object elsewhere, as `s3://bucket/key`. A release is named by its ETag, taken when setup runs. */
  | { readonly s3: string };

/** How an archive becomes a release. */
export interface ReleaseProps {
  /** `wsgi`: Python, served by mod_wsgi; `php`: by php-fpm. */
  readonly runtime: 'wsgi' | 'php';
  /** PHP's version, as `8.4`. */
  readonly php: string;
  /**
   * The WSGI callable, as `shop.wsgi` or `shop.wsgi:app`.
   * @default - `application` of the `wsgi.py` at the archive's top, else of the only one in a folder below it
   */
  readonly module?: string;
  /** Folder of the archive with `index.php`. @default - its top */
  readonly root?: string;
  /** Where the application has visitors' files below `root`, and where they are. @default - nowhere */
  readonly uploads?: { readonly at: string; readonly path: string };
  /** Command that each node runs in a new release, with the right to write there. @default - none */
  readonly build?: string;
  /** Command that one node of the tier runs for each new release before any switches to it. @default - none */
  readonly release?: string;
  /** Database that the release's command is to find. @default - it waits for none */
  readonly database?: ServiceAddress;
  /** Whether `nospof-run` is there with settings of the application. @default false */
  readonly hasSettings?: boolean;
}

export type ApplicationPartProps = ApplicationSource & ReleaseProps;

/**
 * Fetches the application with the node's role into `/srv/app/releases/NAME` and points `/srv/app/current` at it in one
 * rename. A release that is incomplete, does not load or whose command fails never becomes the current one; the last three are kept.
 */
export function applicationPart(props: ApplicationPartProps): MachinePart {
  const step = script('web/application-step.sh', {
    FIND_RELEASE: 'key' in props ? fromOwnBucket(props.key) : fromElsewhere(props.s3),
    VARIANT: variant(props),
    PREPARE: props.runtime === 'wsgi' ? prepareWsgi(props) : preparePhp(props),
    RELEASE_COMMAND: released(props),
    RELEASE_FILE,
  });
  return { steps: [{ order: SETUP_ORDER.application, name: 'application', script: step }] };
}

/** One archive that is prepared in another way is another release. */
function variant({ build, module, root, uploads }: ReleaseProps): string {
  if ([build, module, root, uploads].every((one) => one === undefined)) return '';
  return `-${shortDigest(JSON.stringify([build, module, root, uploads]))}`;
}

function shortDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** Below the web server's root, so that the application finds there what the web server serves. */
function linkUploads({ root, uploads }: ReleaseProps): readonly string[] {
  if (!uploads) return [];
  const at = `"\${new:?}"/${quote([...(root === undefined ? [] : [root]), uploads.at].join('/'))}`;
  return [`  rm -rf ${at}`, `  mkdir -p "$(dirname ${at})"`, `  ln -s ${quote(uploads.path)} ${at}`];
}

/** What a build wrote is nobody's to change afterwards, as the rest of a release. */
function runBuild({ build }: ReleaseProps): readonly string[] {
  if (build === undefined) return [];
  return [
    '  chown -hR www-data "$new"',
    `  nospof-run "$new" ${quote(build)}`,
    '  chown -hR root:root "$new"',
    '  chmod -R u+rwX,go+rX,go-w "$new"',
  ];
}

/**
 * The command of a release. One that has run on this node is not asked for again; that it has run for the tier, the tier's nodes
 * tell each other (`once.ts`).
 */
function released({ release, database }: ReleaseProps): string {
  if (release === undefined) return '';
  const answers = database
    ? `  database_answers() { [ "$(timeout 5 head -c 5 < /dev/tcp/${database.host}/${database.port} | wc -c)" = 5 ]; } 2> /dev/null
  wait_for 900 database_answers
`
    : '';
  return `id=$name-${shortDigest(release)}
if [ "$(cat /srv/app/released 2> /dev/null)" != "$id" ]; then
${answers}  nospof-once wait release "$id" nospof-run "$new" ${quote(release)}
  echo "$id" > /srv/app/released
fi
`;
}

function fromOwnBucket(key: string): string {
  const [, sha256, ending = ''] = /^application\/([0-9a-f]{64})(\.[a-z0-9.]+)?$/.exec(key) ?? [];
  if (!sha256) throw new RangeError(`the application's key is ${key}; it must be application/<sha256>.tar`);
  return `release=${sha256}
fetch() {
  site_object "application/$release${ending}" /srv/app/archive \\
    && echo "$release  /srv/app/archive" | sha256sum --check --status
}`;
}

function fromElsewhere(s3: string): string {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(s3) ?? [];
  if (!bucket || !key) throw new RangeError(`the application is ${s3}; it must be s3://bucket/key`);
  const object = `--bucket ${quote(bucket)} --key ${quote(key)}`;
  return `find_etag() { etag=$(aws s3api head-object ${object} --query ETag --output text); }
wait_for 900 find_etag
release=\${etag//[!A-Za-z0-9-]/}
fetch() { aws s3api get-object ${object} --if-match "$etag" /srv/app/archive > /dev/null; }`;
}

/** As the loader does it. */
const TRIAL =
  'import importlib; name, _, call = open(".module").read().strip().partition(":"); getattr(importlib.import_module(name), call or "application")';

/** Finds the callable and notes it for the loader, and loads it once on trial. */
function prepareWsgi(props: ReleaseProps): string {
  return [
    ...(props.module === undefined ? FIND_MODULE : [`  module=${quote(props.module)}`]),
    '  echo "$module" > "$new/.module"',
    '  python=/usr/bin/python3',
    '  if [ -f "$new/requirements.txt" ]; then',
    '    $python -m venv --system-site-packages "$new/.venv"',
    '    python=$new/.venv/bin/python',
    '    wait_for 600 "$python" -m pip install -q -r "$new/requirements.txt"',
    '  fi',
    ...linkUploads(props),
    ...runBuild(props),
    props.hasSettings
      ? `  nospof-run "$new" "exec $python -B -c "${quote(quote(TRIAL))}`
      : `  (cd "$new" && runuser -u www-data -- "$python" -B -c '${TRIAL}')`,
  ].join('\n');
}

const FIND_MODULE = [
  '  module=wsgi',
  '  if [ ! -f "$new/wsgi.py" ]; then',
  '    found=("$new"/*/wsgi.py)',
  '    if [ ${#found[@]} != 1 ] || [ ! -f "${found[0]}" ]; then',
  `      echo "the application's archive has no wsgi.py at its top, nor in one folder below it" >&2`,
  '      exit 1',
  '    fi',
  '    module=$(basename "${found[0]%/wsgi.py}").wsgi',
  '  fi',
];

function preparePhp(props: ReleaseProps): string {
  const entry = [...(props.root === undefined ? [] : [props.root]), 'index.php'].join('/');
  const where = props.root === undefined ? 'at its top' : `in ${props.root}`;
  return [
    `  if [ ! -f "$new/${entry}" ]; then echo "the application's archive has no index.php ${where}" >&2; exit 1; fi`,
    ...linkUploads(props),
    ...runBuild(props),
    `  php${props.php} -l "$new/${entry}" > /dev/null`,
  ].join('\n');
}
