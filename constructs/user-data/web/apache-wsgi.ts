import { NODE_FILES } from '../../../model/node-files';
import { ANSWER_WITHIN_S, HEADER_BYTES } from '../hops';
import { type MachinePart, SETUP_ORDER } from '../machine';
import { PROXY_HEADERS } from '../proxy-headers';
import { escapeRegex } from '../regex';
import { script } from '../script';
import { words } from '../shell';
import { restartAlways } from '../systemd';
import { apacheFront, NO_FRONT, SOURCE_HEADER } from './apache-front';
import { RELEASE_FILE } from './application';
import { type ApplicationSettings, settingsFiles } from './settings';
import { APPLICATION_INPUTS } from './site-json';
import { type WebMachine, WSGI_TUNING, wsgiLimits } from './tuning';

export interface WebServerProps extends WebMachine {
  /** The node's name. */
  readonly node: string;
  /** TCP port that visitors or balancers reach. */
  readonly port: number;
  /**
   * Whether requests come through balancers or page caches of ours: then they close connections towards visitors, and
   * their word on a visitor's address is taken.
   */
  readonly behindBalancer: boolean;
  /** Addresses (IPv4) of those balancers and caches. */
  readonly trustedProxies: readonly string[];
  /** Path that answers 200 while the application's processes can serve. */
  readonly healthPath: string;
  /** Largest body of a request, MiB. */
  readonly maxUploadMiB: number;
  /** Files that visitors uploaded: where they are, and below which path they are served. @default - not by the web server */
  readonly uploads?: { readonly at: string; readonly path: string };
  /** Other names of the site, which lead to its own. @default - none */
  readonly redirects?: { readonly from: readonly string[]; readonly to: string };
  /** @default - the application has no settings but `site.json` */
  readonly settings?: ApplicationSettings;
}

/** Port of the server's own status page, on the loopback address alone. */
export const STATUS_PORT = 8008;

/** Port of Apache on the loopback address, where nginx is what visitors reach. */
const BEHIND_FRONT_PORT = 8080;

const CONFIG_FILE = NODE_FILES.apache;
const LOADER_FILE = NODE_FILES.wsgi;

/**
 * How fast a body must come, bytes a second: a thread waits for it. Phones at the edge of their network send twice as fast.
 */
const BODY_BYTES_PER_S = 5000;

/** All that is needed, and nothing else is loaded: each module costs memory in each process and is code to trust. */
const MODULES = [
  'mpm_event',
  'alias',
  'authz_core',
  'deflate',
  'filter',
  'headers',
  'mime',
  'remoteip',
  'reqtimeout',
  'setenvif',
  'status',
  'wsgi',
];

/**
 * Loads the release that is current when the process starts, by its real path, so that a running process never mixes
 * two releases. The health check has a process of its own: requests that wait for a database in failover fill the
 * threads of the site on all nodes alike, and must not make the balancer drop every node.
 */
const LOADER = script('web/loader.py', { RUN: NODE_FILES.run });

/**
 * For a new release only the loader is touched: mod_wsgi then replaces its processes one by one as requests come, and
 * loses none (0 of 4,200 in five reloads under load, where `apache2ctl graceful` lost 3).
 */
const step = (settings: ApplicationSettings) =>
  script('web/apache-step.sh', {
    CONFIG: CONFIG_FILE,
    INPUTS: words([RELEASE_FILE, ...APPLICATION_INPUTS, ...settingsFiles(settings)]),
    LOADER: LOADER_FILE,
  });

/** Apache's event MPM with mod_wsgi in daemon mode, for Python applications; nginx before it where no balancer of ours is. */
export function wsgiParts(props: WebServerProps): readonly MachinePart[] {
  if (props.behindBalancer) return [wsgiPart(props)];
  return [wsgiPart(props), apacheFront({ ...props, to: BEHIND_FRONT_PORT })];
}

function wsgiPart(props: WebServerProps): MachinePart {
  const { settings = {} } = props;
  return {
    packages: ['apache2', 'libapache2-mod-wsgi-py3', 'python3-pymemcache', 'python3-pymysql', 'python3-venv'],
    files: [
      { path: CONFIG_FILE, content: config(props) },
      { path: LOADER_FILE, content: LOADER },
      restartAlways('apache2.service'),
    ],
    steps: [
      {
        order: SETUP_ORDER.service,
        name: 'apache',
        script: `${props.behindBalancer ? NO_FRONT : ''}${step(settings)}`,
      },
    ],
  };
}

function config(props: WebServerProps): string {
  const at = props.behindBalancer ? `*:${props.port}` : `127.0.0.1:${BEHIND_FRONT_PORT}`;
  const { processes, threads, maxRequestWorkers, serverLimit } = wsgiLimits(props);
  const healthPattern = `^${escapeRegex(props.healthPath)}$`;
  return `# The whole configuration: mods-enabled, sites-enabled and ports.conf are not read.
ServerRoot /usr/lib/apache2
DefaultRuntimeDir /run/apache2
PidFile /run/apache2/apache2.pid
User www-data
Group www-data
${MODULES.map((name) => `LoadModule ${name}_module modules/mod_${name}.so`).join('\n')}

ServerName ${props.node}
ServerTokens Prod
ServerSignature Off
TraceEnable Off
TypesConfig /etc/mime.types
ErrorLog /var/log/apache2/error.log
LogFormat "%a %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\" %D" combined
SetEnvIf Request_URI "${healthPattern}" quiet
CustomLog /var/log/apache2/access.log combined env=!quiet

Listen ${at.replace('*:', '')}
Listen 127.0.0.1:${STATUS_PORT}
Timeout ${ANSWER_WITHIN_S.webServer}
RequestReadTimeout header=10-20,MinRate=500 body=10,MinRate=${BODY_BYTES_PER_S}
LimitRequestBody ${props.maxUploadMiB * 1024 ** 2}
LimitRequestLine ${HEADER_BYTES}
LimitRequestFieldSize ${HEADER_BYTES}
KeepAlive Off
ServerLimit ${serverLimit}
ThreadsPerChild ${WSGI_TUNING.workersPerServer}
MaxRequestWorkers ${maxRequestWorkers}
AddOutputFilterByType DEFLATE text/html text/css text/plain text/javascript application/json image/svg+xml
${proxies(props.trustedProxies)}
WSGISocketPrefix /run/apache2/wsgi
WSGISocketRotation Off
WSGIRestrictEmbedded On
WSGIDaemonProcess site processes=${processes} threads=${threads} listen-backlog=500 \\
  request-timeout=${ANSWER_WITHIN_S.application} shutdown-timeout=20 lang=C.UTF-8 locale=C.UTF-8 display-name=%{GROUP}
WSGIDaemonProcess health processes=1 threads=2 lang=C.UTF-8 locale=C.UTF-8 display-name=%{GROUP}

<Directory />
  AllowOverride None
  Require all denied
</Directory>
<Directory /usr/local/lib/nospof>
  Require all granted
</Directory>
<Directory /srv/app/current/static>
  Options FollowSymLinks
  Require all granted
  Header set Cache-Control "public, max-age=31536000, immutable"
</Directory>
${uploads(props)}
<VirtualHost ${at}>
${uploadsAlias(props)}  Alias /static/ /srv/app/current/static/
  WSGIScriptAliasMatch "${healthPattern}" ${LOADER_FILE} process-group=health application-group=%{GLOBAL}
  WSGIScriptAlias / ${LOADER_FILE} process-group=site application-group=%{GLOBAL}
</VirtualHost>
${otherNames(props, at)}<VirtualHost 127.0.0.1:${STATUS_PORT}>
  <Location /server-status>
    SetHandler server-status
    Require all granted
  </Location>
</VirtualHost>
`;
}

/** What visitors uploaded is data: nothing of it runs, and no browser guesses what it is. */
function uploads({ uploads }: WebServerProps): string {
  if (!uploads) return '';
  return `<Directory ${uploads.path}>
  Require all granted
  Header always set X-Content-Type-Options nosniff
</Directory>
`;
}

function uploadsAlias({ uploads }: WebServerProps): string {
  return uploads ? `  Alias /${uploads.at}/ ${uploads.path}/\n` : '';
}

function otherNames({ redirects }: WebServerProps, at: string): string {
  if (!redirects || redirects.from.length === 0) return '';
  return `<VirtualHost ${at}>
  ServerName ${redirects.from[0]}
${redirects.from
  .slice(1)
  .map((name) => `  ServerAlias ${name}\n`)
  .join('')}  Redirect permanent / http://${redirects.to}/
</VirtualHost>
`;
}

function proxies(trusted: readonly string[]): string {
  // What visitors say of themselves is nobody's word.
  if (trusted.length === 0) {
    const own = `RemoteIPHeader ${SOURCE_HEADER}\nRemoteIPInternalProxy 127.0.0.1\n`;
    return `${own}${PROXY_HEADERS.map((name) => `RequestHeader unset ${name} early\n`).join('')}`;
  }
  return `
RemoteIPHeader X-Forwarded-For
RemoteIPInternalProxy ${trusted.join(' ')}
SetEnvIf X-Forwarded-Proto "^https$" HTTPS=on
`;
}
