import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  type ApplicationSource,
  applicationPart,
  type ReleaseProps,
} from '../../../../constructs/user-data/web/application';
import { run, runOrThrow } from '../../../helpers/processes';
import { needs } from '../../../helpers/programs';
import { PHP_VERSION } from './running';
import { Scratch, stepOf } from './scratch';

/** Stands for lib.sh and for the AWS CLI: a bucket is a folder, an ETag the MD5 of an object. */
const STUBS = `set -euo pipefail
site_object() { cp "$BUCKETS/shop-bucket/$1" "$2" 2> /dev/null; }
wait_for() { shift; for _ in 1 2 3; do if "$@"; then return 0; fi; done; return 1; }
runuser() { shift 3; "$@"; }
chown() { :; }
nospof-run() { (cd "$1" && sh -c "$2"); }
nospof-once() { echo "$@" >> "$ONCE"; shift 3; "$@"; }
aws() {
  local verb=$2 bucket=$4 key=$6 object
  object=$BUCKETS/$bucket/$key
  [ -e "$object" ] || return 1
  local etag; etag="\\"$(md5sum < "$object" | cut -c 1-32)\\""
  case $verb in
    head-object) echo "$etag" ;;
    get-object)
      if [ "$7" = --if-match ]; then [ "$8" = "$etag" ] || return 1; shift 2; fi
      cat "$object" > "$7" ;;
  esac
}
`;

const KEY = `application/${'a'.repeat(64)}.tar`;

describe('the application of a web node', () => {
  let scratch: Scratch;

  beforeEach(async () => {
    scratch = await Scratch.make();
    await mkdir(scratch.at('/srv/app'), { recursive: true });
  });

  afterEach(() => scratch.remove());

  /** Packs files into an object of a bucket and returns its SHA-256. */
  async function pack(object: string, files: Readonly<Record<string, string>>, compress = false): Promise<string> {
    const folder = scratch.at(`/source-${object.replaceAll('/', '-')}`);
    await mkdir(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(`${folder}/${name}`), { recursive: true });
      await writeFile(`${folder}/${name}`, text, { mode: 0o600 });
    }
    await scratch.write(`/buckets/${object}`, '');
    await runOrThrow('tar', [compress ? '-czf' : '-cf', scratch.at(`/buckets/${object}`), '-C', folder, '.']);
    return createHash('sha256')
      .update(await readFile(scratch.at(`/buckets/${object}`)))
      .digest('hex');
  }

  function install(source: ApplicationSource, runtime: 'wsgi' | 'php' = 'wsgi', more: Partial<ReleaseProps> = {}) {
    const script = scratch.adapt(stepOf(applicationPart({ ...source, ...more, runtime, php: PHP_VERSION })));
    return run('bash', ['-c', STUBS + script], {
      env: { BUCKETS: scratch.at('/buckets'), ONCE: scratch.at('/srv/once') },
    });
  }

  const current = (name: string) => readFile(scratch.at(`/srv/app/current/${name}`), 'utf8');

  async function publish(files: Readonly<Record<string, string>>): Promise<{ key: string; sha256: string }> {
    const sha256 = await pack('shop-bucket/next.tar', files);
    const key = `application/${sha256}.tar`;
    await scratch.write(`/buckets/shop-bucket/${key}`, '');
    await runOrThrow('cp', [scratch.at('/buckets/shop-bucket/next.tar'), scratch.at(`/buckets/shop-bucket/${key}`)]);
    return { key, sha256 };
  }

  needs('tar', 'python3')('becomes the current release in one step, readable to the web server', async () => {
    const { key, sha256 } = await publish({ 'wsgi.py': 'application = 1\n' });
    expect(await install({ key })).toMatchObject({ status: 0, stderr: '' });
    expect(await readlink(scratch.at('/srv/app/current'))).toBe(`releases/${sha256}`);
    expect(await readFile(scratch.at('/srv/app/release'), 'utf8')).toBe(`${sha256}\n`);
    const mode = await runOrThrow('stat', ['-c', '%a', scratch.at('/srv/app/current/wsgi.py')]);
    expect(mode.trim()).toBe('644');
    expect(await install({ key })).toMatchObject({ status: 0 });
  });

  needs('tar', 'python3')('keeps the last three releases, and can go back to one of them', async () => {
    const keys: string[] = [];
    for (const version of [1, 2, 3, 4]) {
      const { key } = await publish({ 'wsgi.py': `application = ${version}\n` });
      keys.push(key);
      expect(await install({ key })).toMatchObject({ status: 0 });
    }
    expect(await readdir(scratch.at('/srv/app/releases'))).toHaveLength(3);
    expect(await install({ key: keys[1] ?? '' })).toMatchObject({ status: 0 });
    expect(await current('wsgi.py')).toBe('application = 2\n');
    const next = await publish({ 'wsgi.py': 'application = 5\n' });
    expect(await install(next)).toMatchObject({ status: 0 });
    const ranBefore = keys[1]?.slice('application/'.length, -'.tar'.length);
    expect(await readdir(scratch.at('/srv/app/releases'))).toContain(ranBefore);
  });

  needs('tar', 'python3')('does not replace a release that works by one that does not load', async () => {
    const good = await publish({ 'wsgi.py': 'application = 1\n' });
    await install(good);
    for (const [name, text] of [
      ['wsgi.py', 'import nothing_such\n'],
      ['app.py', ''],
    ] as const) {
      const bad = await publish({ [name]: text });
      const outcome = await install(bad);
      expect(outcome.status).not.toBe(0);
      expect(outcome.stderr).toMatch(/nothing_such|no wsgi\.py at its top/);
      expect(await current('wsgi.py')).toBe('application = 1\n');
    }
  });

  needs('tar', 'python3')('finds the callable of a Django project, and of a module that is named', async () => {
    const files = {
      'manage.py': '',
      'shop/__init__.py': '',
      'shop/wsgi.py': 'application = 1\n',
      'app.py': 'flask = 2\n',
    };
    const { key, sha256 } = await publish(files);
    expect(await install({ key })).toMatchObject({ status: 0, stderr: '' });
    expect(await current('.module')).toBe('shop.wsgi\n');
    expect(await install({ key }, 'wsgi', { module: 'app:flask' })).toMatchObject({ status: 0, stderr: '' });
    expect(await current('.module')).toBe('app:flask\n');
    expect(await readlink(scratch.at('/srv/app/current'))).not.toBe(`releases/${sha256}`);
    const wrong = await install({ key }, 'wsgi', { module: 'app:none' });
    expect([wrong.status, wrong.stderr]).toEqual([1, expect.stringContaining("has no attribute 'none'")]);
    expect(await current('.module')).toBe('app:flask\n');
  });

  needs('tar', 'python3')(
    'is built where it will run, with its uploads in place, and then nobody’s to change',
    async () => {
      const { key } = await publish({ 'wsgi.py': 'application = 1\n' });
      const build = 'mkdir -p static && echo built > static/app.css';
      const uploads = { at: 'media/files', path: '/srv/uploads' };
      expect(await install({ key }, 'wsgi', { build, uploads })).toMatchObject({ status: 0, stderr: '' });
      expect(await current('static/app.css')).toBe('built\n');
      expect(await readlink(scratch.at('/srv/app/current/media/files'))).toBe(scratch.at('/srv/uploads'));
    },
  );

  needs('tar', 'python3')(
    'runs the command of a release before it switches, and keeps the old one where that fails',
    async () => {
      const seen = async () => (await readFile(scratch.at('/srv/once'), 'utf8')).trim().split('\n');
      const first = await publish({ 'wsgi.py': 'application = 1\n' });
      const release = 'test -f wsgi.py && ! grep -q bad wsgi.py';
      expect(await install({ key: first.key }, 'wsgi', { release })).toMatchObject({ status: 0, stderr: '' });
      expect(await install({ key: first.key }, 'wsgi', { release })).toMatchObject({ status: 0, stderr: '' });
      expect(await seen()).toEqual([expect.stringContaining(`wait release ${first.sha256}-`)]);
      const bad = await publish({ 'wsgi.py': 'application = "bad"\n' });
      expect((await install({ key: bad.key }, 'wsgi', { release })).status).toBe(1);
      expect(await current('wsgi.py')).toBe('application = 1\n');
      expect(await readFile(scratch.at('/srv/app/release'), 'utf8')).toBe(`${first.sha256}\n`);
    },
  );

  needs('tar')('refuses bytes that are not those that were published', async () => {
    const { key } = await publish({ 'wsgi.py': '' });
    await writeFile(scratch.at(`/buckets/shop-bucket/${key}`), 'something else');
    expect((await install({ key })).status).not.toBe(0);
    expect(await readdir(scratch.at('/srv/app/releases'))).toEqual([]);
  });

  needs('tar', `php${PHP_VERSION}`)('comes from another bucket by its ETag, compressed or not', async () => {
    await pack('my-builds/shop/latest.tar', { 'index.php': '<?php echo 1;' }, true);
    const source = { s3: 's3://my-builds/shop/latest.tar' };
    expect(await install(source, 'php')).toMatchObject({ status: 0, stderr: '' });
    expect(await current('index.php')).toBe('<?php echo 1;');
    expect(await readlink(scratch.at('/srv/app/current'))).toMatch(/^releases\/[0-9a-f]{32}$/);
    await pack('my-builds/shop/latest.tar', { 'index.php': '<?php echo 2;' });
    expect(await install(source, 'php')).toMatchObject({ status: 0 });
    expect(await current('index.php')).toBe('<?php echo 2;');
  });

  needs('python3')(
    'brings what requirements.txt asks for in an environment of its own',
    async () => {
      const { key, sha256 } = await publish({ 'wsgi.py': 'application = 1\n', 'requirements.txt': '# none\n' });
      await chmod(scratch.at('/srv/app'), 0o755);
      expect(await install({ key })).toMatchObject({ status: 0 });
      expect(await readdir(scratch.at(`/srv/app/releases/${sha256}/.venv`))).toContain('pyvenv.cfg');
    },
    120_000,
  );

  needs('shellcheck')('has scripts that shellcheck has nothing to say about', async () => {
    for (const source of [{ key: KEY }, { s3: "s3://my-builds/it's here.tar.gz" }]) {
      for (const runtime of ['wsgi', 'php'] as const) {
        const script = `#!/bin/bash\nset -euo pipefail\n${stepOf(applicationPart({ ...source, runtime, php: PHP_VERSION }))}`;
        expect(await run('shellcheck', ['-'], { input: script })).toMatchObject({ stdout: '', status: 0 });
      }
    }
  });

  it('refuses names that are neither', () => {
    expect(() => applicationPart({ key: 'application/latest.tar', runtime: 'php', php: PHP_VERSION })).toThrow(
      RangeError,
    );
    expect(() => applicationPart({ s3: 's3://bucket', runtime: 'php', php: PHP_VERSION })).toThrow(RangeError);
  });
});
