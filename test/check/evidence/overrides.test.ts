import { verdictOf } from '../../../check/verdict';
import { shippedText, synthesized } from '../../helpers/synthesized';
import type { Json } from '../mutants/mutant';

const STAGES = {
  galera: synthesized(shippedText('06b-galera')),
  whole: synthesized(shippedText('08-varnish')),
};

/** One more file on all machines of a tier, alike on all, so that none is unlike its peers. */
function added(stack: Json, tier: string, path: string, lines: readonly string[]): Json {
  const copy: Json = structuredClone(stack);
  const entry = `\n - path: ${path}\n   content: |\n${lines.map((line) => `    ${line}\n`).join('')}`;
  for (const local of Object.keys(copy.locals).filter((name) => new RegExp(`^${tier}_\\d+_machine$`).test(name))) {
    copy.locals[local] = copy.locals[local].replace(/\n(?=runcmd:)/, () => entry);
  }
  return copy;
}

/** A file that comes later and takes back what the rendered one says. The rendered one alone would still hold. */
test.each<[string, keyof typeof STAGES, string, string, readonly string[], string]>([
  [
    'an option file',
    'galera',
    'db',
    '/etc/mysql/mariadb.conf.d/90-site.cnf',
    ['[mysqld]', 'wsrep-on = 0'],
    'no-quorum',
  ],
  ['an option file for all', 'whole', 'db', '/etc/my.cnf', ['[mysqld]', 'server_id = 9'], ''],
  ['a last number', 'whole', 'db', '/etc/mysql/mariadb.conf.d/zz.cnf', ['[galera]', 'server-id = 9'], 'no-quorum'],
  [
    'a drop-in',
    'whole',
    'balancer',
    '/etc/systemd/system/haproxy.service.d/site.conf',
    ['[Service]', 'ExecStart=', 'ExecStart=/usr/sbin/haproxy -Ws -f /etc/haproxy/site.cfg'],
    // And nobody reads the file that was rendered.
    'not-named wrong-configuration',
  ],
  [
    'a drop-in of the agent',
    'whole',
    'balancer',
    '/etc/systemd/system/nospof-address.service.d/x.conf',
    ['[Service]', 'ExecStart=', 'ExecStart=/bin/true'],
    'no-takeover',
  ],
  [
    'a folder of units',
    'whole',
    'uploads',
    '/etc/systemd/system/nospof-gluster.service.d/x.conf',
    ['[Service]', 'ExecStart=', 'ExecStart=/bin/sleep infinity'],
    'no-replica',
  ],
])('%s (%s, %s)', (_, stage, tier, path, lines, code) => {
  const { stack, serviceGraph } = STAGES[stage];
  const { holds, gaps } = verdictOf(added(stack, tier, path, lines), serviceGraph);
  expect([...new Set(gaps.map((gap) => gap.code))]).toEqual(code === '' ? [] : code.split(' '));
  expect(holds).toBe(code === '');
});
