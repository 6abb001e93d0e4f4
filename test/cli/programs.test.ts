import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { objectionsOf, PROGRAM_CHECKERS } from '../../cli/programs/checkers';
import { runSandboxed } from '../../cli/programs/sandbox';
import { RELEASES } from '../../model/releases';
import type { ProgramsReport } from '../../report/check/programs';
import { nospof, scratchFolder } from '../helpers/command-line';
import { needs, root } from '../helpers/programs';
import { releaseImage } from '../helpers/release-root';
import { scratchRoot } from '../helpers/scratch-root';
import { type Synthesized, shippedText, synthesized } from '../helpers/synthesized';

jest.setTimeout(300_000);

const folder = scratchFolder();
const release = [scratchRoot, root, releaseImage(RELEASES['debian-13'])];
const known = new Map<string, Synthesized>();

/** A stage of the ladder of which each machine's configuration went through this. */
function put(name: string, change: (machine: string, local: string) => string = (machine) => machine): void {
  const stage = known.get(name) ?? synthesized(shippedText(name));
  known.set(name, stage);
  const json = JSON.parse(stage.text);
  for (const [local, machine] of Object.entries(json.locals))
    if (typeof machine === 'string' && local.endsWith('_machine')) json.locals[local] = change(machine, local);
  // That it differs from what was rendered is another finding.
  delete json['//'].nospof.rendered;
  mkdirSync(join(folder.path, 'stack'), { recursive: true });
  writeFileSync(join(folder.path, 'stack/cdk.tf.json'), JSON.stringify(json));
}

async function asked() {
  const { exit, out, err } = await nospof(folder.path, 'check', 'stack', '--programs', '--format', 'json');
  expect(err).toBe('');
  const [stack] = JSON.parse(out).stacks;
  const programs: ProgramsReport = stack.programs;
  return { exit, ...programs, outcome: stack.outcome };
}

const on = (local: string, from: string | RegExp, to: string) => (machine: string, name: string) => {
  if (!name.startsWith(local)) return machine;
  expect(machine).toMatch(from);
  return machine.replace(from, () => to);
};

describe('with the programs of the release', () => {
  needs(...release)('a stage that is as it was rendered is refused by none', async () => {
    put('08-varnish');
    const { exit, asked: answered, notAsked, refused, silent } = await asked();
    expect({ exit, notAsked, refused, silent }).toEqual({ exit: 0, notAsked: [], refused: [], silent: [] });
    expect([...new Set(answered.map(({ program }) => program))].sort()).toEqual([
      'apache2',
      'corosync',
      'haproxy',
      'keepalived',
      'mariadbd',
      'varnishd',
    ]);
    expect(answered.every(({ version, system }) => version !== '' && system === 'debian-13')).toBe(true);
  });

  /** A misspelt directive on all machines of a tier: no peer is unlike, and only the program knows. */
  needs(...release)('what each refuses is named with file, line and its words', async () => {
    const changes = [
      on('balancer', /maxconn 5050/, 'maxcon 5050'),
      on('balancer', /advert_int/, 'advrt_int'),
      on('pagecache', /\.probe = /, '.prob = '),
      on('db', /sync_binlog = 1/, 'sync_binlgo = 1'),
      on('db', /transport: knet/, 'transport: knot'),
      on('web', /Listen 80\n/, 'Lisen 80\n'),
    ];
    put('08-varnish', (machine, name) => changes.reduce((text, change) => change(text, name), machine));
    const { exit, outcome, refused } = await asked();
    expect({ exit, outcome }).toEqual({ exit: 1, outcome: 'fails' });
    const found = new Map(refused.map(({ program, file, line, words }) => [program, { file, line, words }]));
    const named = (file: string, words: string) => ({
      file,
      line: expect.any(Number),
      words: expect.stringContaining(words),
    });
    expect(Object.fromEntries(found)).toEqual({
      haproxy: named('/etc/haproxy/haproxy.cfg', 'maxcon'),
      keepalived: named('/etc/keepalived/keepalived.conf', 'advrt_int'),
      varnishd: named('/etc/varnish/default.vcl', 'prob'),
      mariadbd: named('/etc/mysql/mariadb.conf.d/70-nospof.cnf', 'sync_binlgo'),
      corosync: { file: '/etc/corosync/corosync.conf', words: expect.stringContaining('Invalid transport type') },
      apache2: named('/etc/apache2/apache2.conf', 'Lisen'),
    });
  });

  needs(...release)('callers are held to what the others listen on', async () => {
    put('08-varnish', (machine, name) =>
      [on('sessions', /-p 11211/, '-p 11212'), on('pagecache', /-a :6081/, '-a :6082')].reduce(
        (text, change) => change(text, name),
        machine,
      ),
    );
    const { exit, silent } = await asked();
    expect(exit).toBe(1);
    expect(silent.map(({ caller, callee, port, listens }) => [caller, callee, port, listens])).toEqual(
      expect.arrayContaining([
        ['aws_instance.balancer_1', 'aws_instance.pagecache_2', 6081, ['*:6082']],
        ['aws_instance.web_1', 'aws_instance.sessions_1', 11211, [expect.stringMatching(/:11212$/)]],
      ]),
    );
  });
});

/** Each would run or load something that the stack brings along, were it read by its program. */
test.each([
  ['haproxy', '  lua-load /etc/haproxy/x.lua'],
  ['haproxy', '  "lua-load" /etc/haproxy/x.lua'],
  ['varnishd', 'import std from "/etc/varnish/x.so";'],
  ['varnishd', 'C{ system("x"); }C'],
  ['mariadbd', 'plugin_dir = /etc/mysql'],
  ['mariadbd', 'plugin-load-add=../../../etc/mysql/x.so'],
  ['mariadbd', 'wsrep_provider=/etc/mysql/x.so'],
  ['postgres', "shared_preload_libraries = '/etc/postgresql/x'"],
  ['nginx', 'load_module /etc/nginx/x.so;'],
  ['nginx', '  init_by_lua_block { os.execute("x") }'],
  ['apache2', 'LoadModule x /etc/apache2/x.so'],
  ['apache2', 'LOADFILE /etc/apache2/x.so'],
  ['apache2', 'Load${E}Module x /etc/apache2/x.so'],
  ['apache2', '<Perl>'],
  ['php-fpm', 'zend_extension=/etc/php/x.so'],
  ['php-fpm', 'opcache.preload=/etc/php/x.php'],
])('%s is not asked about %s', (program, line) => {
  const checker = PROGRAM_CHECKERS.find((one) => one.program === program);
  expect(checker?.runs?.(line)).toEqual(expect.any(String));
});

test('what each says is taken apart', () => {
  const said = (program: string, text: string, status = 1) => {
    const checker = PROGRAM_CHECKERS.find((one) => one.program === program);
    return checker && objectionsOf(checker, status, text);
  };
  expect(
    said('varnishd', "Message from VCC-compiler:\nUnknown field: prob\n('/etc/varnish/default.vcl' Line 3 Pos 5)\n"),
  ).toEqual([{ file: '/etc/varnish/default.vcl', line: 3, words: 'Unknown field: prob' }]);
  expect(said('nginx', 'nginx: [emerg] unknown directive "rot" in /etc/nginx/nginx.conf:2\n')).toEqual([
    { file: '/etc/nginx/nginx.conf', line: 2, words: 'unknown directive "rot"' },
  ]);
  const chown = 'nginx: [emerg] chown("/var/lib/nginx/body", 33) failed (22: Invalid argument)\n';
  expect(said('nginx', `${chown}nginx: configuration file /etc/nginx/nginx.conf test failed\n`)).toEqual([]);
  expect(said('nginx', `${chown}nginx: [emerg] unknown directive "rot" in /etc/nginx/nginx.conf:2\n`)).toHaveLength(1);
  expect(said('haproxy', '', 0)).toEqual([]);
  expect(said('haproxy', '', 139)).toEqual([{ words: 'it ended with status 139' }]);
});

describe('the place where programs are asked', () => {
  const run = (script: string, files: ReadonlyMap<string, string> = new Map()) =>
    runSandboxed({ lower: '/', files, script });

  needs(scratchRoot)('has no network, no right, nothing of this machine, and runs nothing that was put there', () => {
    const files = new Map([['/etc/haproxy/x', '#!/bin/sh\necho ran\n']]);
    const { said } = run(
      `cat /proc/net/route | wc -l; ls /root /home /work 2>&1; cat /etc/shadow 2>&1; id -u
      chmod 755 /etc/haproxy/x; /etc/haproxy/x 2>&1; touch /usr/x 2>&1; grep CapBnd /proc/self/status`,
      files,
    );
    expect(said).not.toContain('ran');
    expect(said).toMatch(/shadow: No such file/);
    expect(said).toMatch(/\/etc\/haproxy\/x: Permission denied/);
    expect(said).toMatch(/Read-only file system|Permission denied/);
    expect(said).toMatch(/CapBnd:\s0+$/m);
  });
});

test('is refused for what nospof did not synthesize', async () => {
  folder.put('infra/main.tf', 'resource "aws_instance" "a" {}\n');
  const { exit, err } = await nospof(folder.path, 'check', 'infra', '--programs');
  expect({ exit, err }).toEqual({
    exit: 2,
    err: 'nospof: infra: --programs is for topologies and stacks that nospof synthesized\n',
  });
});
