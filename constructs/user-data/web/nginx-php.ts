import { type KeyValueService, NODE_FILES } from '../../../model/node-files';
import { ANSWER_WITHIN_S } from '../hops';
import { type MachinePart, SETUP_ORDER } from '../machine';
import { PROXY_HEADERS } from '../proxy-headers';
import { script } from '../script';
import { words } from '../shell';
import { restartAlways } from '../systemd';
import { STATUS_PORT, type WebServerProps } from './apache-wsgi';
import { RELEASE_FILE } from './application';
import { APPLICATION_INPUTS } from './site-json';
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
      ...['curl', 'fpm', 'gd', 'intl', 'mbstring', 'mysql', 'xml', 'zip'].map((name) => `php${props.php}-${name}`),
    ],
    files: [
      { path: NGINX_FILE, content: nginx(props) },
      { path: poolFile, content: pools(props) },
      { path: iniFile, content: ini(props) },
      { path: HEALTH_FILE, content: HEALTH },
      restartAlways('nginx.service'),
      restartAlways(`${fpm}.service`),
    ],
    steps: [
      {
        order: SETUP_ORDER.service,
        name: 'nginx-php',
        script: `php-fpm${props.php} -t
nginx -t
serve ${fpm} reload ${words([poolFile, iniFile, RELEASE_FILE, ...APPLICATION_INPUTS])}
serve nginx reload ${NGINX_FILE}
`,
      },
    ],
  };
}

const fpmSocket = ({ php }: PhpServerProps) => `/run/php/php${php}-fpm.sock`;

const HEALTH = script('web/health.php');

/** A release never changes under its path, so compiled scripts are not looked at again until the reload. */
function ini({ maxUploadMiB, sessions }: PhpServerProps): string {
  return `expose_php = Off
memory_limit = 256M
upload_max_filesize = ${maxUploadMiB}M
post_max_size = ${maxUploadMiB}M
opcache.memory_consumption = ${PHP_TUNING.opcacheMiB}
opcache.max_accelerated_files = 20000
opcache.validate_timestamps = 0
${sessions?.memcached ? sessionSettings(sessions.memcached) : ''}`;
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

function nginx(props: PhpServerProps): string {
  const https = props.trustedProxies.length > 0 ? '\n      fastcgi_param HTTPS $forwarded_https if_not_empty;' : '';
  return `# The whole configuration: conf.d, modules-enabled and sites-enabled are not read.
user www-data;
worker_processes auto;
worker_rlimit_nofile 8192;
pid /run/nginx.pid;
error_log /var/log/nginx/error.log;

events {
  worker_connections 4096;
}

http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log /var/log/nginx/access.log combined;
  sendfile on;
  tcp_nopush on;
  server_tokens off;
  client_max_body_size ${props.maxUploadMiB}m;
  # A body is on the disk before an application process sees it; between two parts of it no more than this may pass.
  client_body_timeout 10s;
  client_header_timeout 10s;
  large_client_header_buffers 4 16k;
  # Headers of an answer: the default, a page of memory, is a dozen cookies.
  fastcgi_buffer_size 32k;
  fastcgi_buffers 16 16k;
  fastcgi_busy_buffers_size 64k;
  fastcgi_read_timeout ${ANSWER_WITHIN_S.webServer}s;
  gzip on;
  gzip_proxied any;
  gzip_types text/css text/plain text/javascript application/javascript application/json image/svg+xml;
${proxies(props.trustedProxies)}
  server {
    listen ${props.port} default_server;
    root /srv/app/current;

    location /static/ {
      add_header Cache-Control "public, max-age=31536000, immutable";
    }
    location = ${props.healthPath} {
      access_log off;
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME ${HEALTH_FILE};
      fastcgi_pass unix:/run/php/health.sock;
    }
    location / {
      rewrite ^ /index.php break;
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME $realpath_root/index.php;${https}${unknownProxies(props.trustedProxies)}
      fastcgi_pass unix:${fpmSocket(props)};
    }
  }

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

/** What visitors say of themselves is nobody's word. An empty value hides the header, and is not passed itself. */
function unknownProxies(trusted: readonly string[]): string {
  if (trusted.length > 0) return '';
  const names = PROXY_HEADERS.map((name) => `HTTP_${name.toUpperCase().replaceAll('-', '_')}`);
  return names.map((name) => `\n      fastcgi_param ${name} "" if_not_empty;`).join('');
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
