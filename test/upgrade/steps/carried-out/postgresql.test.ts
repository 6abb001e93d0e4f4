import { postgresqlServerPart } from '../../../../constructs/user-data/postgresql/server';
import { RELEASES } from '../../../../model/releases';
import { DIALECTS } from '../../../../upgrade/steps/databases/shell';
import { rendered, steps } from '../../../constructs/user-data/mysql/nodes';
import { needs } from '../../../helpers/programs';
import { runInScratchRoot, scratchRoot } from '../../../helpers/scratch-root';

const VERSION = RELEASES['debian-12'].programs.PostgreSQL;
const { dump, load, wait } = DIALECTS.PostgreSQL;

needs('pg_ctlcluster', 'runuser', scratchRoot)(
  'a dump of PostgreSQL is known to be whole, and is loaded into an empty database, whole or not at all',
  async () => {
    const part = postgresqlServerPart({ version: VERSION, memoryMiB: 512 });
    const [outcome] = await runInScratchRoot({
      files: [...rendered(part), { path: '/etc/nospof/secrets/db', content: 'secret', mode: '0600' }],
      commands: [
        `set -euo pipefail
install -d -o postgres -g postgres /run/postgresql /var/log/postgresql
mkdir -p /srv/data
secret() { echo secret; }
secret_create() { echo secret; }
wait_for() { for _ in {1..150}; do if "\${@:2}" 2>/dev/null; then return; fi; sleep 0.2; done; return 1; }
ctl() { pg_ctlcluster --skip-systemctl-redirect ${VERSION} main "$@"; }
serve() { case $1 in postgresql@*) ctl start;; esac; }
setup() { (
${steps(part)}
); }
as_site() { PGPASSWORD=secret psql -XAtq -h 127.0.0.1 -U site -d site -c "$1"; }
setup
host=127.0.0.1
${wait}
as_site "CREATE TABLE t (i INT PRIMARY KEY, text TEXT); INSERT INTO t VALUES (1, 'Grüße'), (2, E'two\\nlines')"
${dump('/var/tmp/site.sql')}
ctl stop
mv -T /srv/data/postgresql /srv/data/postgresql.before
setup
sed 's/^COPY public.t .*/SELECT nothing FROM nowhere;/' /var/tmp/site.sql > /var/tmp/spoilt.sql
if (${load('/var/tmp/spoilt.sql')}) 2>/dev/null; then echo 'a spoilt dump was loaded'; fi
as_site "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
${load('/var/tmp/site.sql')} && echo 'all of it is loaded'
as_site 'SELECT count(*), max(length(text)) FROM t'
ctl stop`,
      ],
    });
    expect([outcome?.status, outcome?.stdout.trim().split('\n')]).toEqual([
      0,
      ['-- PostgreSQL database dump complete', '0', 'all of it is loaded', '2|9'],
    ]);
  },
  180_000,
);
