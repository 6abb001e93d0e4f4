import { Machine } from '../../../terraform/machine/machine';
import type { MachineFiles } from '../../../terraform/machine-files';

const STEP = '/usr/local/lib/nospof/setup.d/60-x';
const filesOf = (path: string, text: string, more: Record<string, string> = {}) =>
  new Map(Object.entries({ [path]: text, [STEP]: 'serve haproxy reload x\nserve varnish reload x\n', ...more }));

const upstreamsIn = (files: MachineFiles, paths: readonly string[], capability: string) =>
  new Machine(files).upstreams(paths, capability);

const CFG = '/etc/haproxy/haproxy.cfg';
const haproxy = (text: string, more?: Record<string, string>, capability = 'serve') =>
  upstreamsIn(filesOf(CFG, text, more), [CFG], capability);

const BALANCER = `defaults
  option httpchk GET /
  default-server check inter 1s
frontend site
  bind :80
  use_backend api if { path_beg /api }
  default_backend web
frontend local
  bind 127.0.0.1:8405
  default_backend stats
backend web
  server web-1 10.0.0.1:80
  server web-2 10.0.0.2:80 # the second
backend api
  server api-1 10.0.0.3:80 no-check
  server web-1 10.0.0.1:80 no-check track web/web-1 backup
  server web-9 10.0.0.9:80 no-check track web/web-9 backup
backend stats
  server other 10.0.0.4:80
`;

test('haproxy: what visitors reach, with what is not checked', () => {
  expect(
    haproxy(BALANCER).map(({ name, backends }) => [
      name,
      ...backends.map(({ privateIp, unchecked }) => unchecked ?? privateIp),
    ]),
  ).toEqual([
    ['backend api', "server api-1 without 'check'"],
    ['backend api, servers that track web', '10.0.0.1', "'track web/web-9', which is not there"],
    ['backend web', '10.0.0.1', '10.0.0.2'],
  ]);
});

test.each([
  ['no checks', BALANCER.replace('default-server check', 'default-server'), "server web-1 without 'check'"],
  [
    'no request in the checks',
    BALANCER.replace('  option httpchk GET /\n', ''),
    "backend web without 'option httpchk'",
  ],
])('haproxy: %s', (_name, text, expected) => {
  expect(haproxy(text).find(({ name }) => name === 'backend web')?.backends[0]?.unchecked).toBe(expected);
});

test('haproxy: the database proxy by the port that the application uses', () => {
  const text =
    'listen write\n  bind 127.0.0.1:3306\n  server db-1 10.0.0.5:3306\nlisten read\n  bind 127.0.0.1:3307\n  server db-2 10.0.0.6:3306\n';
  const site = JSON.stringify({ database: { read: { host: '127.0.0.1', port: 3307 } } });
  expect(haproxy(text, { '/etc/nospof/site.json': site }, 'read').map(({ name }) => name)).toEqual(['listen read']);
  expect(haproxy(text, {}, 'read')).toEqual([]);
});

test('a file whose program no step starts is idle', () => {
  expect(upstreamsIn(new Map([[CFG, BALANCER]]), [CFG], 'serve').map(({ idle }) => idle)).toEqual([
    'haproxy',
    'haproxy',
    'haproxy',
  ]);
  expect(haproxy(BALANCER).map(({ idle }) => idle)).toEqual([undefined, undefined, undefined]);
});

test('Varnish: backends of a director, with their probes', () => {
  const path = '/etc/varnish/default.vcl';
  const backend = (name: string, host: string, rest: string) =>
    `backend ${name} { .host = "${host}"; .port = "80"; ${rest} }\n`;
  const text = `probe health {\n  .url = "/health";\n}\n${backend('a', '10.0.0.1', '.probe = health;')}${backend('b', '10.0.0.2', '')}${backend('c', '10.0.0.3', '')}
sub vcl_init { new d = directors.round_robin(); d.add_backend(a); d.add_backend(b); }`;
  expect(upstreamsIn(filesOf(path, text), [path], 'serve').flatMap(({ backends }) => backends)).toEqual([
    { privateIp: '10.0.0.1', port: 80, healthCheckPath: '/health' },
    { privateIp: '10.0.0.2', port: 80, unchecked: 'backend b without a probe' },
  ]);
});

test('site.json: caches, the database and the media store', () => {
  const path = '/etc/nospof/site.json';
  const site = {
    sessions: { memcached: ['10.0.0.7:11211', '10.0.0.8:11211'] },
    database: { write: { host: '10.0.0.5', port: 3306 }, read: { host: '127.0.0.1', port: 3307 } },
    media: { kind: 'server', put: 'http://10.0.0.9:8081' },
  };
  const upstreams = upstreamsIn(filesOf(path, JSON.stringify(site)), [path], 'write');
  expect(
    upstreams.map(({ name, backends }) => [name, ...backends.map(({ privateIp, port }) => `${privateIp}:${port}`)]),
  ).toEqual([
    ['sessions', '10.0.0.7:11211', '10.0.0.8:11211'],
    ['database', '10.0.0.5:3306'],
    ['media', '10.0.0.9:8081'],
  ]);
  expect(upstreamsIn(filesOf(path, '{'), [path], 'write')).toEqual([]);
});

test('site.json: of servers of another protocol one is named, and several are not known to stand in for each other', () => {
  const path = '/etc/nospof/site.json';
  const uncheckedOf = (...servers: readonly string[]) => {
    const text = JSON.stringify({ sessions: { redis: servers } });
    return upstreamsIn(filesOf(path, text), [path], 'cache').flatMap(({ backends }) =>
      backends.map(({ privateIp, unchecked }) => [privateIp, unchecked]),
    );
  };
  expect(uncheckedOf('10.0.0.7:6379')).toEqual([['10.0.0.7', undefined]]);
  const why = 'a client of redis that is not known to try the next server';
  expect(uncheckedOf('10.0.0.7:6379', '10.0.0.8:6379')).toEqual([
    ['10.0.0.7', why],
    ['10.0.0.8', why],
  ]);
});

test('mounts of GlusterFS and NFS, found below the folder of units', () => {
  const units = '/etc/systemd/system';
  const gluster =
    '[Service]\nExecStart=/usr/sbin/glusterfs --volfile-server=10.0.0.1 --volfile-server=10.0.0.2 --volfile-id=/files /srv/uploads\n';
  const nfs = '[Mount]\nWhat=10.0.0.3:/\nWhere=/srv/uploads\nType=nfs4\n';
  const files = new Map([
    [`${units}/nospof-mount-files.service`, gluster],
    [`${units}/srv-uploads.mount`, nfs],
    [STEP, 'serve nospof-mount-files.service restart\nserve srv-uploads.automount restart\n'],
  ]);
  expect(
    upstreamsIn(files, [units], 'mount').map(({ backends, idle }) => [
      idle,
      ...backends.map(({ privateIp }) => privateIp),
    ]),
  ).toEqual([
    [undefined, '10.0.0.1', '10.0.0.2'],
    [undefined, '10.0.0.3'],
  ]);
});
