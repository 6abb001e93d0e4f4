import { postgresqlServerPart } from '../../../../constructs/user-data/postgresql/server';
import { memorySettings } from '../../../../constructs/user-data/postgresql/tuning';
import { RELEASES } from '../../../../model/releases';
import { needs } from '../../../helpers/programs';
import { runInScratchRoot, scratchRoot } from '../../../helpers/scratch-root';
import { rendered, steps, text } from '../mysql/nodes';

const VERSION = RELEASES['debian-12'].programs.PostgreSQL;
const CONFIGURATION = `/etc/postgresql/${VERSION}/main/postgresql.conf`;
const part = postgresqlServerPart({ version: VERSION, memoryMiB: 1024 });

it.each([256, 512, 1024, 2048, 4096, 16384, 131072])('fits into %i MiB', (memoryMiB) => {
  const { shared_buffers, max_connections, work_mem } = memorySettings(memoryMiB);
  const [buffers, sort] = [shared_buffers, work_mem].map((one) => Number.parseInt(String(one), 10));
  expect(max_connections).toBeGreaterThanOrEqual(50);
  if (memoryMiB >= 2048) expect(Number(buffers) + max_connections * (5 + Number(sort))).toBeLessThan(memoryMiB);
});

it('is named by the version of the release', () => {
  const { packages = [] } = postgresqlServerPart({ version: '17', memoryMiB: 4096 });
  expect(packages).toContain('postgresql-17');
  expect(part.packages).toContain('postgresql-15');
});

it('has the password in no text', () => {
  expect(steps(part)).toContain('verifier=$(secret db/site | /usr/local/lib/nospof/scram.py "$stored")');
  expect(steps(part)).not.toContain('PASSWORD $site');
});

/** What a machine gives setup steps, and the server as its unit starts it. */
const LIBRARY = `set -euo pipefail
chown root:root /etc/postgresql/${VERSION}/main/*
install -d -o postgres -g postgres /run/postgresql /var/log/postgresql
secret() { cat /secret; }
secret_create() { secret "$1"; }
wait_for() { for _ in {1..150}; do if "\${@:2}" 2>/dev/null; then return; fi; sleep 0.2; done; return 1; }
serve() {
  case $1 in
    postgresql@*) [ -e /run/postgresql/${VERSION}-main.pid ] || pg_ctlcluster --skip-systemctl-redirect ${VERSION} main start;;
    nospof-dbcheck.service) ;;
  esac
}
site() { PGPASSWORD=$1 psql -XAt -h 127.0.0.1 -U site "\${@:2}" 2>&1 || true; }
admin() { (cd / && runuser -u postgres -- psql -XAt "$@" 2>&1); }
setup() { (
${steps(part)}
); }
mkdir -p /srv/data
printf first >/secret
`;

const real = needs('pg_ctlcluster', 'runuser', scratchRoot);

async function onNode(commands: string): Promise<string> {
  const [outcome] = await runInScratchRoot({
    files: rendered(part),
    commands: [`${LIBRARY}${commands}\npg_ctlcluster --skip-systemctl-redirect ${VERSION} main stop || true`],
  });
  expect([outcome?.status, outcome?.stderr]).toEqual([0, expect.anything()]);
  return outcome?.stdout.trim() ?? '';
}

real(
  'starts with its data on the volume, and lets the application in by its password alone',
  async () => {
    const said = await onNode(`setup
site first -d site -c 'CREATE TABLE t (i INT)' -c 'SELECT current_user'
site wrong -d site -c 'SELECT 1' | grep -o 'password authentication failed'
site first -d postgres -c 'SELECT 1' | grep -o 'no pg_hba.conf entry'
(PGPASSWORD=first psql -h 127.0.0.1 -U postgres -c 'SELECT 1' 2>&1 || true) | grep -o 'no pg_hba.conf entry'
admin -c 'SHOW data_directory' -c 'SHOW data_checksums' -c "SELECT datcollate FROM pg_database WHERE datname = 'site'"
admin -c "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication FROM pg_roles WHERE rolname = 'site'"
admin -c "SELECT left(rolpassword, 18) FROM pg_authid WHERE rolname = 'site'"`);
    expect(said.split('\n')).toEqual([
      ...['CREATE TABLE', 'site', 'password authentication failed', 'no pg_hba.conf entry', 'no pg_hba.conf entry'],
      ...['/srv/data/postgresql', 'on', 'C.UTF-8', 'f', 'SCRAM-SHA-256$4096'],
    ]);
  },
  120_000,
);

real(
  'leaves data and password as they are in a second run, and takes a new password',
  async () => {
    const verifier = `admin -c "SELECT rolpassword FROM pg_authid WHERE rolname = 'site'"`;
    const said = await onNode(`setup
site first -d site -c 'CREATE TABLE t (i INT)' >/dev/null
before=$(${verifier})
setup
[ "$before" = "$(${verifier})" ] && echo same
printf second >/secret
setup
site second -d site -c 'SELECT count(*) FROM t'
site first -d site -c 'SELECT 1' | grep -o 'password authentication failed'`);
    expect(said.split('\n')).toEqual(['same', '0', 'password authentication failed']);
  },
  120_000,
);

real(
  'takes data of a machine whose users have other numbers, with what it holds',
  async () => {
    const said = await onNode(`setup
site first -d site -c 'CREATE TABLE t (i INT)' >/dev/null
pg_ctlcluster --skip-systemctl-redirect ${VERSION} main stop
chown -R 4242:4243 /srv/data/postgresql
setup
site first -d site -c 'SELECT count(*) FROM t'`);
    expect(said).toBe('0');
  },
  120_000,
);

real('leaves data of another version as they are, and says so', async () => {
  const [outcome] = await runInScratchRoot({
    files: [...rendered(part), { path: '/srv/data/postgresql/PG_VERSION', content: '13\n', mode: '0600' }],
    commands: [`${LIBRARY}setup`],
  });
  expect(outcome?.status).not.toBe(0);
  expect(outcome?.stderr).toContain(
    `/srv/data/postgresql holds data of PostgreSQL 13, which PostgreSQL ${VERSION} does not open; it stays as it is`,
  );
});

real(
  'tells proxies whether it takes writes',
  async () => {
    const said = await onNode(`setup
id -u dbcheck >/dev/null 2>&1 || useradd -r -d /nonexistent -s /usr/sbin/nologin dbcheck
runuser -u dbcheck -- /usr/local/sbin/nospof-dbcheck & check=$!
ask() { for path in write read; do curl -s -o /dev/null -w '%{http_code} ' "http://127.0.0.1:9200/$path"; done; echo; }
becomes() { for _ in {1..50}; do [ "$(ask)" = "$1 " ] && { echo "$1"; return; }; sleep 0.2; done; ask; }
becomes '200 200'
admin -q -c "ALTER SYSTEM SET default_transaction_read_only = on" -c 'SELECT pg_reload_conf()' >/dev/null
becomes '503 200'
pg_ctlcluster --skip-systemctl-redirect ${VERSION} main stop -m immediate
becomes '503 503'
pg_ctlcluster --skip-systemctl-redirect ${VERSION} main start
becomes '503 200'
kill $check`);
    expect(said.split('\n')).toEqual(['200 200', '503 200', '503 503', '503 200']);
  },
  120_000,
);

it('reads the file of settings whole', () => {
  expect(text(part, CONFIGURATION)).toContain("data_directory = '/srv/data/postgresql'\n");
  expect(text(part, CONFIGURATION)).not.toContain('include');
});
