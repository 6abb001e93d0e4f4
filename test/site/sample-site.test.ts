import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { freePort, type Server } from '../helpers/processes';
import { findProgram, type Need, needs, program } from '../helpers/programs';
import {
  administer,
  installDatabase,
  type Language,
  PYTHON,
  scratchFolder,
  startDatabase,
  startMemcached,
  startSite,
} from './services';

/** An interpreter that can load what a web node's packages bring. */
function interpreter(what: string, name: string, args: readonly string[]): Need {
  try {
    execFileSync(findProgram(name) ?? name, [...args], { stdio: 'ignore' });
    return { what, met: true };
  } catch {
    return { what, met: false };
  }
}

const INTERPRETERS: Readonly<Record<Language, Need>> = {
  wsgi: interpreter('python3-pymysql and python3-pymemcache', PYTHON, ['-c', 'import pymysql, pymemcache']),
  php: interpreter('php8.2-cli with mysqli and memcached', 'php', [
    '-r',
    'exit(extension_loaded("mysqli") && extension_loaded("memcached") ? 0 : 1);',
  ]),
};
const SERVICES = ['mariadbd', 'mariadb-install-db', 'mariadb', 'memcached'].map(program);

const DATABASE_SECONDS = 60_000;

describe.each<Language>(['wsgi', 'php'])('the sample site in %s', (language) => {
  const check = needs(INTERPRETERS[language], ...SERVICES);
  const runs = INTERPRETERS[language].met && SERVICES.every((need) => need.met);
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  let database: Server | undefined;
  let databasePort = 0;
  let memcached: Server[] = [];
  let memcachedPorts: number[] = [];
  let site: Awaited<ReturnType<typeof startSite>>;
  let loneSite: Awaited<ReturnType<typeof startSite>>;
  const media = new Map<string, { body: Buffer; type: string | undefined }>();
  const mediaServer = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      media.set(`${request.method} ${request.url}`, {
        body: Buffer.concat(chunks),
        type: request.headers['content-type'],
      });
      response.writeHead(201).end();
    });
  });

  beforeAll(async () => {
    if (!runs) return;
    scratch = await scratchFolder();
    const folder = scratch.path;
    const at = (name: string) => join(folder, name);
    await mkdir(at('uploads'));
    await installDatabase(folder);
    databasePort = await freePort();
    database = await startDatabase(folder, databasePort);
    memcachedPorts = [await freePort(), await freePort()];
    memcached = await Promise.all(memcachedPorts.map(startMemcached));
    await new Promise<void>((listening) => mediaServer.listen(0, '127.0.0.1', listening));
    const { port: mediaPort } = mediaServer.address() as AddressInfo;
    await writeFile(at('db'), 'secret');
    await writeFile(at('key'), 'a key for cookies');
    const address = { host: '127.0.0.1', port: databasePort };
    const services = {
      database: { name: 'site', user: 'site', passwordFile: at('db'), write: address, read: address },
      sessions: { memcached: memcachedPorts.map((port) => `127.0.0.1:${port}`) },
      uploads: { path: at('uploads'), mounted: false },
      media: { kind: 'server', put: `http://127.0.0.1:${mediaPort}`, url: '/media' },
    };
    const identity = { site: 'shop', node: 'web-1', secretFile: at('key') };
    await writeFile(at('site.json'), JSON.stringify({ ...identity, ...services }));
    await writeFile(at('lone.json'), JSON.stringify({ ...identity, uploads: { path: at('uploads'), mounted: true } }));
    site = await startSite(language, at('site.json'));
    loneSite = await startSite(language, at('lone.json'));
  }, DATABASE_SECONDS);

  afterAll(async () => {
    await Promise.all([site?.server, loneSite?.server, database, ...memcached].map((server) => server?.stop()));
    mediaServer.close();
    await scratch?.remove();
  }, DATABASE_SECONDS);

  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${site.base}${path}`, { headers });
  const post = (path: string, body: RequestInit['body'], headers: Record<string, string> = {}) =>
    fetch(`${site.base}${path}`, { method: 'POST', body, headers, redirect: 'manual' });
  const write = (fields: Record<string, string>) => post('/rows', new URLSearchParams(fields));

  check('answers the health check', async () => {
    const response = await get('/health');
    expect([response.status, await response.text()]).toEqual([200, 'ok\n']);
  });

  check('leaves the visitor to a page cache that can include, and is public then alone', async () => {
    const cached = await get('/', { 'Surrogate-Capability': 'varnish="ESI/1.0"' });
    expect(cached.headers.get('cache-control')).toBe('public, max-age=60, s-maxage=3600');
    expect(cached.headers.get('surrogate-control')).toBe('content="ESI/1.0"');
    const page = await cached.text();
    expect(page).toContain('<esi:include src="/esi/visitor"/>');
    expect(page).not.toContain('Visits in your session');

    const inline = await get('/');
    expect(inline.headers.get('cache-control')).toBe('private, no-store');
    expect(inline.headers.get('surrogate-control')).toBeNull();
    expect(await inline.text()).toContain('Visits in your session');

    const block = await get('/esi/visitor');
    expect(block.headers.get('cache-control')).toBe('private, no-store');
    expect(await block.text()).toContain('Visits in your session');
  });

  check('has no rows before the first write', async () => {
    expect(await (await get('/rows')).json()).toEqual([]);
    expect((await get('/rows/1')).status).toBe(404);
  });

  check('writes a row once however often it is sent', async () => {
    const first = await write({ text: 'Grüße <b>', token: 'order-1' });
    expect(first.status).toBe(201);
    const { id } = (await first.json()) as { id: number };
    expect(await (await write({ text: 'Grüße <b>', token: 'order-1' })).json()).toEqual({ id });
    expect(await (await get(`/rows/${id}`)).json()).toEqual({ id, text: 'Grüße <b>', node: 'web-1' });
    expect(await (await get('/rows')).json()).toHaveLength(1);
    expect((await write({ text: 'Another' })).status).toBe(201);
  });

  check('shows and takes rows in a browser, and says what is wrong with one', async () => {
    const headers = { Accept: 'text/html' };
    const page = await (await get('/rows', headers)).text();
    expect(page).toContain('Grüße &lt;b&gt;');
    const saved = await post('/rows', new URLSearchParams({ text: 'From a form' }), headers);
    expect([saved.status, saved.headers.get('location')]).toEqual([303, '/rows']);
    expect((await write({ text: ' ' })).status).toBe(400);
    expect((await write({ text: 'x', token: "'; --" })).status).toBe(400);
  });

  check('keeps at a write while the primary is read-only', async () => {
    await administer(scratch.path, 'SET GLOBAL read_only = 1');
    const pending = write({ text: 'During a switch', token: 'switch' });
    await expect(Promise.race([pending, pause(700)])).resolves.toBe('paused');
    await administer(scratch.path, 'SET GLOBAL read_only = 0');
    expect((await pending).status).toBe(201);
  });

  check(
    'keeps at a write and a read while the database is away',
    async () => {
      database?.child.kill('SIGKILL');
      await database?.stop();
      const writing = write({ text: 'During a crash', token: 'crash' });
      const reading = get('/rows');
      await expect(Promise.race([writing, pause(700)])).resolves.toBe('paused');
      database = await startDatabase(scratch.path, databasePort);
      const written = await writing;
      expect(written.status).toBe(201);
      expect((await reading).status).toBe(200);
      const { id } = (await written.json()) as { id: number };
      expect(await (await get(`/rows/${id}`)).json()).toMatchObject({ text: 'During a crash' });
    },
    DATABASE_SECONDS,
  );

  check(
    'loses no session and no session write with one of two memcached servers',
    async () => {
      const cookies = await Promise.all(
        Array.from({ length: 8 }, async () => {
          const response = await post('/session', undefined);
          expect(await response.json()).toEqual({ visits: 1 });
          return response.headers.get('set-cookie')?.split(';')[0] ?? '';
        }),
      );
      expect(new Set(cookies).size).toBe(8);
      const countAll = async () =>
        Promise.all(cookies.map(async (Cookie) => (await post('/session', undefined, { Cookie })).json()));
      const visitsOf = (answers: readonly unknown[]) => answers.map((answer) => (answer as { visits: number }).visits);

      memcached[0]?.child.kill('SIGKILL');
      await memcached[0]?.stop();
      expect(await countAll()).toEqual(cookies.map(() => ({ visits: 2 })));

      memcached[0] = await startMemcached(memcachedPorts[0] ?? 0);
      // A server that failed is left alone for two seconds, which libmemcached counts in whole seconds.
      await pause(4_000);
      expect(await countAll()).toEqual(cookies.map(() => ({ visits: 3 })));

      // A server that is silent for a moment, as on a machine that has too much to do, misses no count. One whose answer
      // was late may be counted twice.
      memcached[0]?.child.kill('SIGSTOP');
      const counting = countAll();
      await pause(1_200);
      memcached[0]?.child.kill('SIGCONT');
      const told = visitsOf(await counting);
      expect(Math.min(...told)).toBeGreaterThanOrEqual(4);

      memcached[1]?.child.kill('SIGKILL');
      await memcached[1]?.stop();
      const [Cookie = ''] = cookies;
      const last = visitsOf(await countAll());
      expect(last.filter((visits, index) => visits <= (told[index] ?? 0))).toEqual([]);
      expect(await (await get('/session', { Cookie })).json()).toEqual({ visits: last[0] });

      memcached[0]?.child.kill('SIGKILL');
      await memcached[0]?.stop();
      expect((await post('/session', undefined, { Cookie })).status).toBe(503);
      expect(await (await get('/esi/visitor', { Cookie })).text()).toContain('cannot be read just now');
      expect((await get('/health')).status).toBe(200);
    },
    DATABASE_SECONDS,
  );

  check('keeps a session in a signed cookie where there is no memcached', async () => {
    const count = async (Cookie: string) => {
      const response = await fetch(`${loneSite.base}/session`, { method: 'POST', headers: { Cookie } });
      const { visits } = (await response.json()) as { visits: number };
      return { visits, cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' };
    };
    const first = await count('');
    const second = await count(first.cookie);
    expect([first.visits, second.visits]).toEqual([1, 2]);
    expect((await count(second.cookie.replace('=2.', '=9.'))).visits).toBe(1);
  });

  check('stores a file whole, from a form or as it is, and serves it', async () => {
    const bytes = Buffer.concat([Buffer.from('\r\n--x\r\n\n\r'), randomBytes(100_000), Buffer.from('\r\n')]);
    const form = new FormData();
    form.append('file', new Blob([bytes], { type: 'image/png' }), 'cat.png');
    const stored = await post('/uploads', form);
    expect(stored.status).toBe(201);
    const { name } = (await stored.json()) as { name: string };
    const served = await get(`/uploads/${name}`);
    expect(served.headers.get('content-type')).toBe('image/png');
    expect(served.headers.get('cache-control')).toContain('immutable');
    expect(Buffer.from(await served.arrayBuffer()).equals(bytes)).toBe(true);
    expect((await readFile(join(scratch.path, 'uploads', name))).equals(bytes)).toBe(true);

    const raw = await post('/uploads', 'hello', { 'Content-Type': 'text/plain' });
    expect(((await raw.json()) as { name: string }).name).toMatch(/^[0-9a-f]{32}\.txt$/);
    expect((await readdir(join(scratch.path, 'uploads'))).filter((file) => file.startsWith('.'))).toEqual([]);
    expect((await get(`/uploads/${'0'.repeat(32)}.png`)).status).toBe(404);
    expect((await get('/uploads/..%2fdb')).status).toBe(404);
    expect((await post('/uploads', '')).status).toBe(400);
  });

  check(
    'writes no file where the shared file system is not mounted',
    async () => {
      const before = await readdir(join(scratch.path, 'uploads'));
      const response = await fetch(`${loneSite.base}/uploads`, { method: 'POST', body: 'never' });
      expect(response.status).toBe(503);
      expect(await readdir(join(scratch.path, 'uploads'))).toEqual(before);
    },
    DATABASE_SECONDS,
  );

  check('puts a picture on the media server and shows it from there', async () => {
    const picture = await post('/media', Buffer.from('PNG'), { 'Content-Type': 'image/png' });
    expect(picture.status).toBe(201);
    const { name, url } = (await picture.json()) as { name: string; url: string };
    expect(url).toBe(`/media/${name}`);
    expect(media.get(`PUT /media/${name}`)).toEqual({ body: Buffer.from('PNG'), type: 'image/png' });
    expect(await (await get(`/?picture=${name}`)).text()).toContain(`<img src="/media/${name}"`);
    expect(await (await get('/?picture=%22%3E')).text()).not.toContain('<img');
    expect((await post('/media', 'text', { 'Content-Type': 'text/plain' })).status).toBe(415);
  });

  check('says which addresses and methods it does not have', async () => {
    expect((await get('/nothing')).status).toBe(404);
    const refused = await fetch(`${site.base}/rows`, { method: 'DELETE' });
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, POST']);
    expect((await fetch(`${loneSite.base}/rows`)).status).toBe(404);
    expect((await fetch(`${site.base}/`, { method: 'HEAD' })).status).toBe(200);
  });
});

function pause(milliseconds: number): Promise<'paused'> {
  return new Promise((resolve) => setTimeout(() => resolve('paused'), milliseconds));
}
