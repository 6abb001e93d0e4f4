import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { webParts } from '../../../../constructs/user-data/web';
import { freePort, run, type Server, startServer } from '../../../helpers/processes';
import { findProgram, needs, program } from '../../../helpers/programs';
import { Scratch } from './scratch';

const NODE = {
  site: 'shop',
  node: 'web-1',
  memoryMiB: 1024,
  vcpus: 2,
  healthPath: '/health',
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

const MOD_WSGI = { what: 'libapache2-mod-wsgi-py3', met: existsSync('/usr/lib/apache2/modules/mod_wsgi.so') };

describe.each([
  ['wsgi', ['apache2'], 'wsgi.py', WSGI],
  ['php', ['nginx', 'php-fpm8.2'], 'index.php', PHP],
] as const)('the web server for %s', (runtime, programs, entry, source) => {
  const wanted = [...programs.map(program), ...(runtime === 'wsgi' ? [MOD_WSGI] : [])];
  const check = needs(...wanted);
  const runs = wanted.every((need) => need.met);
  let scratch: Scratch;
  let port = 0;
  let statusPort = 0;
  let servers: Server[] = [];

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers });
  const text = async (path: string, headers: Record<string, string> = {}) => (await get(path, headers)).text();

  async function release(version: string): Promise<void> {
    const adapted = source.replaceAll('GATE_HERE', scratch.at('/gate'));
    await scratch.write(`/srv/app/releases/${version}/${entry}`, adapted.replaceAll('VERSION_HERE', version));
    await scratch.write(`/srv/app/releases/${version}/static/logo.svg`, '<svg/>');
    await symlink(`releases/${version}`, scratch.at('/srv/app/next'));
    await rename(scratch.at('/srv/app/next'), scratch.at('/srv/app/current'));
  }

  beforeAll(async () => {
    if (!runs) return;
    scratch = await Scratch.make();
    [port, statusPort] = [await freePort(), await freePort()];
    const files = webParts({ ...NODE, runtime, port }).flatMap((part) => part.files ?? []);
    await scratch.writeAll(files, { '127.0.0.1:8008': `127.0.0.1:${statusPort}` });
    for (const folder of ['/run/apache2', '/run/php', '/var/log/apache2', '/var/log/nginx']) {
      await mkdir(scratch.at(folder), { recursive: true });
    }
    await release('one');
    const up = async () => (await get('/')).ok;
    const path = (name: string) => findProgram(name) ?? name;
    if (runtime === 'wsgi') {
      const config = scratch.at('/etc/apache2/apache2.conf');
      servers = [await startServer(path('apache2'), ['-f', config, '-DFOREGROUND'], up)];
    } else {
      const pools = scratch.at('/etc/php/8.2/fpm/pool.d/www.conf');
      const log = ['-d', `error_log=${scratch.at('/var/log/fpm.log')}`];
      const env = { PHP_INI_SCAN_DIR: `:${scratch.at('/etc/php/8.2/fpm/conf.d')}` };
      const sockets = async () => existsSync(scratch.at('/run/php/health.sock'));
      const fpm = await startServer(path('php-fpm8.2'), ['-F', '-O', '-y', pools, ...log], sockets, { env });
      const config = ['-c', scratch.at('/etc/nginx/nginx.conf'), '-g', 'daemon off;'];
      servers = [fpm, await startServer(path('nginx'), config, up)];
    }
  }, 60_000);

  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await scratch?.remove();
  }, 30_000);

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
      expect((await fetch(`http://127.0.0.1:${statusPort}${page}`)).status).toBe(200);
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
      await release('two');
      const statuses: number[] = [];
      let reloading = true;
      const visits = Promise.all(
        [1, 2, 3, 4].map(async () => {
          while (reloading) statuses.push((await get('/')).status);
        }),
      );
      const main = servers[0]?.child;
      main?.kill(runtime === 'wsgi' ? 'SIGUSR1' : 'SIGUSR2');
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
    if (runtime === 'wsgi') servers[0]?.child.kill('SIGUSR1');
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
  it.each(['wsgi', 'php'] as const)('leaves room in the user data for the database proxy and mounts: %s', (runtime) => {
    const parts = webParts({ ...NODE, runtime });
    const texts = parts.flatMap((part) => [...(part.files ?? []).map((f) => f.content), ...(part.steps ?? []).map((s) => s.script)]);
    expect(Buffer.byteLength(texts.join(''))).toBeLessThan(5 * 1024);
  });

  it.each(['wsgi', 'php'] as const)('checks a configuration before it loads it, and reloads: %s', (runtime) => {
    const step = webParts({ ...NODE, runtime }).flatMap((part) => part.steps ?? []).find((one) => one.order === 60)?.script;
    expect(step).toMatch(runtime === 'wsgi' ? /^apache2ctl configtest\nserve apache2 reload / : /^php-fpm8.2 -t\nnginx -t\n/);
    expect(step).not.toContain('restart');
  });

  it.each(['wsgi', 'php'] as const)('keeps connections open only where visitors come directly: %s', (runtime) => {
    const config = (trustedProxies: string[]) =>
      webParts({ ...NODE, trustedProxies, runtime }).flatMap((part) => part.files ?? []).map((file) => file.content).join('');
    if (runtime === 'wsgi') {
      expect(config([])).toContain('KeepAlive On\n');
      expect(config(['10.20.1.4'])).toContain('KeepAlive Off\n');
    }
    expect(config([])).not.toMatch(/X-Forwarded|x_forwarded|forwarded_https/);
  });

  needs('shellcheck')('has setup steps that shellcheck has nothing to say about', async () => {
    for (const runtime of ['wsgi', 'php'] as const) {
      for (const services of [{}, { media: { kind: 'cdn' }, uploads: { path: '/srv/data/uploads', local: true } }] as const) {
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
