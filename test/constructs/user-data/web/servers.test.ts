import { mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { SETUP_ORDER } from '../../../../constructs/user-data/machine';
import { webParts } from '../../../../constructs/user-data/web';
import { run, runOrThrow } from '../../../helpers/processes';
import { needs } from '../../../helpers/programs';
import { PHP_VERSION, RUNTIMES, release, startWebServer, WEB_SERVER_NEEDS, type WebServer } from './running';
import { Scratch } from './scratch';

const NODE = {
  site: 'shop',
  tier: 'web',
  node: 'web-1',
  php: PHP_VERSION,
  memoryMiB: 1024,
  vcpus: 2,
  healthPath: '/health',
  maxUploadMiB: 3,
  trustedProxies: ['127.0.0.1', '10.20.1.4'],
  services: {},
};

const WSGI = `import os, time
VERSION = 'VERSION_HERE'
def application(environ, start_response):
    path = environ['PATH_INFO']
    while path == '/stuck' and not os.path.exists('GATE_HERE'):
        time.sleep(0.1)
    who = str(os.getpid()) if path == '/pid' else VERSION
    body = ' '.join([who, environ['REMOTE_ADDR'], environ['wsgi.url_scheme'], path]).encode()
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [body]
`;

const PHP = `<?php
$path = explode('?', $_SERVER['REQUEST_URI'])[0];
while ($path === '/stuck' && !file_exists('GATE_HERE')) {
    usleep(100_000);
    clearstatcache();
}
header('Content-Type: text/plain');
echo implode(' ', [$path === '/pid' ? getmypid() : 'VERSION_HERE', $_SERVER['REMOTE_ADDR'],
    empty($_SERVER['HTTPS']) ? 'http' : 'https', $path]);
`;

describe.each([
  ['wsgi', 'wsgi.py', WSGI],
  ['php', 'index.php', PHP],
] as const)('the web server for %s', (runtime, entry, source) => {
  const wanted = WEB_SERVER_NEEDS[runtime];
  const check = needs(...wanted);
  let server: WebServer;
  let scratch: Scratch;

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${server.port}${path}`, { headers });
  const text = async (path: string, headers: Record<string, string> = {}) => (await get(path, headers)).text();

  const version = (name: string) => (at: Scratch) =>
    source.replaceAll('GATE_HERE', at.at('/gate')).replaceAll('VERSION_HERE', name);

  /** What the setup step does for a new release. */
  async function reload(): Promise<void> {
    if (runtime === 'php') {
      server.servers[0]?.child.kill('SIGUSR2');
      return;
    }
    await scratch.write('/srv/app/release', 'new');
    const steps = webParts({ ...NODE, runtime }).flatMap((part) => part.steps ?? []);
    const script = scratch.adapt(steps.find((step) => step.name === 'apache')?.script ?? 'exit 1');
    await runOrThrow('bash', ['-c', `apache2ctl() { :; }\nserve() { :; }\n${script}`]);
  }

  beforeAll(async () => {
    if (!wanted.every((need) => need.met)) return;
    server = await startWebServer({ ...NODE, runtime }, version('one'));
    scratch = server.scratch;
  }, 60_000);

  afterAll(() => server?.stop(), 30_000);

  check('takes the word of its balancers on visitors, and of nobody before them', async () => {
    expect(await text('/x')).toBe('one 127.0.0.1 http /x');
    const forwarded = { 'X-Forwarded-For': '6.6.6.6, 203.0.113.9, 10.20.1.4', 'X-Forwarded-Proto': 'https' };
    expect(await text('/y?a=1', forwarded)).toBe('one 203.0.113.9 https /y');
  });

  check('serves static files for a year and lists none', async () => {
    const logo = await get('/static/logo.svg');
    expect([logo.status, logo.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    expect(logo.headers.get('content-type')).toMatch(/^image\/svg/);
    expect(await text(`/static/..%2f${entry}`)).not.toContain('sleep');
    for (const path of ['/static/', '/static/none.css']) {
      const response = await get(path);
      expect([403, 404]).toContain(response.status);
      expect(response.headers.get('cache-control')).toBeNull();
    }
  });

  check('tells neither its version nor its state to visitors', async () => {
    const response = await get('/server-status');
    expect(response.headers.get('server')).toMatch(/^(Apache|nginx)$/);
    expect(await response.text()).toBe('one 127.0.0.1 http /server-status');
    expect(await text('/fpm-status')).toBe('one 127.0.0.1 http /fpm-status');
    const pages = runtime === 'wsgi' ? ['/server-status?auto'] : ['/nginx-status', '/fpm-status'];
    for (const page of pages) {
      expect((await fetch(`http://127.0.0.1:${server.statusPort}${page}`)).status).toBe(200);
    }
  });

  check(
    'stays healthy while every thread of the site waits for something shared',
    async () => {
      const stuck = Array.from({ length: runtime === 'wsgi' ? 80 : 12 }, () => text('/stuck'));
      const waiting = async () => (await Promise.race([text('/'), pause(1_000)])) === undefined;
      await eventually(waiting);
      expect(await text('/health')).toBe('ok\n');
      await scratch.write('/gate', '');
      await Promise.all(stuck);
    },
    60_000,
  );

  check('comes back when a process of the application is killed', async () => {
    const [pid = ''] = (await text('/pid')).split(' ');
    process.kill(Number(pid), 'SIGKILL');
    await eventually(async () => (await get('/')).ok);
  });

  check(
    'takes a new release on reload without a failed request, and then alone',
    async () => {
      await release(scratch, runtime, 'two', version('two')(scratch));
      const statuses: number[] = [];
      let reloading = true;
      const visits = Promise.all(
        [1, 2, 3, 4].map(async () => {
          while (reloading) statuses.push((await get('/')).status);
        }),
      );
      await reload();
      await eventually(async () => (await text('/')).startsWith('two '));
      await pause(300);
      reloading = false;
      await visits;
      expect(new Set(statuses)).toEqual(new Set([200]));
      const answers = await Promise.all(Array.from({ length: 40 }, () => text('/')));
      expect(new Set(answers)).toEqual(new Set(['two 127.0.0.1 http /']));
    },
    60_000,
  );

  check('is unhealthy without an application that loads', async () => {
    await rm(scratch.at('/srv/app/current'));
    await mkdir(scratch.at('/srv/app/releases/none'), { recursive: true });
    await symlink('releases/none', scratch.at('/srv/app/current'));
    if (runtime === 'wsgi') await reload();
    await eventually(async () => (await get('/health')).status >= 500);
  });

  check('logs no health check', async () => {
    const log = scratch.at(runtime === 'wsgi' ? '/var/log/apache2/access.log' : '/var/log/nginx/access.log');
    const lines = await readFile(log, 'utf8');
    expect(lines).toContain('203.0.113.9');
    expect(lines).not.toContain('/health');
  });
});

describe('what a web node is made of', () => {
  it.each(RUNTIMES)('leaves room in the user data for the database proxy and mounts: %s', (runtime) => {
    const memcached = ['10.20.1.4:11211', '10.20.33.4:11211'];
    const services = {
      database: { write: { host: '127.0.0.1', port: 3308 }, read: { host: '127.0.0.1', port: 3307 } },
      sessions: { memcached },
      cache: { memcached },
      uploads: { path: '/srv/uploads' },
      media: { kind: 'cdn' },
    } as const;
    const trustedProxies = ['10.20.1.4', '10.20.33.4', '10.20.65.4', '10.20.65.5'];
    const parts = webParts({ ...NODE, trustedProxies, services, runtime });
    const files = parts.flatMap((part) => part.files ?? []).map((file) => file.content);
    const scripts = parts.flatMap((part) => part.steps ?? []).map((step) => step.script);
    expect(Buffer.byteLength([...files, ...scripts].join(''))).toBeLessThan(5 * 1024);
  });

  it.each(RUNTIMES)('checks a configuration before it loads it, and reloads: %s', (runtime) => {
    const steps = webParts({ ...NODE, runtime }).flatMap((part) => part.steps ?? []);
    const script = steps.find((step) => step.order === SETUP_ORDER.service)?.script;
    const order = {
      // An nginx that stood before it leaves the port first.
      wsgi: /^if .*nginx.*\napache2ctl configtest\nserve apache2 reload /,
      php: new RegExp(
        `^php-fpm${PHP_VERSION} -t\nnginx -t\nserve php${PHP_VERSION}-fpm reload .*\nserve nginx reload `,
      ),
    };
    expect(script).toMatch(order[runtime]);
  });

  needs(`php${PHP_VERSION}`)("keeps PHP's own sessions on the session servers", async () => {
    const scratch = await Scratch.make();
    const services = { sessions: { memcached: ['10.20.1.4:11211', '10.20.33.4:11211'] } };
    await scratch.writeAll(webParts({ ...NODE, runtime: 'php', services }).flatMap((part) => part.files ?? []));
    const env = { PHP_INI_SCAN_DIR: `:${scratch.at(`/etc/php/${PHP_VERSION}/fpm/conf.d`)}` };
    const code = 'echo ini_get("session.save_handler"), " ", ini_get("session.save_path");';
    const { stdout } = await run(`php${PHP_VERSION}`, ['-r', code], { env });
    expect(stdout).toBe('memcached 10.20.1.4:11211,10.20.33.4:11211');
    await scratch.remove();
  });

  it.each(RUNTIMES)('keeps connections open only where visitors come directly: %s', (runtime) => {
    const config = (trustedProxies: string[]) => {
      const files = webParts({ ...NODE, trustedProxies, runtime }).flatMap((part) => part.files ?? []);
      return files.map((file) => file.content).join('');
    };
    if (runtime === 'wsgi') {
      // Visitors come to nginx, which keeps theirs; Apache has each request from a proxy, ours or that one.
      expect(config([])).toContain('KeepAlive Off\n');
      expect(config([])).toContain('proxy_pass http://127.0.0.1:');
      expect(config(['10.20.1.4'])).toContain('KeepAlive Off\n');
      expect(config(['10.20.1.4'])).not.toContain('proxy_pass');
    }
    expect(config([])).not.toMatch(/RemoteIPHeader X-F|real_ip_header|forwarded_https|HTTPS=on/);
  });

  needs('shellcheck')('has setup steps that shellcheck has nothing to say about', async () => {
    const all = { media: { kind: 'cdn' }, uploads: { path: '/srv/data/uploads', local: true } } as const;
    for (const runtime of RUNTIMES) {
      for (const services of [{}, all]) {
        for (const { script } of webParts({ ...NODE, runtime, services }).flatMap((part) => part.steps ?? [])) {
          const outcome = await run('shellcheck', ['-'], { input: `#!/bin/bash\nset -euo pipefail\n${script}` });
          expect(outcome).toMatchObject({ stdout: '', status: 0 });
        }
      }
    }
  });
});

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds().catch(() => false))) await pause(50);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
