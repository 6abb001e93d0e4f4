import { parseBraces } from '../../../terraform/machine/braces';
import { parseCorosync } from '../../../terraform/machine/corosync';
import { isArbiter } from '../../../terraform/machine/gluster';
import { keepalived } from '../../../terraform/machine/keepalived';
import { Machine } from '../../../terraform/machine/machine';
import { readSiteFile } from '../../../terraform/machine/site-file';
import { unitEntries, unitValue } from '../../../terraform/machine/systemd';
import { parseVcl } from '../../../terraform/machine/vcl';

test('keepalived: comments, the later of two lines, and what it includes', () => {
  const read = keepalived(
    new Map([
      [
        '/etc/keepalived/keepalived.conf',
        `vrrp_script s { # the first
  script "/usr/local/sbin/alive --now"
}
include conf.d/*.conf
vrrp_instance site {
  priority 200
  priority 100 ! not 200
  unicast_src_ip 10.0.0.1
  unicast_peer {
    10.0.0.2 # the other
    # 10.0.0.3
  }
  track_script {
    s
  }
}
`,
      ],
      ['/etc/keepalived/conf.d/b.conf', 'vrrp_script t {\n  script /bin/t\n}\n'],
      ['/etc/keepalived/conf.d/b.old', 'vrrp_script u {\n  script /bin/u\n}\n'],
    ]),
  );
  expect([...(read?.scripts ?? [])]).toEqual([
    ['s', '/usr/local/sbin/alive'],
    ['t', '/bin/t'],
  ]);
  expect(read?.instances).toEqual([
    { name: 'site', priority: '100', source: '10.0.0.1', peers: new Set(['10.0.0.2']), tracked: ['s'] },
  ]);
});

test('corosync: nodes and quorum by section, the later of two lines', () => {
  const text = `quorum {
  provider: corosync_votequorum
  #two_node: 1
  two_node: 1
  two_node: 0
}
nodelist {
  node {
    ring0_addr: 10.0.0.1
    ring0_addr: 10.0.0.2
  }
  # ring0_addr: 10.0.0.3
}
totem {
  interface {
    ring0_addr: 10.0.0.4
  }
}
`;
  expect(parseCorosync(text)).toMatchObject({
    nodes: new Set(['10.0.0.2']),
    provider: 'corosync_votequorum',
    twoNode: false,
  });
});

test('VCL: backends on one line or many, with a probe of their own or by name, without comments', () => {
  const text = `probe p { .url = "/p"; }
/* backend x { .host = "10.0.0.9"; } */
backend a { .host = "10.0.0.1"; .port = "8080"; .probe = p; }
backend b {
  .host = "10.0.0.2"; // .host = "10.0.0.8";
  .probe = {
    .url = "/q";
    .interval = 1s;
  }
}
backend c { .host = "10.0.0.3"; .probe = gone; }
sub vcl_init {
  new d = directors.round_robin();
  d.add_backend(a); d.add_backend(b);
  # d.add_backend(c);
}
sub vcl_recv {
  if (req.url == "/own" && req.restarts == 0) { return (synth(200, "ok")); }
  if (req.url == "/theirs") { return (pass); }
}
`;
  const { backends, answers } = parseVcl(text);
  expect(backends.map(({ host, port, probe, directed }) => [host, port, probe, directed])).toEqual([
    ['10.0.0.1', 8080, '/p', true],
    ['10.0.0.2', 80, '/q', true],
    ['10.0.0.3', 80, undefined, false],
  ]);
  expect(answers).toEqual(['/own']);
});

test('nginx: pages with a location of their own, not those in comments', () => {
  const text = `http {
  # location = /not { }
  server { location = /health { return 200; } location /health2 { } }
}
`;
  expect([...new Machine(new Map([['/etc/nginx/nginx.conf', text]])).healthCheckPaths]).toEqual(['/health']);
});

test('nginx: what it includes counts, what it does not is not there; no page that waits for others is its own', () => {
  const files = new Map([
    ['/etc/nginx/nginx.conf', 'http {\n  include sites/*.conf;\n}\n'],
    [
      '/etc/nginx/sites/a.conf',
      `server {
  location = /own { fastcgi_pass unix:/run/health.sock; }
  location = /theirs { proxy_pass http://10.0.0.9; }
  location = /busy { fastcgi_pass unix:/run/site.sock; }
  location / { fastcgi_pass unix:/run/site.sock; }
}
`,
    ],
    ['/etc/nginx/old/b.conf', 'server { location = /old { return 200; } }\n'],
  ]);
  expect([...new Machine(files).healthCheckPaths]).toEqual(['/own']);
});

/** Apache's configuration with these lines in its virtual host. */
const apache = (inside: string, after = '') => {
  const daemons = 'WSGIDaemonProcess site\nWSGIDaemonProcess health processes=1 \\\n  threads=2\n';
  const text = `${daemons}<VirtualHost *:80>\n${inside}\n</VirtualHost>\n${after}`;
  return [...new Machine(new Map([['/etc/apache2/apache2.conf', text]])).healthCheckPaths];
};
const HEALTH = 'WSGIScriptAliasMatch "^/health$" /loader.py process-group=health application-group=%{GLOBAL}';
const SITE = 'WSGIScriptAlias / /loader.py process-group=site';

test.each<[string, readonly string[], readonly string[]]>([
  ['a page by a group of processes of its own', ['/health'], apache(`${HEALTH}\n${SITE}`)],
  [
    'directives in other letters, a line that goes on',
    ['/health'],
    apache(`wsgiscriptaliasmatch ^/health$ \\\n /l process-group=health`),
  ],
  ['in a comment', [], apache(`# ${HEALTH}\n${SITE}`)],
  ['behind what takes every page', [], apache(`${SITE}\n${HEALTH}`)],
  ['behind a redirect of that page', [], apache(`Redirect 301 /health /else\n${HEALTH}`)],
  ['by the processes that serve the site', [], apache(`${HEALTH.replace('=health', '=site')}\n${SITE}`)],
  ['by processes that there are none of', [], apache(`${HEALTH.replace('=health', '=gone')}\n${SITE}`)],
  [
    'by processes that another address keeps busy',
    [],
    apache(`${HEALTH}\nWSGIScriptAlias /slow /l process-group=health`),
  ],
  [
    'in a host that only a name leads to',
    [],
    apache(SITE, `<VirtualHost *:80>\n  ServerName x\n  ${HEALTH}\n</VirtualHost>\n`),
  ],
  ['in a host of another port', ['/health'], apache(SITE, `<VirtualHost *:81>\n  ${HEALTH}\n</VirtualHost>\n`)],
])('Apache: %s', (_, expected, pages) => {
  expect(pages).toEqual(expected);
});

test('Apache: a file that it includes counts, one that nobody includes does not', () => {
  const files = (include: string) =>
    new Map([
      ['/etc/apache2/apache2.conf', `ServerRoot /etc/apache2\nWSGIDaemonProcess health\n${include}\n`],
      ['/etc/apache2/sites/a.conf', `<VirtualHost *:80>\n${HEALTH}\n</VirtualHost>\n`],
    ]);
  expect([...new Machine(files('IncludeOptional sites/*.conf')).healthCheckPaths]).toEqual(['/health']);
  expect([...new Machine(files('# Include sites/*.conf')).healthCheckPaths]).toEqual([]);
});

test('GlusterFS: what the script is told, the later of two, and options only where it sets them', () => {
  const script = (rest: string) =>
    new Machine(new Map([['/usr/local/sbin/nospof-gluster', `self=10.0.0.9 brick=/b\nself=10.0.0.1\n${rest}`]]))
      .gluster;
  const told = script(
    "nodes=(10.0.0.1 10.0.0.2 10.0.0.3) # nodes=(10.0.0.4)\nlayout=(replica 3 arbiter 1)\noptions=(\n'auth.allow: *'\n'auth.allow: 10.0.0.1'\n)\ng volume set x\n",
  );
  expect(told).toMatchObject({ self: '10.0.0.1', brick: '/b', copies: 3, arbiter: true });
  expect(told?.nodes).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3']);
  expect([...(told?.options ?? [])]).toEqual([['auth.allow', '10.0.0.1']]);
  expect(told && ['10.0.0.2', '10.0.0.3', '10.0.0.4'].map((one) => isArbiter(told, one))).toEqual([false, true, false]);
  expect(script("options=('auth.allow: 10.0.0.1')\n# g volume set x\n")?.options.size).toBe(0);
});

test('a unit with its drop-ins, of which an empty line takes back what was there', () => {
  const files = new Map([
    ['/etc/systemd/system/a.service', '[Service]\nExecStart=/bin/a\n# ExecStart=/bin/b\n[Install]\nExecStart=/bin/x\n'],
    ['/etc/systemd/system/a.service.d/20.conf', '[Service]\nExecStart=\nExecStart=/bin/c \\\n  --d\n'],
    ['/etc/systemd/system/a.service.d/10.conf', '[Service]\nExecStart=/bin/d\n'],
  ]);
  expect(unitValue(unitEntries(files, 'a'), 'Service.ExecStart')).toMatch(/^\/bin\/c +--d$/);
});

test('braces: what is never closed counts to the end', () => {
  expect(parseBraces('a { b c; d { e', { comment: /^#/, end: 'semicolon' })).toEqual([
    {
      words: ['a'],
      block: [
        { words: ['b', 'c'], block: [] },
        { words: ['d'], block: [{ words: ['e'], block: [] }] },
      ],
    },
  ]);
});

test('who is let in: exports with options and comments, GlusterFS by the option that its script sets', () => {
  const machine = new Machine(
    new Map([
      [
        '/etc/exports.d/nospof.exports',
        '/srv/data 10.0.0.1(rw,sync) \\\n 10.0.1.0/24(ro) # 10.0.0.2\n# /srv 10.0.0.3(rw)\n',
      ],
      [
        '/usr/local/sbin/nospof-gluster',
        "# 'auth.allow: *'\noptions=('auth.allow: 10.0.0.1,10.0.0.2')\ng volume set site\n",
      ],
    ]),
  );
  const [gluster, nfs] = machine.admissions;
  const addresses = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.1.7'];
  expect(addresses.filter((one) => nfs?.admits(one))).toEqual(['10.0.0.1', '10.0.1.7']);
  expect(addresses.filter((one) => gluster?.admits(one))).toEqual(['10.0.0.1', '10.0.0.2']);
});

test('site.json: what the application would not understand is not there', () => {
  const site = {
    database: { write: { host: '10.0.0.1', port: '3306' } },
    sessions: { memcached: [1] },
    media: { put: 7 },
  };
  expect(readSiteFile(JSON.stringify(site))).toEqual({ keys: ['database', 'sessions', 'media'], database: {} });
});
