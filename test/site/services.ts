import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort, runOrThrow, type Server, startServer } from '../helpers/processes';
import { findProgram } from '../helpers/programs';

/** Debian's Python, the one whose packages a web node has. */
export const PYTHON = '/usr/bin/python3';

/** A scratch folder that goes away with `remove`. */
export async function scratchFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'nospof-site-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** The path of a program that `needs` has found. */
export function programPath(name: string): string {
  const path = findProgram(name);
  if (!path) throw new Error(`${name} is not installed`);
  return path;
}

export function accepts(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}

/** Makes a data folder with the database `site` and its user, whose password is `secret`. */
export async function installDatabase(folder: string): Promise<void> {
  const user = userInfo().username;
  await mkdir(join(folder, 'data'));
  await runOrThrow(programPath('mariadb-install-db'), [
    '--no-defaults',
    `--datadir=${join(folder, 'data')}`,
    `--user=${user}`,
    '--skip-test-db',
    '--auth-root-authentication-method=normal',
  ]);
  const sql = [
    'CREATE DATABASE IF NOT EXISTS site;',
    "CREATE USER IF NOT EXISTS site@'%' IDENTIFIED BY 'secret';",
    "GRANT ALL ON site.* TO site@'%';",
  ];
  await writeFile(join(folder, 'init.sql'), `${sql.join('\n')}\n`);
}

export function startDatabase(folder: string, port: number): Promise<Server> {
  return startServer(
    programPath('mariadbd'),
    [
      '--no-defaults',
      `--datadir=${join(folder, 'data')}`,
      `--socket=${join(folder, 'mysqld.sock')}`,
      `--pid-file=${join(folder, 'mysqld.pid')}`,
      `--init-file=${join(folder, 'init.sql')}`,
      `--user=${userInfo().username}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--innodb-buffer-pool-size=16M',
      '--innodb-log-file-size=8M',
      '--performance-schema=OFF',
    ],
    () => accepts(port),
  );
}

/** Runs SQL as the database's administrator. */
export function administer(folder: string, sql: string): Promise<string> {
  const socket = `--socket=${join(folder, 'mysqld.sock')}`;
  return runOrThrow(programPath('mariadb'), ['--no-defaults', socket, '--user=root', '-N', '-e', sql]);
}

export function startMemcached(port: number): Promise<Server> {
  const args = ['-l', '127.0.0.1', '-p', String(port), '-m', '16', '-u', userInfo().username];
  return startServer(programPath('memcached'), args, () => accepts(port));
}

export type Language = 'wsgi' | 'php';

/** The sample site with a `site.json`, and where it answers. */
export async function startSite(language: Language, siteFile: string): Promise<{ server: Server; base: string }> {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const env = { NOSPOF_SITE_FILE: siteFile };
  const ready = async () => (await fetch(`${base}/health`)).ok;
  const program = language === 'wsgi' ? PYTHON : programPath('php');
  const args =
    language === 'wsgi'
      ? [join(__dirname, 'serve_wsgi.py'), String(port)]
      : ['-S', `127.0.0.1:${port}`, resolve(__dirname, '../../site/php/index.php')];
  return { server: await startServer(program, args, ready, { env }), base };
}
