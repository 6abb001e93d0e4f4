import { makeDataDir } from '../../../../constructs/user-data/mysql/server';
import { mysqlStandalonePart } from '../../../../constructs/user-data/mysql/standalone';
import { memoryOptions } from '../../../../constructs/user-data/mysql/tuning';
import { needs } from '../../../helpers/programs';
import { DAEMONS_ROOT } from '../../../helpers/release-root';
import { runInScratchRoot, scratchRoot } from '../../../helpers/scratch-root';
import { rendered, steps, text } from './nodes';

const OPTIONS = '/etc/mysql/mariadb.conf.d/70-nospof.cnf';

it('listens where it is told to', () => {
  expect(text(mysqlStandalonePart({ memoryMiB: 2048, listen: 'local' }), OPTIONS)).toContain(
    'bind-address = 127.0.0.1\n',
  );
  expect(text(mysqlStandalonePart({ memoryMiB: 2048, listen: 'network' }), OPTIONS)).toContain(
    'bind-address = 0.0.0.0\n',
  );
});

it('leaves most of the memory to the web server that it shares a machine with', () => {
  const pool = (listen: 'local' | 'network') =>
    Number(/buffer_pool_size = (\d+)M/.exec(text(mysqlStandalonePart({ memoryMiB: 2048, listen }), OPTIONS))?.[1]);
  expect(pool('local')).toBeLessThan(2048 / 4);
  expect(pool('network')).toBeGreaterThan(2048 / 2);
});

it('can be replicated from and restored to a point in time since its first day', () => {
  const options = text(mysqlStandalonePart({ memoryMiB: 2048, listen: 'network' }), OPTIONS);
  for (const line of [
    'log_bin = binlog',
    'sync_binlog = 1',
    'gtid_strict_mode = ON',
    'innodb_flush_log_at_trx_commit = 1',
  ]) {
    expect(options).toContain(`${line}\n`);
  }
});

it.each([256, 512, 1024, 2048, 4096, 16384, 131072])('fits into %i MiB', (memoryMiB) => {
  const { innodb_buffer_pool_size, max_connections } = memoryOptions({ memoryMiB });
  const pool = Number.parseInt(String(innodb_buffer_pool_size), 10);
  expect(Number(max_connections)).toBeGreaterThanOrEqual(50);
  if (memoryMiB >= 1024) expect(pool + 3 * Number(max_connections)).toBeLessThanOrEqual(memoryMiB * 0.75);
});

it('has the password in no text', () => {
  const part = mysqlStandalonePart({ memoryMiB: 2048, listen: 'network' });
  expect(steps(part)).toContain('site=$(secret db/site)');
  expect(steps(part)).toMatch(
    /GRANT ALL ON site\.\* TO site@'%' IDENTIFIED BY PASSWORD '\$\(password_hash "\$site"\)'/,
  );
});

needs('mariadbd', 'openssl', scratchRoot)(
  'starts, and lets the application in by the password alone',
  async () => {
    const part = mysqlStandalonePart({ memoryMiB: 512, listen: 'local', dataDir: '/srv/data/mysql' });
    const library = `set -euo pipefail
secret() { echo "secret-of-$1"; }
secret_create() { secret "$1"; }
wait_for() { for _ in {1..100}; do if "\${@:2}" 2>/dev/null; then return; fi; sleep 0.1; done; return 1; }
serve() { install -d -o mysql /run/mysqld; mariadbd --user=mysql --skip-networking=0 2>/tmp/log & }
`;
    const [outcome] = await runInScratchRoot({
      files: rendered(part),
      commands: [
        `mkdir -p /srv/data
${library}(${steps(part)})
mariadb --skip-column-names -h 127.0.0.1 -u site -psecret-of-db/site -e 'CREATE TABLE t (i INT); SHOW TABLES' site
mariadb -h 127.0.0.1 -u site -pwrong -e 'SELECT 1' site 2>/dev/null || echo refused
mariadb -h 127.0.0.1 -u root -e 'SELECT 1' 2>/dev/null || echo 'root refused'
mariadb-admin shutdown`,
      ],
    });
    expect(outcome?.stdout.trim().split('\n')).toEqual(['t', 'refused', 'root refused']);
  },
  60_000,
);

needs(
  'find',
  'chown',
  scratchRoot,
)('data of a machine whose users have other numbers are given to this one’s server', async () => {
  const [outcome] = await runInScratchRoot({
    root: DAEMONS_ROOT,
    files: [{ path: '/srv/data/mysql/site/orders.ibd', content: 'rows', mode: '0660' }],
    commands: [
      `id -u mysql &>/dev/null || useradd -r mysql; chown -R 4242:4243 /srv/data/mysql
${makeDataDir('/srv/data/mysql')}find /srv/data/mysql -printf '%u:%g\n' | sort -u`,
    ],
  });
  expect(outcome).toMatchObject({ status: 0, stdout: 'mysql:mysql\n' });
});
