import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { webParts } from '../../../../constructs/user-data/web';
import { runOrThrow } from '../../../helpers/processes';
import { needs } from '../../../helpers/programs';
import { PHP_VERSION, startWebServer, WEB_SERVER_NEEDS, type WebServer } from './running';
import type { Scratch } from './scratch';

/* Small applications as people have them, under the daemons and with the settings that the nodes have. */

const VALUE = `5 $ for "two" \\ one's`;
const SECRET = 'p$a"s\\s\'w\nsecond line';
const SETTINGS = { env: { GREETING: VALUE }, secrets: { STRIPE_KEY: '/shop/stripe-key' } };
const NODE = {
  site: 'shop',
  tier: 'web',
  node: 'web-1',
  memoryMiB: 1024,
  vcpus: 2,
  healthPath: '/health',
  maxUploadMiB: 3,
  trustedProxies: ['127.0.0.1'],
  services: {},
  settings: SETTINGS,
  redirects: { from: ['www.shop.example.com', 'shop.example.org'], to: 'shop.example.com' },
};

/** Runs the step that fetches the settings; the parameter store is a function. */
async function fetchSettings(scratch: Scratch, runtime: 'wsgi' | 'php'): Promise<void> {
  const parts = webParts({ ...NODE, runtime, php: PHP_VERSION });
  const step = parts.flatMap((part) => part.steps ?? []).find(({ name }) => name === 'settings');
  const script = scratch.adapt(step?.script ?? 'exit 1');
  await chmod(scratch.at('/usr/local/sbin/nospof-run'), 0o755);
  const stubs = `set -euo pipefail
PATH=${scratch.at('/usr/local/sbin')}:$PATH
wait_for() { shift; "$@"; }
ssm() { jq -e 'select(.Name == "/shop/stripe-key")' "$2" > /dev/null && jq -n --arg value "$SECRET" '{Parameter: {Value: $value}}'; }
`;
  // Only root gives files away; the server of an ordinary user's test runs as that user.
  const own = process.getuid?.() === 0 ? '' : `install() { command install "\${@/#www-data/$(id -un)}"; }\n`;
  await runOrThrow('bash', ['-c', stubs + own + script], { env: { SECRET } });
}

async function uploaded(scratch: Scratch, at: string): Promise<void> {
  await mkdir(scratch.at('/srv/uploads'), { recursive: true });
  await writeFile(scratch.at('/srv/uploads/photo.jpg'), 'a photo');
  for (const name of ['evil.php', 'evil.PHP', 'evil.phtml'])
    await writeFile(scratch.at(`/srv/uploads/${name}`), '<?php echo "ran";');
  await mkdir(scratch.at(`/srv/app/releases/one/${at.slice(0, at.lastIndexOf('/') + 1)}`), { recursive: true });
  await symlink(scratch.at('/srv/uploads'), scratch.at(`/srv/app/releases/one/${at}`));
}

/** As `fetch`, which sends no other Host and tidies paths. */
function asking(server: () => WebServer) {
  return (path: string, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; text: string; headers: Headers }>((resolve, reject) => {
      const outgoing = request({ host: '127.0.0.1', port: server().port, path, headers, agent: false }, (incoming) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part: Buffer) => parts.push(part));
        incoming.once('end', () => {
          const all = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]);
          resolve({
            status: incoming.statusCode ?? 0,
            text: Buffer.concat(parts).toString(),
            headers: new Headers(all),
          });
        });
      });
      outgoing.once('error', reject);
      outgoing.end();
    });
}

const ECHO = (name: string) =>
  `<?php echo "${name} ", explode('?', $_SERVER['REQUEST_URI'])[0], ' ', ($_SERVER['PATH_INFO'] ?? '') ?: '-', ' ', $_GET['q'] ?? '-';`;

describe('PHP files beside a front controller, as WordPress has them', () => {
  const check = needs(...WEB_SERVER_NEEDS.php, 'jq');
  let server: WebServer;
  const get = asking(() => server);

  beforeAll(async () => {
    if (!WEB_SERVER_NEEDS.php.every((need) => need.met)) return;
    const files = {
      'index.php': ECHO('front'),
      'wp-login.php': ECHO('login'),
      'wp-admin/index.php': ECHO('admin'),
      'wp-admin/options.php': ECHO('options'),
      'wp-content/themes/plain/style.css': 'body {}',
      'wp-content/themes/plain/page.php': ECHO('theme'),
      'settings.php':
        "<?php echo getenv('GREETING'), '|', $_SERVER['STRIPE_KEY'], '|', ini_get('memory_limit'), '|', ini_get('max_input_vars');",
      '.env': 'SECRET=1',
      'dump.sql': 'secret',
      '.well-known/security.txt': 'mail us',
    };
    server = await startWebServer(
      {
        ...NODE,
        runtime: 'php',
        layout: { beside: 'scripts', memoryMiB: 512, maxInputVars: 3000 },
        uploads: { at: 'wp-content/uploads', path: '/srv/uploads' },
      },
      () => files,
      async (scratch) => {
        await uploaded(scratch, 'wp-content/uploads');
        await fetchSettings(scratch, 'php');
      },
    );
  }, 60_000);
  afterAll(() => server?.stop(), 30_000);

  check('run where they are, and everything else is the front controller’s', async () => {
    expect((await get('/')).text).toBe('front / - -');
    expect((await get('/2026/a-post/?q=1')).text).toBe('front /2026/a-post/ - 1');
    expect((await get('/wp-login.php?q=2')).text).toBe('login /wp-login.php - 2');
    expect((await get('/wp-admin/')).text).toBe('admin /wp-admin/ - -');
    expect((await get('/wp-admin/options.php/more')).text).toBe('options /wp-admin/options.php/more /more -');
    expect((await get('/gone.php?q=3')).text).toBe('front /gone.php - 3');
    const folder = await get('/wp-admin', { Host: 'shop.example.com' });
    expect([folder.status, folder.headers.get('location')]).toEqual([301, '/wp-admin/']);
  });

  check('are served as files where they are no PHP', async () => {
    const css = await get('/wp-content/themes/plain/style.css');
    expect([css.text, css.headers.get('content-type')]).toEqual(['body {}', 'text/css']);
    expect((await get('/.well-known/security.txt')).text).toBe('mail us');
    for (const path of ['/.env', '/dump.sql', '/wp-content/.env']) expect((await get(path)).status).toBe(404);
  });

  check('have the application’s settings, whatever is in them, and its limits', async () => {
    expect((await get('/settings.php')).text).toBe(`${VALUE}|${SECRET}|512M|3000`);
  });

  check('run nothing that visitors uploaded', async () => {
    const photo = await get('/wp-content/uploads/photo.jpg');
    expect([photo.text, photo.headers.get('x-content-type-options')]).toEqual(['a photo', 'nosniff']);
    for (const name of ['evil.php', 'evil.PHP', 'evil.phtml', 'evil.php/x', 'photo.jpg/x.php', '%65vil.php']) {
      const answer = await get(`/wp-content/uploads/${name}`);
      expect([name, answer.status]).toEqual([name, 404]);
    }
    expect((await get('/wp-content/../wp-content/uploads/evil.php')).status).toBe(404);
  });

  check('lead other names to the site’s own', async () => {
    for (const host of NODE.redirects.from) {
      const { status, headers } = await get('/a?b=1', { Host: host });
      expect([status, headers.get('location')]).toEqual([301, 'http://shop.example.com/a?b=1']);
    }
  });
});

describe('a public folder of PHP, as Laravel and Symfony have it', () => {
  const check = needs(...WEB_SERVER_NEEDS.php);
  let server: WebServer;
  const get = asking(() => server);

  beforeAll(async () => {
    if (!WEB_SERVER_NEEDS.php.every((need) => need.met)) return;
    const { settings: _, ...node } = NODE;
    const files = {
      'public/index.php': ECHO('front'),
      'public/other.php': ECHO('other'),
      'public/favicon.ico': 'icon',
      'public/build/app.js': '1',
      'config.php': ECHO('config'),
    };
    server = await startWebServer({ ...node, runtime: 'php', layout: { root: 'public' } }, () => files);
  }, 60_000);
  afterAll(() => server?.stop(), 30_000);

  check('serves its files, and runs index.php alone', async () => {
    expect((await get('/')).text).toBe('front / - -');
    expect((await get('/favicon.ico')).text).toBe('icon');
    expect((await get('/build/app.js')).text).toBe('1');
    for (const path of ['/build/', '/other.php', '/config.php', '/users/1']) {
      expect((await get(path)).text).toMatch(/^front /);
    }
    expect((await get('/health')).text).toBe('ok\n');
  });
});

const DJANGO = `import os


def application(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain')])
    values = [environ['PATH_INFO'], os.environ['GREETING'], os.environ['STRIPE_KEY'], os.getcwd().rsplit('/', 1)[-1]]
    return ['|'.join(values).encode()]
`;

describe('a project folder with manage.py and a wsgi.py inside, as Django has it', () => {
  const check = needs(...WEB_SERVER_NEEDS.wsgi, 'jq');
  let server: WebServer;
  const get = asking(() => server);

  beforeAll(async () => {
    if (!WEB_SERVER_NEEDS.wsgi.every((need) => need.met)) return;
    const files = { 'manage.py': '', 'shop/__init__.py': '', 'shop/wsgi.py': DJANGO, '.module': 'shop.wsgi\n' };
    server = await startWebServer(
      { ...NODE, runtime: 'wsgi', uploads: { at: 'media', path: '/srv/uploads' } },
      () => files,
      async (scratch) => {
        await uploaded(scratch, 'media');
        await fetchSettings(scratch, 'wsgi');
        // The server's processes here are this test's user.
        await runOrThrow('chown', ['-R', String(process.getuid?.() ?? 0), scratch.at('/etc/nospof/secrets')]).catch(
          () => '',
        );
        await runOrThrow('chmod', ['-R', 'a+rX', scratch.at('/etc/nospof')]);
      },
    );
  }, 60_000);
  afterAll(() => server?.stop(), 30_000);

  check('runs with the application’s settings, whatever is in them', async () => {
    expect((await get('/a/b')).text).toBe(`/a/b|${VALUE}|${SECRET}|one`);
    expect((await get('/health')).text).toBe('ok\n');
    expect((await get('/manage.py')).text).toMatch(/^\/manage\.py\|/);
  });

  check('serves what visitors uploaded as data', async () => {
    const photo = await get('/media/photo.jpg');
    expect([photo.text, photo.headers.get('x-content-type-options')]).toEqual(['a photo', 'nosniff']);
    expect((await get('/media/evil.php')).text).not.toBe('ran');
    expect((await get('/media/')).status).not.toBe(200);
  });

  check('leads other names to the site’s own', async () => {
    for (const host of NODE.redirects.from) {
      const { status, headers } = await get('/a?b=1', { Host: host });
      expect([status, headers.get('location')]).toEqual([301, 'http://shop.example.com/a?b=1']);
    }
  });
});
