import { dirname } from 'node:path/posix';
import { NODE_FILES } from '../../../model/node-files';
import { type ApacheDirective, apacheNamed, withInside } from '../../../terraform/machine/apache';
import { blocksOf, type Directive, lastArguments } from '../../../terraform/machine/braces';
import { isIniOn, parseIni } from '../../../terraform/machine/ini';
import type { Machine } from '../../../terraform/machine/machine';
import { memcachedOptions } from '../../../terraform/machine/memcached';
import { locationsOf, nginxServers } from '../../../terraform/machine/nginx';
import { filesAt } from '../../../terraform/machine-files';
import { daemon, type Reads, type Requirement } from './requirement';

const APACHE = /^\/etc\/apache2\/apache2\.conf$/;
const NGINX = /^\/etc\/nginx\/nginx\.conf$/;
const POOL = /^\/etc\/php\/[\d.]+\/fpm\/pool\.d\/www\.conf$/;
const PHP = /^\/etc\/php\/[\d.]+\/fpm\/conf\.d\/90-nospof\.ini$/;
const MEMCACHED = /^\/etc\/memcached\.conf$/;

const COUNT = /^[1-9]\d*$/;
const WSGI = NODE_FILES.wsgi;

/** The last of the directives of a name, outside of all sections. */
const main =
  (name: string, value: RegExp): Reads =>
  ({ apache }) =>
    value.test(apacheNamed(apache, name).at(-1)?.args.join(' ') ?? '');
/** Some directive of a name fits, in a virtual host or outside. */
const some =
  (name: string, fits: (args: readonly string[]) => boolean): Reads =>
  ({ apache }) =>
    apacheNamed(withInside(apache), name).some(({ args }) => fits(args));
const loads = (name: string): Reads =>
  some('loadmodule', ([symbol, file = '']) => symbol === `${name}_module` && file.endsWith(`/mod_${name}.so`));
const processes = (group: string): Reads =>
  some('wsgidaemonprocess', ([own, ...options]) => {
    const values = new Map(options.map((one) => [one.replace(/=.*/, ''), one.replace(/^[^=]*=/, '')]));
    return own === group && ['processes', 'threads'].every((name) => COUNT.test(values.get(name) ?? ''));
  });
const runs = (directive: string, place: RegExp, group: string): Reads =>
  some(
    directive,
    ([from = '', script, ...options]) =>
      place.test(from) &&
      script === WSGI &&
      options.includes(`process-group=${group}`) &&
      options.includes('application-group=%{GLOBAL}'),
  );
/** Of several sections of a folder, the last that says who gets in counts (mod_authz_core, "AuthMerging"). */
const granted =
  (folder: RegExp): Reads =>
  ({ apache }) => {
    const requires = ({ inside }: ApacheDirective) => apacheNamed(inside, 'require').map(({ args }) => args.join(' '));
    const found = apacheNamed(apache, 'directory').filter(({ args: [one = ''] }) =>
      folder.test(one.replace(/\/$/, '')),
    );
    const last = found.map(requires).findLast((all) => all.length > 0);
    return last?.some((one) => one.toLowerCase() === 'all granted') ?? false;
  };

const apache = daemon(APACHE);

/** Directives of nginx in all blocks. */
function everywhere(all: readonly Directive[]): readonly Directive[] {
  return all.flatMap((one) => [one, ...everywhere(one.block)]);
}
const inMain =
  (name: string, value: RegExp): Reads =>
  ({ nginx }) =>
    value.test(lastArguments(nginx, name)?.join(' ') ?? '');
const anywhere =
  (name: string, value: RegExp): Reads =>
  ({ nginx }) =>
    everywhere(nginx).some(({ words: [own, ...args] }) => own === name && value.test(args.join(' ')));
/** Port 80 at every address of IPv4. */
const EVERYWHERE = /^((\*|0\.0\.0\.0):)?80$/;
const listens =
  (fits: (options: readonly string[]) => boolean): Reads =>
  (machine) =>
    nginxServers(machine.nginx).some(({ block }) =>
      blocksOf(block, 'listen').some(({ words: [, at = '', ...options] }) => EVERYWHERE.test(at) && fits(options)),
    );
const location =
  (heading: RegExp, fits: (block: readonly Directive[]) => boolean): Reads =>
  ({ nginx }) =>
    nginxServers(nginx)
      .flatMap(({ block }) => locationsOf(block))
      .some(({ words: [, ...own], block }) => heading.test(own.join(' ')) && fits(block));
const states = (block: readonly Directive[], line: RegExp) => block.some(({ words }) => line.test(words.join(' ')));

const nginx = daemon(NGINX);
const nginxOfPhp = daemon(NGINX, anywhere('fastcgi_pass', /./));

/** Of the files in a folder, each setting as the last of them has it. */
const settings = ({ files }: Machine, path: string, ending: string) =>
  parseIni(
    [...filesAt(files, dirname(path))]
      .filter(([name]) => name.endsWith(ending))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, text]) => text),
  );
const inPool =
  (pool: string, wanted: Readonly<Record<string, RegExp>>): Reads =>
  (machine, path) => {
    const own = settings(machine, path, '.conf').get(pool);
    return own !== undefined && Object.entries(wanted).every(([name, value]) => value.test(own.get(name) ?? ''));
  };
/** PHP knows no sections, but for those of hosts and folders. */
const inPhp =
  (name: string, fits: (value: string) => boolean): Reads =>
  (machine, path) => {
    const all = settings(machine, path, '.ini');
    return fits([...all.values()].findLast((one) => one.has(name))?.get(name) ?? '');
  };

const pool = daemon(POOL);
const sessions = daemon(
  PHP,
  inPhp('session.save_handler', (value) => value === 'memcached'),
);
const copies = daemon(
  PHP,
  inPhp('session.save_path', (value) => value.includes(',')),
);

const option =
  (letter: string, value: RegExp): Reads =>
  ({ files }, path) =>
    value.test(memcachedOptions(files.get(path) ?? '').get(letter) ?? '');

const memcached = daemon(MEMCACHED);

/** Web servers and the daemons behind them. */
export const SERVERS: readonly Requirement[] = [
  apache('ServerRoot, where its modules are', main('serverroot', /^\/usr\/lib\/apache2\/?$/)),
  apache('DefaultRuntimeDir', main('defaultruntimedir', /^\/run\/apache2$/)),
  apache("PidFile, by which Debian's unit knows it", main('pidfile', /^\/run\/apache2\/apache2\.pid$/)),
  apache('User www-data', main('user', /^www-data$/)),
  apache('Group www-data', main('group', /^www-data$/)),
  ...[
    'mpm_event',
    'alias',
    'authz_core',
    'headers',
    'mime',
    'setenvif',
    'wsgi',
    'filter',
    'deflate',
    'reqtimeout',
    'status',
  ].map((name) => apache(`the module ${name}`, loads(name))),
  apache('TypesConfig', main('typesconfig', /^\/etc\/mime\.types$/)),
  apache('ErrorLog in a folder that is there', main('errorlog', /^\/var\/log\/apache2\/\S+$/)),
  apache(
    'Listen 80, where balancers and page caches call',
    some('listen', ([at = '']) => /^(?:\S+:)?\d+$/.test(at)),
  ),
  apache('a virtual host at its port', ({ apache: all }) => apacheNamed(all, 'virtualhost').length > 0),
  apache('WSGISocketPrefix in a folder that its workers reach', main('wsgisocketprefix', /^\/run\/apache2\/wsgi$/)),
  apache('processes for the application (WSGIDaemonProcess site)', processes('site')),
  apache('a process for the health check (WSGIDaemonProcess health)', processes('health')),
  apache('the application at / (WSGIScriptAlias)', runs('wsgiscriptalias', /^\/$/, 'site')),
  apache(
    'the health check in a process of its own (WSGIScriptAliasMatch)',
    runs('wsgiscriptaliasmatch', /^\^\/\S*\$$/, 'health'),
  ),
  apache('access to the application (Require all granted)', granted(/^\/usr\/local\/lib\/nospof$/)),
  apache(
    'static files of the application (Alias)',
    some(
      'alias',
      ([place = '', folder = '']) => /^\/(\S*\/)?$/.test(place) && /^\/srv\/app\/current\/\S+$/.test(folder),
    ),
  ),
  apache('access to static files (Require all granted)', granted(/^\/srv\/app\/current\/\S+$/)),
  apache('MaxRequestWorkers', main('maxrequestworkers', COUNT)),
  apache('ServerLimit, which MaxRequestWorkers goes by', main('serverlimit', COUNT)),
  apache('ThreadsPerChild, which MaxRequestWorkers goes by', main('threadsperchild', COUNT)),
  apache('Timeout', main('timeout', COUNT)),
  daemon(
    APACHE,
    some('remoteipheader', () => true),
  )('the module remoteip', loads('remoteip')),

  nginx('user www-data', inMain('user', /^www-data( www-data)?$/)),
  nginx("pid, by which Debian's unit knows it", inMain('pid', /^\/run\/nginx\.pid$/)),
  nginx('worker_connections', ({ nginx: all }) =>
    /^[1-9]\d{2,}$/.test(lastArguments(blocksOf(all, 'events').at(-1)?.block ?? [], 'worker_connections')?.[0] ?? ''),
  ),
  nginx(
    'listen 80, where balancers and page caches call',
    listens(() => true),
  ),
  nginx(
    'a server for whatever name is asked for (default_server)',
    listens((options) => options.includes('default_server')),
  ),
  nginxOfPhp('root of the release in use', anywhere('root', /^\/srv\/app\/current\S*$/)),
  nginxOfPhp(
    'the socket of the pool that runs the application',
    anywhere('fastcgi_pass', /^unix:\/run\/php\/php[\d.]+-fpm\.sock$/),
  ),
  nginxOfPhp(
    'the health check, by a script of its own',
    location(/^= \/\S+$/, (block) =>
      states(block, /^fastcgi_param SCRIPT_FILENAME \/usr\/local\/lib\/nospof\/health\.php$/),
    ),
  ),
  nginxOfPhp(
    'the health check, in a pool of its own',
    location(
      /^= \/\S+$/,
      (block) =>
        states(block, /^include (\/etc\/nginx\/)?fastcgi_params$/) &&
        lastArguments(block, 'fastcgi_pass')?.[0] === 'unix:/run/php/health.sock',
    ),
  ),
  nginxOfPhp(
    'pages led to the front of the application',
    location(
      /^(\/|@front)$/,
      (block) =>
        states(block, /^(rewrite \^ \/\S+\.php break|fastcgi_split_path_info \S+)$/) &&
        states(block, /^fastcgi_param SCRIPT_FILENAME \$realpath_root\S*$/),
    ),
  ),

  pool('the pool www', inPool('www', {})),
  pool('the pool of the health check', inPool('health', {})),
  pool('the socket of the pool www', inPool('www', { listen: /^\/run\/php\/php[\d.]+-fpm\.sock$/ })),
  pool('the socket of the pool of the health check', inPool('health', { listen: /^\/run\/php\/health\.sock$/ })),
  pool(
    'a socket that nginx may open (listen.owner www-data)',
    inPool('www', { user: /^www-data$/, 'listen.owner': /^www-data$/ }),
  ),
  pool(
    'a socket of the health check that nginx may open (listen.owner www-data)',
    inPool('health', { user: /^www-data$/, 'listen.owner': /^www-data$/ }),
  ),
  pool(
    'processes for the application (pm, pm.max_children)',
    inPool('www', { pm: /^(dynamic|static|ondemand)$/, 'pm.max_children': COUNT }),
  ),
  pool(
    'a process for the health check (pm, pm.max_children)',
    inPool('health', { pm: /^static$/, 'pm.max_children': COUNT }),
  ),
  sessions(
    'where sessions are (session.save_path)',
    inPhp('session.save_path', (value) => /^\S+$/.test(value)),
  ),
  copies(
    'a second copy of each session (memcached.sess_number_of_replicas)',
    inPhp('memcached.sess_number_of_replicas', (value) => COUNT.test(value)),
  ),
  copies(
    'a dead cache that is left out (memcached.sess_remove_failed_servers)',
    inPhp('memcached.sess_remove_failed_servers', isIniOn),
  ),
  copies(
    'the protocol that keeps copies (memcached.sess_binary_protocol)',
    inPhp('memcached.sess_binary_protocol', isIniOn),
  ),
  copies(
    'a limit of failures of a cache (memcached.sess_server_failure_limit)',
    inPhp('memcached.sess_server_failure_limit', (value) => /^[1-9]$/.test(value)),
  ),

  memcached('its user (-u memcache)', option('u', /^memcache$/)),
  memcached('the address that web nodes call (-l)', option('l', /^\S+$/)),
  memcached('the port that web nodes call (-p 11211)', option('p', /^11211$/)),
  memcached('its memory in MB (-m)', option('m', /^[1-9]\d+$/)),
  memcached('how many may call (-c)', option('c', /^[1-9]\d+$/)),
];
