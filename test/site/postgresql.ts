import { existsSync } from 'node:fs';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RELEASES } from '../../model/releases';
import { runOrThrow, type Server, startServer } from '../helpers/processes';
import { type Need, program } from '../helpers/programs';
import { programPath } from './services';

/** The server's own programs are in no PATH: those of the release that tests run on. */
const PROGRAMS = `/usr/lib/postgresql/${RELEASES['debian-12'].programs.PostgreSQL}/bin`;

/** The server does not run as root. */
const USER = process.getuid?.() === 0 ? 'postgres' : undefined;

/** What there must be for it. */
export const POSTGRESQL: readonly Need[] = [
  { what: `${PROGRAMS}/postgres`, met: existsSync(join(PROGRAMS, 'postgres')) },
  ...['psql', 'setpriv'].map(program),
];

function asServer(file: string, ...args: readonly string[]): [string, readonly string[]] {
  if (USER === undefined) return [file, args];
  return [programPath('setpriv'), [`--reuid=${USER}`, `--regid=${USER}`, '--init-groups', '--', file, ...args]];
}

/** Makes a data folder with the database `site` and its account, whose password is `secret`. */
export async function installPostgresql(folder: string, port: number): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  if (USER !== undefined) {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((which) => runOrThrow('id', [which, USER])));
    await chown(folder, Number(uid), Number(gid));
  }
  const initdb = [join(PROGRAMS, 'initdb'), '-D', join(folder, 'data'), '--locale=C.UTF-8', '--no-sync'] as const;
  await runOrThrow(...asServer(...initdb, '--auth-local=trust', '--auth-host=scram-sha-256'), { cwd: '/' });
  const server = await startPostgresql(folder, port);
  await administerPostgresql(folder, port, "CREATE ROLE site LOGIN PASSWORD 'secret'");
  await administerPostgresql(folder, port, 'CREATE DATABASE site OWNER site');
  await server.stop();
}

export function startPostgresql(folder: string, port: number): Promise<Server> {
  const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: folder, fsync: 'off' };
  const options = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const answers = () => administerPostgresql(folder, port, 'SELECT 1').then(() => true);
  return startServer(...asServer(join(PROGRAMS, 'postgres'), '-D', join(folder, 'data'), ...options), answers, {
    cwd: '/',
  });
}

/** Runs SQL as the database's administrator. */
export function administerPostgresql(folder: string, port: number, sql: string): Promise<string> {
  const at = ['-h', folder, '-p', String(port), '-d', 'postgres'];
  return runOrThrow(...asServer(programPath('psql'), '-XAt', ...at, '-c', sql), { cwd: '/' });
}
