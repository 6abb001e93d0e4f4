import { existsSync } from 'node:fs';
import { mkdir, rename, symlink } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { type WebPartsProps, webParts } from '../../../../constructs/user-data/web';
import { MACHINE_RELEASE } from '../../../helpers/machine-release';
import { freePort, type Server, startServer } from '../../../helpers/processes';
import { findProgram, type Need, program, root } from '../../../helpers/programs';
import { Scratch } from './scratch';

export type Runtime = WebPartsProps['runtime'];

/** PHP's version here. */
export const PHP_VERSION = MACHINE_RELEASE.php;

export const RUNTIMES = ['wsgi', 'php'] as const;

const ENTRIES = { wsgi: 'wsgi.py', php: 'index.php' } as const;

/** mod_wsgi's processes start in the home folder of their user. */
const HOME: Need = { what: 'a home folder of this user', met: existsSync(homeFolder()) };

const MOD_WSGI = { what: 'libapache2-mod-wsgi-py3', met: existsSync('/usr/lib/apache2/modules/mod_wsgi.so') };

/** What a runtime's web server needs. */
export const WEB_SERVER_NEEDS: Readonly<Record<Runtime, readonly Need[]>> = {
  // nginx stands before an Apache that visitors reach.
  wsgi: [program('apache2'), MOD_WSGI, HOME, program('nginx')],
  // fpm gives its sockets to nginx's user.
  php: [program('nginx'), program(`php-fpm${PHP_VERSION}`), root],
};

/** A web server with its real daemons, from its rendered configuration. */
export interface WebServer {
  readonly scratch: Scratch;
  readonly port: number;
  readonly statusPort: number;
  /** Apache or fpm before nginx. */
  readonly servers: readonly Server[];
  stop(): Promise<void>;
}

/** Puts a release in place and makes it the current one, as the setup step does. */
export async function release(
  scratch: Scratch,
  runtime: Runtime,
  version: string,
  source: string | Readonly<Record<string, string>>,
): Promise<void> {
  const files = typeof source === 'string' ? { [ENTRIES[runtime]]: source } : source;
  for (const [name, text] of Object.entries(files)) await scratch.write(`/srv/app/releases/${version}/${name}`, text);
  await scratch.write(`/srv/app/releases/${version}/static/logo.svg`, '<svg/>');
  await symlink(`releases/${version}`, scratch.at('/srv/app/next'));
  await rename(scratch.at('/srv/app/next'), scratch.at('/srv/app/current'));
}

/**
 * @param source the application, its one file or all, given the scratch folder in which it runs
 * @param before what happens before the servers start
 */
export async function startWebServer(
  props: Omit<WebPartsProps, 'php' | 'port'>,
  source: (scratch: Scratch) => string | Readonly<Record<string, string>>,
  before: (scratch: Scratch) => Promise<void> = async () => undefined,
): Promise<WebServer> {
  const { runtime } = props;
  const scratch = await Scratch.make();
  const [port, statusPort, behind] = [await freePort(), await freePort(), await freePort()];
  const files = webParts({ ...props, php: PHP_VERSION, port }).flatMap((part) => part.files ?? []);
  await scratch.writeAll(files, {
    '127.0.0.1:8008': `127.0.0.1:${statusPort}`,
    '127.0.0.1:8080': `127.0.0.1:${behind}`,
  });
  for (const folder of ['/run/apache2', '/run/php', '/var/log/apache2', '/var/log/nginx']) {
    await mkdir(scratch.at(folder), { recursive: true });
  }
  await release(scratch, runtime, 'one', source(scratch));
  await before(scratch);
  const up = async () => (await fetch(`http://127.0.0.1:${port}/`)).ok;
  const servers = runtime === 'wsgi' ? await apache(scratch, up) : await nginxAndPhp(scratch, up);
  return {
    scratch,
    port,
    statusPort,
    servers,
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
      await scratch.remove();
    },
  };
}

async function apache(scratch: Scratch, up: () => Promise<boolean>): Promise<readonly Server[]> {
  const config = scratch.at('/etc/apache2/apache2.conf');
  const front = existsSync(scratch.at('/etc/nginx/nginx.conf'));
  const listens = async () => existsSync(scratch.at('/run/apache2/apache2.pid'));
  const server = await startServer(path('apache2'), ['-f', config, '-DFOREGROUND'], front ? listens : up);
  return front ? [server, await nginx(scratch, up)] : [server];
}

function nginx(scratch: Scratch, up: () => Promise<boolean>): Promise<Server> {
  return startServer(path('nginx'), ['-c', scratch.at('/etc/nginx/nginx.conf'), '-g', 'daemon off;'], up);
}

async function nginxAndPhp(scratch: Scratch, up: () => Promise<boolean>): Promise<readonly Server[]> {
  const pools = scratch.at(`/etc/php/${PHP_VERSION}/fpm/pool.d/www.conf`);
  // Its own log is compiled in otherwise, in a folder that is root's.
  const main = await scratch.write(
    `/etc/php/${PHP_VERSION}/fpm/php-fpm.conf`,
    `[global]\nerror_log = ${scratch.at('/var/log/fpm.log')}\ninclude = ${pools}\n`,
  );
  const log = ['-d', `error_log=${scratch.at('/var/log/php.log')}`];
  const env = { PHP_INI_SCAN_DIR: `:${scratch.at(`/etc/php/${PHP_VERSION}/fpm/conf.d`)}` };
  const sockets = async () => existsSync(scratch.at('/run/php/health.sock'));
  const fpm = await startServer(path(`php-fpm${PHP_VERSION}`), ['-F', '-O', '-y', main, ...log], sockets, { env });
  return [fpm, await nginx(scratch, up)];
}

function homeFolder(): string {
  try {
    return userInfo().homedir;
  } catch {
    // A user id without an entry.
    return '';
  }
}

function path(name: string): string {
  return findProgram(name) ?? name;
}
