import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, type Server } from '../helpers/processes';
import { findProgram, type Need, needs } from '../helpers/programs';
import { administerPostgresql, installPostgresql, POSTGRESQL, startPostgresql } from './postgresql';
import { type Language, PYTHON, startSite } from './services';

/** An interpreter that can load the client that a web node has for PostgreSQL, and no other. */
function client(what: string, name: string, args: readonly string[]): Need {
  try {
    execFileSync(findProgram(name) ?? name, [...args], { stdio: 'ignore' });
    return { what, met: true };
  } catch {
    return { what, met: false };
  }
}

const CLIENTS: Readonly<Record<Language, Need>> = {
  wsgi: client('python3-psycopg', PYTHON, ['-c', 'import psycopg']),
  php: client('php8.2-pgsql', 'php', ['-r', 'exit(extension_loaded("pdo_pgsql") ? 0 : 1);']),
};

const SECONDS = 60_000;

describe.each<Language>(['wsgi', 'php'])('the sample site in %s on PostgreSQL, by its settings alone', (language) => {
  const check = needs(CLIENTS[language], ...POSTGRESQL);
  const runs = [CLIENTS[language], ...POSTGRESQL].every(({ met }) => met);
  let folder = '';
  let port = 0;
  let database: Server | undefined;
  let site: Awaited<ReturnType<typeof startSite>> | undefined;

  beforeAll(async () => {
    if (!runs) return;
    folder = await mkdtemp(join(tmpdir(), 'nospof-site-'));
    // The server's user passes through.
    await chmod(folder, 0o711);
    port = await freePort();
    await installPostgresql(join(folder, 'server'), port);
    database = await startPostgresql(join(folder, 'server'), port);
    await writeFile(join(folder, 'db'), 'secret');
    const address = { host: '127.0.0.1', port };
    const of = { name: 'site', user: 'site', passwordFile: join(folder, 'db') };
    const settings = { database: { ...of, protocol: 'postgresql', write: address, read: address } };
    await writeFile(join(folder, 'site.json'), JSON.stringify({ site: 'shop', node: 'web-1', ...settings }));
    site = await startSite(language, join(folder, 'site.json'));
  }, SECONDS);

  afterAll(async () => {
    await Promise.all([site?.server.stop(), database?.stop()]);
    if (folder !== '') await rm(folder, { recursive: true, force: true });
  }, SECONDS);

  const get = (path: string) => fetch(`${site?.base}${path}`);
  const write = (fields: Record<string, string>) =>
    fetch(`${site?.base}/rows`, { method: 'POST', body: new URLSearchParams(fields) });
  const administer = (sql: string) => administerPostgresql(join(folder, 'server'), port, sql);

  check('has no rows before the first write', async () => {
    expect(await (await get('/rows')).json()).toEqual([]);
    expect((await get('/rows/1')).status).toBe(404);
  });

  check('makes its table once, however many come first', async () => {
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((token) => write({ text: 'First', token })));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  });

  check('writes a row once however often it is sent', async () => {
    const first = await write({ text: 'Grüße <b>', token: 'order-1' });
    expect(first.status).toBe(201);
    const { id } = (await first.json()) as { id: number };
    expect(await (await write({ text: 'Grüße <b>', token: 'order-1' })).json()).toEqual({ id });
    expect(await (await get(`/rows/${id}`)).json()).toEqual({ id, text: 'Grüße <b>', node: 'web-1' });
    expect(await (await get('/rows')).json()).toHaveLength(5);
  });

  check('takes a sign that PostgreSQL cannot store out of a text', async () => {
    const answer = await write({ text: 'a\0b', token: 'nul' });
    expect(answer.status).toBe(201);
    const { id } = (await answer.json()) as { id: number };
    expect(await (await get(`/rows/${id}`)).json()).toMatchObject({ text: 'ab' });
  });

  check('keeps at a write while the server takes none', async () => {
    const only = (how: string) => administer(`ALTER ROLE site SET default_transaction_read_only = ${how}`);
    await only('on');
    const pending = write({ text: 'During a switch', token: 'switch' });
    await expect(Promise.race([pending.then(() => 'answered'), delay(700, 'waits')])).resolves.toBe('waits');
    await only('off');
    expect((await pending).status).toBe(201);
  });

  check(
    'keeps at a write and a read while the database is away',
    async () => {
      // It ends at once, without a word to anybody, and recovers at its next start.
      database?.child.kill('SIGQUIT');
      await database?.stop();
      const writing = write({ text: 'During a crash', token: 'crash' });
      const reading = get('/rows');
      await expect(Promise.race([writing.then(() => 'answered'), delay(700, 'waits')])).resolves.toBe('waits');
      database = await startPostgresql(join(folder, 'server'), port);
      const written = await writing;
      expect([written.status, (await reading).status]).toEqual([201, 200]);
      const { id } = (await written.json()) as { id: number };
      expect(await (await get(`/rows/${id}`)).json()).toMatchObject({ text: 'During a crash' });
    },
    SECONDS,
  );

  check('says so where the database lets nobody in', async () => {
    await writeFile(join(folder, 'db'), 'wrong');
    expect((await get('/rows')).status).not.toBe(200);
  });
});
