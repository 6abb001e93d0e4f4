import { type KeyValueService, NODE_FILES } from '../../../model/node-files';
import { ANSWER_WITHIN_S } from '../hops';
import { type MachinePart, SETUP_ORDER } from '../machine';
import { PROXY_HEADERS } from '../proxy-headers';
import { script } from '../script';
import { words } from '../shell';
import { restartAlways } from '../systemd';
import { STATUS_PORT, type WebServerProps } from './apache-wsgi';
import { RELEASE_FILE } from './application';
import { nginxMain } from './nginx-main';
import { FASTCGI_DOLLAR, FASTCGI_FILE, hasSettings, settingsFiles } from './settings';
import { APPLICATION_INPUTS } from './site-json';
import { sourceLimits } from './source-limits';
import { PHP_TUNING, phpChildren } from './tuning';

const NGINX_FILE = NODE_FILES.nginx;
const HEALTH_FILE = '/usr/local/lib/nospof/health.php';

export interface PhpServerProps extends WebServerProps {
  /** PHP's version, as `8.4`: packages, programs, units and paths are named by it. */
  readonly php: string;
  /**
   * Servers for PHP's own sessions (`session_start()`), each session kept on two of them.
   * @default - files on the node, which other nodes do not see
   */
  readonly sessions?: KeyValueService;
  /** @default - a front controller at the archive's top, and nothing beside it */
  readonly layout?: PhpLayout;
  /** Whether `mail()` sends through a relay. @default false */
  readonly sendsMail?: boolean;
}

/** Where PHP's scripts are, and what they may use. */
export interface PhpLayout {
  /** Folder of the archive with `index.php`. @default - its top */
  readonly root?: string;
  /**
   * What of that folder is served beside `index.php` and `static/`: files as they are, or scripts, too.
   * @default - files where there is a `root`, else nothing
   */
  readonly beside?: 'nothing' | 'files' | 'scripts';
  /** Extensions, by the names of their packages without the version. @default - none beside those that are always there */
  readonly extensions?: readonly string[];
  /** Most memory of a request, MiB. @default 256 */
  readonly memoryMiB?: number;
  /** Most fields of a form. @default 1000 */
  readonly maxInputVars?: number;
}

/** nginx and php-fpm, for PHP applications with a front controller. */
export function phpPart(props: PhpServerProps): MachinePart {
  const fpm = `php${props.php}-fpm`;
  const folder = `/etc/php/${props.php}/fpm`;
  const [poolFile, iniFile] = [`${folder}/pool.d/www.conf`, `${folder}/conf.d/90-nospof.ini`];
  return {
    packages: [
      'nginx',
      'php-memcached',
      ...[...EXTENSIONS, ...(props.layout?.extensions ?? [])].map((name) => `php${props.php}-${name}`),
    ],
    files: [
      { path: NGINX_FILE, content: nginx(props) },
      { path: poolFile, content: pools(props) },
      { path: iniFile, content: ini(props) },
      { path: HEALTH_FILE, content: script('web/health.php', { ROOT: rootOf(props) }) },
      restartAlways('nginx.service'),
      restartAlways(`${fpm}.service`),
    ],
    steps: [
      {
        order: SETUP_ORDER.service,
        name: 'nginx-php',
        script: `php-fpm${props.php} -t
nginx -t
serve ${fpm} reload ${words([poolFile, iniFile, RELEASE_FILE, ...APPLICATION_INPUTS, ...settingsFiles(props.settings ?? {})])}
serve nginx reload ${words([NGINX_FILE, ...(hasSettings(props.settings ?? {}) ? [FASTCGI_FILE] : [])])}
`,
      },
    ],
  };
}

const fpmSocket = ({ php }: PhpServerProps) => `/run/php/php${php}-fpm.sock`;

/** What is always there. */
const EXTENSIONS = ['curl', 'fpm', 'gd', 'intl', 'mbstring', 'mysql', 'xml', 'zip'];

const rootOf = ({ layout }: PhpServerProps) =>
  layout?.root === undefined ? '/srv/app/current' : `/srv/app/current/${layout.root}`;

/** A release never changes under its path, so compiled scripts are not looked at again until the reload. */
function ini({ maxUploadMiB, sessions, sendsMail, layout = {} }: PhpServerProps): string {
  const { memoryMiB = 256, maxInputVars = 1000, beside } = layout;
  return `expose_php = Off
memory_limit = ${memoryMiB}M
${maxInputVars === 1000 ? '' : `max_input_vars = ${maxInputVars}\n`}upload_max_filesize = ${maxUploadMiB}M
post_max_size = ${maxUploadMiB}M
opcache.memory_consumption = ${PHP_TUNING.opcacheMiB}
opcache.max_accelerated_files = 20000
opcache.validate_timestamps = 0
${beside === 'scripts' ? 'cgi.fix_pathinfo = 0\n' : ''}${sendsMail ? 'sendmail_path = "/usr/bin/msmtp -t"\n' : ''}${sessions?.memcached ? sessionSettings(sessions.memcached) : ''}`;
}

function sessionSettings(memcached: readonly string[]): string {
  return `session.save_handler = memcached
session.save_path = "${memcached.join(',')}"
memcached.sess_binary_protocol = On
memcached.sess_number_of_replicas = 1
memcached.sess_remove_failed_servers = On
memcached.sess_server_failure_limit = 1
memcached.sess_connect_timeout = 300
`;
}

/**
 * Alone on its machine fpm keeps all children running, so a burst waits for no fork. The health check has a child of
 * its own: requests that wait for a database in failover fill the site's children on all nodes alike, and must not
 * make the balancer drop every node.
 */
function pools(props: PhpServerProps): string {
  const children = phpChildren(props);
  const manager =
    (props.shareOfMemory ?? 1) === 1
      ? 'pm = static'
      : 'pm = dynamic\npm.start_servers = 2\npm.min_spare_servers = 2\npm.max_spare_servers = 4';
  return `[global]
process_control_timeout = 20s

[www]
user = www-data
group = www-data
listen = ${fpmSocket(props)}
listen.owner = www-data
listen.group = www-data
${manager}
pm.max_children = ${children}
pm.max_requests = 1000
pm.status_path = /fpm-status
request_terminate_timeout = ${ANSWER_WITHIN_S.application}s
catch_workers_output = yes
decorate_workers_output = no

[health]
user = www-data
group = www-data
listen = /run/php/health.sock
listen.owner = www-data
listen.group = www-data
pm = static
pm.max_children = 1
`;
}

/** A body is on the disk before an application process sees it; between two parts of it no more than this may pass. */
const BEHIND_BALANCER = `  client_body_timeout 10s;
  client_header_timeout 10s;
`;

function nginx(props: PhpServerProps): string {
  return `${nginxMain(8_192)}http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log /var/log/nginx/access.log combined;
  sendfile on;
  tcp_nopush on;
  server_tokens off;
  client_max_body_size ${props.maxUploadMiB}m;
${props.behindBalancer ? BEHIND_BALANCER : sourceLimits()}  large_client_header_buffers 4 16k;
  # Headers of an answer: the default, a page of memory, is a dozen cookies.
  fastcgi_buffer_size 32k;
  fastcgi_buffers 16 16k;
  fastcgi_busy_buffers_size 64k;
  fastcgi_max_temp_file_size 32m;
  fastcgi_read_timeout ${ANSWER_WITHIN_S.webServer}s;
  gzip on;
  gzip_proxied any;
  gzip_types text/css text/plain text/javascript application/javascript application/json image/svg+xml;
${hasSettings(props.settings ?? {}) ? FASTCGI_DOLLAR : ''}${proxies(props.trustedProxies)}
${otherNames(props)}  server {
    listen ${props.port} default_server;
    root ${rootOf(props)};

    location /static/ {
      add_header Cache-Control "public, max-age=31536000, immutable";
    }
    location = ${props.healthPath} {
      access_log off;
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME ${HEALTH_FILE};
      fastcgi_pass unix:/run/php/health.sock;
    }
${locations(props)}  }

  server {
    listen 127.0.0.1:${STATUS_PORT};
    location = /nginx-status {
      stub_status;
    }
    location = /fpm-status {
      include /etc/nginx/fastcgi.conf;
      fastcgi_pass unix:${fpmSocket(props)};
    }
  }
}
`;
}

/** Who asks by another name of the site is led to its own. */
function otherNames({ redirects, port }: PhpServerProps): string {
  if (!redirects || redirects.from.length === 0) return '';
  return `  server {
    listen ${port};
    server_name ${redirects.from.join(' ')};
    return 301 http://${redirects.to}$request_uri;
  }

`;
}

/** A location whose requests PHP answers, by the script of this path. */
function scriptLocation(props: PhpServerProps, place: string, script: string, before: readonly string[]): string {
  const https = props.trustedProxies.length > 0 ? ['fastcgi_param HTTPS $forwarded_https if_not_empty;'] : [];
  const lines = [
    ...before,
    'include /etc/nginx/fastcgi_params;',
    `fastcgi_param SCRIPT_FILENAME $realpath_root${script};`,
    ...https,
    ...unknownProxies(props.trustedProxies),
    ...(hasSettings(props.settings ?? {}) ? [`include ${FASTCGI_FILE};`] : []),
    `fastcgi_pass unix:${fpmSocket(props)};`,
  ];
  return `    location ${place} {\n${lines.map((line) => `      ${line}\n`).join('')}    }\n`;
}

/** What lies beside a site's files and is no visitor's business: names that begin with a dot (but those that prove a domain), copies, sources, dumps. */
const HIDDEN =
  '(/\\.(?!well-known/)|\\.(bak|inc|log|orig|phps|save|sh|sql|swp)$|/(composer|package)(-lock)?\\.(json|lock)$)';

/** The front controller, and what is served beside it. */
function locations(props: PhpServerProps): string {
  const { beside = props.layout?.root === undefined ? 'nothing' : 'files' } = props.layout ?? {};
  const front = (place: string) => scriptLocation(props, place, '/index.php', ['rewrite ^ /index.php break;']);
  const uploads = props.uploads ? uploadsLocation(props.uploads.at) : '';
  if (beside === 'nothing') return `${uploads}${front('/')}`;
  const hidden = `    location ~* ${HIDDEN} {\n      return 404;\n    }\n`;
  if (beside === 'files') {
    return `${uploads}${hidden}${front('~ (\\.php(/|$)|/$)')}    location / {\n      try_files $uri @front;\n    }\n${front('@front')}`;
  }
  const scripts = scriptLocation(props, '~ [^/]\\.php(/|$)', '$fastcgi_script_name', [
    'fastcgi_split_path_info ^(.+?\\.php)(/.*)?$;',
    // try_files forgets what came after the script's name.
    'set $after_script $fastcgi_path_info;',
    'try_files $fastcgi_script_name @front;',
    'fastcgi_param PATH_INFO $after_script;',
  ]);
  return `    index index.php;
    # A balancer of ours knows by which scheme and port visitors came.
    absolute_redirect off;
${uploads}${hidden}${scripts}    location / {
      try_files $uri $uri/ @front;
    }
${front('@front')}`;
}

/** What visitors uploaded is data: nothing of it runs, and no browser guesses what it is. */
function uploadsLocation(at: string): string {
  return `    location ^~ /${at}/ {
      add_header X-Content-Type-Options nosniff;
      location ~* \\.(php\\d?|phar|pht|phtml)(/|$) {
        return 404;
      }
    }
`;
}

/** What visitors say of themselves is nobody's word. An empty value hides the header, and is not passed itself. */
function unknownProxies(trusted: readonly string[]): readonly string[] {
  if (trusted.length > 0) return [];
  const names = PROXY_HEADERS.map((name) => `HTTP_${name.toUpperCase().replaceAll('-', '_')}`);
  return names.map((name) => `fastcgi_param ${name} "" if_not_empty;`);
}

function proxies(trusted: readonly string[]): string {
  if (trusted.length === 0) return '';
  return `
${trusted.map((address) => `  set_real_ip_from ${address};\n`).join('')}  real_ip_header X-Forwarded-For;
  real_ip_recursive on;
  map $http_x_forwarded_proto $forwarded_https {
    https on;
  }
`;
}
