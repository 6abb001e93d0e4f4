import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { haproxyFiles, haproxyWords, parseHaproxy, serversOf } from '../../../terraform/machine/haproxy';
import { Machine } from '../../../terraform/machine/machine';
import { findProgram, needs } from '../../helpers/programs';
import { temporaryFolder } from '../../helpers/temporary';

/** Two files of a folder: what the second changes of the first, and what only haproxy's own order decides. */
const FILES: Readonly<Record<string, string>> = {
  '10-site.cfg': `global
  log 127.0.0.1:514 local0
defaults
  mode http
  timeout connect 1s
  timeout client 1s
  timeout server 1s
  default-server inter 60s
  option httpchk GET /health
backend one
  default-server check
  server a 127.0.0.1:1
  server "b b" 127.0.0.1:1 no-check # check
  server 'c' 127.0.0.1:1 weight 0 disabled
  default-server no-check weight 7
  server d 127.0.0.1:1 disabled enabled
backend "quoted"
  server e 127.0.0.1:1#check
  server f 127.0.0.1:1 check backup
`,
  '20-late.cfg': `backend inherits
  server g 127.0.0.1:1 check
defaults named
  mode http
  timeout connect 1s
  timeout client 1s
  timeout server 1s
  default-server check
backend anew
  server h 127.0.0.1:1
defaults other
  mode http
  timeout connect 1s
  timeout client 1s
  timeout server 1s
backend last
  server i 127.0.0.1:1
`,
  '30-not-read.conf': 'backend three\n  server z 127.0.0.1:1 check\n',
  '.40-hidden.cfg': 'backend four\n  server y 127.0.0.1:1 check\n',
};

const settle = (root: string) => {
  const own = FILES['10-site.cfg'] ?? '';
  const files = { ...FILES, '10-site.cfg': own.replace('server "b b"', 'server "b"') };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  return new Map(Object.entries(files).map(([name, text]) => [join(root, name), text]));
};

/** What haproxy says of each server, as it runs. */
async function asked(socket: string): Promise<string> {
  for (;;) {
    try {
      const connection = connect(socket);
      await once(connection, 'connect');
      connection.end('show stat\n');
      let text = '';
      for await (const chunk of connection) text += String(chunk);
      if (text.includes('BACKEND')) return text;
    } catch {
      // It has not started yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

needs('haproxy')(
  'a folder is read as haproxy reads it: servers, checks, weights, and whose defaults count',
  async () => {
    const root = temporaryFolder('haproxy');
    mkdirSync(join(root, 'conf.d'));
    const files = settle(join(root, 'conf.d'));
    const haproxy = findProgram('haproxy') ?? '';
    const socket = join(root, 's');
    writeFileSync(
      join(root, 'socket.cfg'),
      `global\n  stats socket ${socket}\nfrontend local\n  mode http\n  timeout client 1s\n  bind unix@${root}/l\n`,
    );
    execFileSync(haproxy, ['-c', '-f', join(root, 'socket.cfg'), '-f', join(root, 'conf.d')]);
    const running = spawn(haproxy, ['-db', '-f', join(root, 'socket.cfg'), '-f', join(root, 'conf.d')], {
      stdio: 'ignore',
    });
    const shown = await asked(socket).finally(() => running.kill());
    const [header = '', ...rows] = shown.split('\n');
    const column = (name: string) => header.replace('# ', '').split(',').indexOf(name);
    const daemon = rows
      .map((row) => row.split(','))
      .filter(([, name = 'BACKEND']) => name !== 'BACKEND' && name !== 'FRONTEND')
      .map((row) => {
        const status = row[column('status')] ?? '';
        const disabled = status.startsWith('MAINT');
        return {
          server: `${row[0]}/${row[1]}`,
          disabled,
          // In maintenance haproxy does not say whether it would check.
          checked: disabled ? undefined : status !== 'no check',
          weight: Number(row[column('weight')]),
          backup: row[column('bck')] === '1',
        };
      });
    const variables = new Map([...files, ['/etc/default/haproxy', `CONFIG="${root}/conf.d"\n`]]);
    const read = parseHaproxy(haproxyFiles(variables)).sections.flatMap((section) =>
      serversOf(section).map(({ name, disabled, checked, weight, backup }) => ({
        server: `${section.name}/${name}`,
        disabled,
        checked: disabled ? undefined : checked,
        weight,
        backup,
      })),
    );
    expect(read).toEqual(daemon);
    expect(read.length).toBeGreaterThan(8);
  },
);

test.each([
  ['a b#c', ['a', 'b']],
  ['a "b # c" d', ['a', 'b # c', 'd']],
  ["a 'b\\' c", ['a', 'b\\', 'c']],
  ['a b\\ c "d\\"e"', ['a', 'b c', 'd"e']],
  ['  ', []],
])('%s is split as haproxy does', (line, words) => {
  expect(haproxyWords(line)).toEqual(words);
});

const CFG = '/etc/haproxy/haproxy.cfg';
const STEP = ['/usr/local/lib/nospof/setup.d/60-x', 'serve haproxy reload x\n'] as const;
const SITE = `defaults
  mode http
  default-server check
  option httpchk GET /health
frontend site
  bind :80
  default_backend web
backend web
  server web-1 10.0.0.1:80
  server web-2 10.0.0.2:80
`;

test.each([
  [
    'a drop-in that starts it with another file',
    {
      '/etc/systemd/system/haproxy.service.d/x.conf':
        '[Service]\nExecStart=\nExecStart=/usr/sbin/haproxy -Ws -f /etc/haproxy/other.cfg\n',
    },
    [],
  ],
  [
    'a folder beside its file',
    {
      '/etc/default/haproxy': 'EXTRAOPTS="-f /etc/haproxy/conf.d"\n',
      '/etc/haproxy/conf.d/x.cfg': 'backend late\n  server a 10.0.0.9:80\n',
    },
    ['10.0.0.1', '10.0.0.2'],
  ],
  [
    'a later defaults, which starts from nothing',
    { [CFG]: SITE.replace('\nbackend web', '\ndefaults\n  mode http\nbackend web') },
    ["server web-1 without 'check'", "server web-2 without 'check'"],
  ],
  ['conditions', { [CFG]: `.if defined(X)\n${SITE}.endif\n` }, []],
  [
    'another kind of check after it',
    { [CFG]: SITE.replace('\nbackend web', '\nbackend web\n  option tcp-check') },
    ["backend web without 'option httpchk'", "backend web without 'option httpchk'"],
  ],
  ['a backend that is switched off', { [CFG]: SITE.replace('\nbackend web', '\nbackend web\n  disabled') }, []],
])('%s', (_, files: Record<string, string>, expected) => {
  const machine = new Machine(new Map([STEP, [CFG, SITE], ...Object.entries(files)]));
  const found = machine.upstreams([CFG], 'serve').flatMap(({ backends }) => backends);
  expect(found.map(({ privateIp, unchecked }) => unchecked ?? privateIp)).toEqual(expected);
});

test('a request of its own for the check counts before that of the option', () => {
  const text = SITE.replace('\nbackend web', '\nbackend web\n  http-check send meth GET uri /other');
  const machine = new Machine(new Map([STEP, [CFG, text]]));
  expect(machine.upstreams([CFG], 'serve')[0]?.backends[0]?.healthCheckPath).toBe('/other');
});

test('folders of the file are not read', () => {
  expect(
    haproxyFiles(
      new Map([
        [CFG, ''],
        [`${dirname(CFG)}/conf.d/a.cfg`, 'x'],
      ]),
    ).map(([path]) => path),
  ).toEqual([CFG]);
});
