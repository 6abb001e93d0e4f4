import { meets, REQUIREMENTS } from '../../../check/evidence/contents/requirements';
import { machineFiles } from '../../../terraform/cloud-config';
import { Machine } from '../../../terraform/machine/machine';
import { unescaped } from '../../../terraform/machine/reader';
import { shippedText, synthesized } from '../../helpers/synthesized';
import type { Json } from '../mutants/mutant';

const whole = shippedText('08-varnish');
const stacks = {
  whole: synthesized(whole),
  nfs: synthesized(shippedText('04-load-balancer-pair')),
  php: synthesized(whole.replace('kind: web\n', 'kind: web\n    runtime: php\n')),
};

const HAPROXY = '/etc/haproxy/haproxy.cfg';
const KEEPALIVED = '/etc/keepalived/keepalived.conf';
const VCL = '/etc/varnish/default.vcl';
const APACHE = '/etc/apache2/apache2.conf';
const NGINX = '/etc/nginx/nginx.conf';
const POOL = '/etc/php/8.4/fpm/pool.d/www.conf';
const PHP = '/etc/php/8.4/fpm/conf.d/90-nospof.ini';
const MEMCACHED = '/etc/memcached.conf';
const MARIADB = '/etc/mysql/mariadb.conf.d/70-nospof.cnf';
const COROSYNC = '/etc/corosync/corosync.conf';
const RESOURCES = '/etc/nospof/resources.xml';
const NFS = '/etc/nfs.conf.d/nospof.conf';
const EXPORTS = '/etc/exports.d/nospof.exports';
const MOUNT = '/etc/systemd/system/srv-uploads.mount';
const RESTART = '/etc/systemd/system/apache2.service.d/nospof-restart.conf';

type Change = (files: Map<string, string>, path: string) => void;

const as =
  (from: string | RegExp, to: string): Change =>
  (files, path) => {
    const text = files.get(path) ?? '';
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`${path} has no ${from}`);
    files.set(path, changed);
  };
const after = (text: string): Change => as(/$/, text);
const beside =
  (path: string, text: string): Change =>
  (files) => {
    files.set(path, text);
  };

type Reading = readonly [
  what: string,
  stack: keyof typeof stacks,
  node: string,
  path: string,
  of: RegExp,
  change: Change,
];

/** What a line by line reading takes for missing, and the daemon does not. */
const ALIKE: readonly Reading[] = [
  [
    'more blanks',
    'whole',
    'balancer_1',
    HAPROXY,
    /^timeout connect/,
    as('timeout connect 1s', 'timeout   connect\t1s'),
  ],
  ['a bind to every address', 'whole', 'balancer_1', HAPROXY, /to the port of HTTP$/, as('bind :80', 'bind *:80')],
  ['two addresses of a bind', 'whole', 'balancer_1', HAPROXY, /to the port of HTTP$/, as('bind :80', 'bind :8080,:80')],
  ['words in quotes', 'whole', 'balancer_1', HAPROXY, /^stats uri/, as('stats uri /', 'stats uri "/"')],
  ['a script in quotes', 'whole', 'balancer_1', KEEPALIVED, /anybody to pass/, as(/script (\/usr\S+)/, 'script "$1"')],
  [
    'a block on one line',
    'whole',
    'pagecache_1',
    VCL,
    /^a probe every few/,
    as(/probe health \{[^}]*\}/, 'probe health { .url = "/health"; .interval=0.5s; }'),
  ],
  [
    'statements on one line',
    'whole',
    'pagecache_1',
    VCL,
    /^import directors/,
    as(/import cookie;\n/, 'import cookie; '),
  ],
  ['small letters', 'whole', 'web_1', APACHE, /^User/, as('User www-data', 'user "www-data"')],
  [
    'a line that is continued',
    'whole',
    'web_1',
    APACHE,
    /WSGIDaemonProcess health/,
    as('health processes', 'health \\\n processes'),
  ],
  [
    'another order',
    'php',
    'web_1',
    POOL,
    /listen.owner www-data/,
    as(/(\[www\]\n)(user = www-data\n)([^[]*)/, '$1$3$2'),
  ],
  [
    'another spelling of on',
    'php',
    'web_1',
    PHP,
    /a dead cache/,
    as('sess_remove_failed_servers = On', 'sess_remove_failed_servers=1'),
  ],
  ['every address', 'php', 'web_1', NGINX, /^listen 80/, as('listen 80 ', 'listen *:80 ')],
  ['the long form', 'whole', 'sessions_1', MEMCACHED, /-p 11211/, as('-p 11211', '--port=11211')],
  ['a dash', 'whole', 'db_1', MARIADB, /^sync_binlog/, as('sync_binlog = 1', 'sync-binlog=1')],
  [
    'another order of attributes',
    'whole',
    'db_1',
    RESOURCES,
    /a monitor of the primary/,
    as('name="monitor" interval="2s"', 'interval="2000ms" name="monitor"'),
  ],
  ['another name of an option', 'nfs', 'web_1', MOUNT, /a mount that gives up/, as('nfsvers=4.2', 'vers=4.2')],
  ['another name of the root', 'nfs', 'files_1', EXPORTS, /files on the data volume/, as(/fsid=0/g, 'fsid=root')],
  [
    'blanks around the sign',
    'whole',
    'web_1',
    RESTART,
    /a daemon that comes again \(/,
    as('Restart=always', 'Restart = always'),
  ],
];

/** What a line by line reading takes for there, and the daemon does not. */
const OTHERWISE: readonly Reading[] = [
  [
    'a later section',
    'whole',
    'balancer_1',
    HAPROXY,
    /^timeout connect/,
    after('backend other\n  timeout connect 0\n'),
  ],
  [
    'taken back',
    'whole',
    'balancer_1',
    HAPROXY,
    /^option redispatch/,
    as('backend web\n', 'backend web\n  no option redispatch\n'),
  ],
  [
    'in another frontend',
    'whole',
    'balancer_1',
    HAPROXY,
    /to the port of HTTP$/,
    as(/ {2}bind :80\n([\s\S]*frontend local\n)/, '$1  bind :80\n'),
  ],
  [
    'new defaults before the proxies',
    'whole',
    'balancer_1',
    HAPROXY,
    /^timeout server/,
    as('frontend site', 'defaults\n  mode http\nfrontend site'),
  ],
  [
    'a later line',
    'whole',
    'balancer_1',
    KEEPALIVED,
    /^state BACKUP/,
    as('state BACKUP', 'state BACKUP\n  state MASTER'),
  ],
  [
    'outside of its block',
    'whole',
    'balancer_1',
    KEEPALIVED,
    /^nopreempt/,
    as(/ {2}nopreempt\n/, '}\nvrrp_sync_group all {\n  nopreempt\n}\nvrrp_instance site {\n'),
  ],
  [
    'a comment of two lines',
    'whole',
    'pagecache_1',
    VCL,
    /^a probe every few/,
    as(/( {2}\.interval = 500ms;\n)/, '/*\n$1*/\n'),
  ],
  ['a later field', 'whole', 'pagecache_1', VCL, /^a probe that ends/, as('.window', '.timeout = 60s;\n  .window')],
  ['a probe that nobody asks by', 'whole', 'pagecache_1', VCL, /^a probe that asks/, as(/ \.probe = health;/g, '')],
  [
    'a later section of the folder',
    'whole',
    'web_1',
    APACHE,
    /^access to static files/,
    after('<Directory /srv/app/current/static>\n  Require all denied\n</Directory>\n'),
  ],
  ['a later line', 'whole', 'web_1', APACHE, /^User/, after('User root\n')],
  [
    'a later file',
    'php',
    'web_1',
    POOL,
    /^processes for/,
    beside('/etc/php/8.4/fpm/pool.d/zz.conf', '[www]\npm.max_children = 0\n'),
  ],
  [
    'a later file',
    'php',
    'web_1',
    PHP,
    /a dead cache/,
    beside('/etc/php/8.4/fpm/conf.d/99-own.ini', 'memcached.sess_remove_failed_servers = Off\n'),
  ],
  ['a later line', 'whole', 'sessions_1', MEMCACHED, /-p 11211/, after('-p 11212\n')],
  [
    'a later file',
    'whole',
    'db_1',
    MARIADB,
    /^sync_binlog/,
    beside('/etc/mysql/mariadb.conf.d/80-own.cnf', '[mariadbd]\nsync-binlog = 0\n'),
  ],
  ['a later line', 'whole', 'db_1', COROSYNC, /^token/, as('token: 2000', 'token: 2000\n  token: 900000')],
  ['in another section', 'whole', 'db_1', COROSYNC, /^token/, as(/( {2}token: 2000\n)([\s\S]*quorum \{\n)/, '$2$1')],
  [
    'a comment of XML',
    'whole',
    'db_1',
    RESOURCES,
    /a monitor of replicas/,
    as(/<op [^>]*role="Unpromoted"\/>/, '<!-- $& -->'),
  ],
  [
    'of another resource',
    'whole',
    'db_1',
    RESOURCES,
    /operation promote$/,
    as(
      /(<op [^>]*name="promote"[^>]*>)([\s\S]*)(<\/resources>)/,
      '$2<primitive id="x" class="ocf" provider="heartbeat" type="Dummy"><operations>$1</operations></primitive>$3',
    ),
  ],
  [
    'a later file',
    'nfs',
    'files_1',
    NFS,
    /^grace-time/,
    beside('/etc/nfs.conf.d/z.conf', '[nfsd]\ngrace-time = 900\n'),
  ],
  ['a later option', 'nfs', 'files_1', EXPORTS, /files on the data volume/, as('fsid=0)', 'fsid=0,async)')],
  [
    'a second client',
    'nfs',
    'files_1',
    EXPORTS,
    /files on the data volume/,
    after('/srv/data/files 10.20.1.1(ro,fsid=0)\n'),
  ],
  ['a later option', 'nfs', 'web_1', MOUNT, /a mount that gives up/, as('retry=0', 'retry=0,hard')],
  [
    'a later drop-in',
    'whole',
    'web_1',
    RESTART,
    /a daemon that comes again \(/,
    beside('/etc/systemd/system/apache2.service.d/zz.conf', '[Service]\nRestart=no\n'),
  ],
];

function read(stack: Json, node: string, change: Change, path: string): readonly [before: Machine, after: Machine] {
  const files = machineFiles(unescaped(stack.locals[`${node}_machine`]));
  const changed = new Map(files);
  change(changed, path);
  return [new Machine(files), new Machine(changed)];
}

test.each([...ALIKE.map((one) => [...one, true] as const), ...OTHERWISE.map((one) => [...one, false] as const)])(
  '%s: %s, %s of %s: %s',
  (_, stack, node, path, of, change, expected) => {
    const requirement = REQUIREMENTS.find((one) => one.path.test(path) && of.test(one.lookedFor));
    if (!requirement) throw new Error('no such requirement');
    const [before, after] = read(stacks[stack].stack as Json, node, change, path);
    expect([meets(requirement, before, path), meets(requirement, after, path)]).toEqual([true, expected]);
  },
);
