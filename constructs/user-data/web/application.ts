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

export type ApplicationPartProps = ApplicationSource & {
  /** `wsgi`: the archive has `wsgi.py` at its top; `php`: `index.php`. */
  readonly runtime: 'wsgi' | 'php';
  /** PHP's version, as `8.4`. */
  readonly php: string;
};

/**
 * Fetches the application with the node's role into `/srv/app/releases/NAME` and points `/srv/app/current` at it in one
 * rename. A release that is incomplete or does not load never becomes the current one; the last three are kept.
 */
export function applicationPart(props: ApplicationPartProps): MachinePart {
  const { entry, prepare } = RUNTIMES[props.runtime](props);
  const step = script('web/application-step.sh', {
    FIND_RELEASE: 'key' in props ? fromOwnBucket(props.key) : fromElsewhere(props.s3),
    ENTRY: entry,
    PREPARE: prepare,
    RELEASE_FILE,
  });
  return { steps: [{ order: SETUP_ORDER.application, name: 'application', script: step }] };
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

const WSGI_PREPARE = `  python=/usr/bin/python3
  if [ -f "$new/requirements.txt" ]; then
    $python -m venv --system-site-packages "$new/.venv"
    python=$new/.venv/bin/python
    wait_for 600 "$python" -m pip install -q -r "$new/requirements.txt"
  fi
  (cd "$new" && runuser -u www-data -- "$python" -B -c 'from wsgi import application')`;

const RUNTIMES = {
  wsgi: () => ({ entry: 'wsgi.py', prepare: WSGI_PREPARE }),
  php: ({ php }: Pick<ApplicationPartProps, 'php'>) => ({
    entry: 'index.php',
    prepare: `  php${php} -l "$new/index.php" > /dev/null`,
  }),
} as const;
