import type { Requirement } from './requirement';

const APACHE = /^\/etc\/apache2\/apache2\.conf$/;
const NGINX = /^\/etc\/nginx\/nginx\.conf$/;
const POOL = /^\/etc\/php\/[\d.]+\/fpm\/pool\.d\/www\.conf$/;
const PHP = /^\/etc\/php\/[\d.]+\/fpm\/conf\.d\/90-nospof\.ini$/;
const MEMCACHED = /^\/etc\/memcached\.conf$/;
const PHP_SITE = /fastcgi_pass/;

const loaded = (name: string): Requirement => ({
  path: APACHE,
  says: new RegExp(`^LoadModule ${name}_module modules/mod_${name}\\.so$`, 'm'),
  lookedFor: `the module ${name}`,
});

/** Web servers and the daemons behind them. */
export const SERVERS: readonly Requirement[] = [
  { path: APACHE, says: /^ServerRoot \/usr\/lib\/apache2$/m, lookedFor: 'ServerRoot, where its modules are' },
  { path: APACHE, says: /^DefaultRuntimeDir \/run\/apache2$/m, lookedFor: 'DefaultRuntimeDir' },
  {
    path: APACHE,
    says: /^PidFile \/run\/apache2\/apache2\.pid$/m,
    lookedFor: "PidFile, by which Debian's unit knows it",
  },
  { path: APACHE, says: /^User www-data$/m, lookedFor: 'User www-data' },
  { path: APACHE, says: /^Group www-data$/m, lookedFor: 'Group www-data' },
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
  ].map(loaded),
  { path: APACHE, says: /^TypesConfig \/etc\/mime\.types$/m, lookedFor: 'TypesConfig' },
  { path: APACHE, says: /^ErrorLog \/var\/log\/apache2\/\S+$/m, lookedFor: 'ErrorLog in a folder that is there' },
  { path: APACHE, says: /^Listen (?:\S+:)?\d+$/m, lookedFor: 'Listen 80, where balancers and page caches call' },
  { path: APACHE, says: /^<VirtualHost \S+>$/m, lookedFor: 'a virtual host at its port' },
  {
    path: APACHE,
    says: /^WSGISocketPrefix \/run\/apache2\/wsgi$/m,
    lookedFor: 'WSGISocketPrefix in a folder that its workers reach',
  },
  {
    path: APACHE,
    says: /^WSGIDaemonProcess site processes=[1-9]\d* threads=[1-9]\d*\b/m,
    lookedFor: 'processes for the application (WSGIDaemonProcess site)',
  },
  {
    path: APACHE,
    says: /^WSGIDaemonProcess health processes=[1-9]\d* threads=[1-9]\d*\b/m,
    lookedFor: 'a process for the health check (WSGIDaemonProcess health)',
  },
  {
    path: APACHE,
    says: /^\s*WSGIScriptAlias \/ \/usr\/local\/lib\/nospof\/application\.py process-group=site application-group=%\{GLOBAL\}$/m,
    lookedFor: 'the application at / (WSGIScriptAlias)',
  },
  {
    path: APACHE,
    says: /^\s*WSGIScriptAliasMatch "\^\/\S*\$" \/usr\/local\/lib\/nospof\/application\.py process-group=health application-group=%\{GLOBAL\}$/m,
    lookedFor: 'the health check in a process of its own (WSGIScriptAliasMatch)',
  },
  {
    path: APACHE,
    says: /^<Directory \/usr\/local\/lib\/nospof>\n\s*Require all granted$/m,
    lookedFor: 'access to the application (Require all granted)',
  },
  {
    path: APACHE,
    says: /^\s*Alias \/(\S*\/)? \/srv\/app\/current\/\S+$/m,
    lookedFor: 'static files of the application (Alias)',
  },
  {
    path: APACHE,
    says: /^<Directory \/srv\/app\/current\/\S+>\n(?:\s.*\n)*?\s*Require all granted$/m,
    lookedFor: 'access to static files (Require all granted)',
  },
  { path: APACHE, says: /^MaxRequestWorkers [1-9]\d*$/m, lookedFor: 'MaxRequestWorkers' },
  { path: APACHE, says: /^ServerLimit [1-9]\d*$/m, lookedFor: 'ServerLimit, which MaxRequestWorkers goes by' },
  { path: APACHE, says: /^ThreadsPerChild [1-9]\d*$/m, lookedFor: 'ThreadsPerChild, which MaxRequestWorkers goes by' },
  { path: APACHE, says: /^Timeout [1-9]\d*$/m, lookedFor: 'Timeout' },
  {
    path: APACHE,
    where: /RemoteIPHeader/,
    says: /^LoadModule remoteip_module modules\/mod_remoteip\.so$/m,
    lookedFor: 'the module remoteip',
  },

  { path: NGINX, says: /^user www-data;$/m, lookedFor: 'user www-data' },
  { path: NGINX, says: /^pid \/run\/nginx\.pid;$/m, lookedFor: "pid, by which Debian's unit knows it" },
  { path: NGINX, says: /\bworker_connections [1-9]\d{2,};/m, lookedFor: 'worker_connections' },
  {
    path: NGINX,
    says: /^\s*listen 80( default_server)?;$/m,
    lookedFor: 'listen 80, where balancers and page caches call',
  },
  {
    path: NGINX,
    says: /^\s*listen 80 default_server;$/m,
    lookedFor: 'a server for whatever name is asked for (default_server)',
  },
  { path: NGINX, where: PHP_SITE, says: /^\s*root \/srv\/app\/current\S*;$/m, lookedFor: 'root of the release in use' },
  {
    path: NGINX,
    where: PHP_SITE,
    says: /^\s*fastcgi_pass unix:\/run\/php\/php[\d.]+-fpm\.sock;$/m,
    lookedFor: 'the socket of the pool that runs the application',
  },
  {
    path: NGINX,
    where: PHP_SITE,
    says: /location = \/\S+ \{(?:(?!\n {4}\})[\s\S])*?fastcgi_param SCRIPT_FILENAME \/usr\/local\/lib\/nospof\/health\.php;/,
    lookedFor: 'the health check, by a script of its own',
  },
  {
    path: NGINX,
    where: PHP_SITE,
    says: /location = \/\S+ \{(?:(?!\n {4}\})[\s\S])*?include \/etc\/nginx\/fastcgi_params;(?:(?!\n {4}\})[\s\S])*?fastcgi_pass unix:\/run\/php\/health\.sock;/,
    lookedFor: 'the health check, in a pool of its own',
  },
  {
    path: NGINX,
    where: PHP_SITE,
    says: /location (\/|@front) \{\n\s*(rewrite \^ \/\S+\.php break|fastcgi_split_path_info)[\s\S]*?fastcgi_param SCRIPT_FILENAME \$realpath_root\S*;/,
    lookedFor: 'pages led to the front of the application',
  },

  { path: POOL, says: /^\[www\]$/m, lookedFor: 'the pool www' },
  { path: POOL, says: /^\[health\]$/m, lookedFor: 'the pool of the health check' },
  {
    path: POOL,
    says: /^\[www\]\n(?:[^[\n].*\n|\n)*?listen = \/run\/php\/php[\d.]+-fpm\.sock$/m,
    lookedFor: 'the socket of the pool www',
  },
  {
    path: POOL,
    says: /^\[health\]\n(?:[^[\n].*\n|\n)*?listen = \/run\/php\/health\.sock$/m,
    lookedFor: 'the socket of the pool of the health check',
  },
  {
    path: POOL,
    says: /^\[www\]\n(?:[^[\n].*\n|\n)*?user = www-data\n(?:[^[\n].*\n|\n)*?listen\.owner = www-data$/m,
    lookedFor: 'a socket that nginx may open (listen.owner www-data)',
  },
  {
    path: POOL,
    says: /^\[health\]\n(?:[^[\n].*\n|\n)*?user = www-data\n(?:[^[\n].*\n|\n)*?listen\.owner = www-data$/m,
    lookedFor: 'a socket of the health check that nginx may open (listen.owner www-data)',
  },
  {
    path: POOL,
    says: /^\[www\]\n(?:[^[\n].*\n|\n)*?pm = (dynamic|static|ondemand)\n(?:[^[\n].*\n|\n)*?pm\.max_children = [1-9]\d*$/m,
    lookedFor: 'processes for the application (pm, pm.max_children)',
  },
  {
    path: POOL,
    says: /^\[health\]\n(?:[^[\n].*\n|\n)*?pm = static\n(?:[^[\n].*\n|\n)*?pm\.max_children = [1-9]\d*$/m,
    lookedFor: 'a process for the health check (pm, pm.max_children)',
  },
  {
    path: PHP,
    where: /save_handler = memcached/,
    says: /^session\.save_path = "\S+"$/m,
    lookedFor: 'where sessions are (session.save_path)',
  },
  {
    path: PHP,
    where: /save_path = "[^"]*,/,
    says: /^memcached\.sess_number_of_replicas = [1-9]\d*$/m,
    lookedFor: 'a second copy of each session (memcached.sess_number_of_replicas)',
  },
  {
    path: PHP,
    where: /save_path = "[^"]*,/,
    says: /^memcached\.sess_remove_failed_servers = On$/m,
    lookedFor: 'a dead cache that is left out (memcached.sess_remove_failed_servers)',
  },
  {
    path: PHP,
    where: /save_path = "[^"]*,/,
    says: /^memcached\.sess_binary_protocol = On$/m,
    lookedFor: 'the protocol that keeps copies (memcached.sess_binary_protocol)',
  },
  {
    path: PHP,
    where: /save_path = "[^"]*,/,
    says: /^memcached\.sess_server_failure_limit = [1-9]$/m,
    lookedFor: 'a limit of failures of a cache (memcached.sess_server_failure_limit)',
  },

  { path: MEMCACHED, says: /^-u memcache$/m, lookedFor: 'its user (-u memcache)' },
  { path: MEMCACHED, says: /^-l \S+$/m, lookedFor: 'the address that web nodes call (-l)' },
  { path: MEMCACHED, says: /^-p 11211$/m, lookedFor: 'the port that web nodes call (-p 11211)' },
  { path: MEMCACHED, says: /^-m [1-9]\d+$/m, lookedFor: 'its memory in MB (-m)' },
  { path: MEMCACHED, says: /^-c [1-9]\d+$/m, lookedFor: 'how many may call (-c)' },
];
