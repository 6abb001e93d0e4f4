import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stub } from '../../../constructs/user-data/mysql/nodes';
import { type Machine, machines } from '../../../helpers/machine';
import { needs } from '../../../helpers/programs';
import { runInScratchRoot, scratchRoot } from '../../../helpers/scratch-root';
import { PROJECT, shippedText, synthesized } from '../../../helpers/synthesized';
import { stepsBetween, titled, typed } from './printed';

/*
 * The printed commands are typed into bash, as they are, between real MariaDB servers: those of the old node and of the new
 * one are set up by the configuration that their stages render.
 */

const OPTIONS = '/etc/mysql/mariadb.conf.d/70-nospof.cnf';
const SETUP = '/usr/local/lib/nospof/setup.d/40-mysql';

function machine(stage: string, name: string): Machine {
  const { stack } = synthesized(shippedText(stage));
  const found = machines(stack).find(({ address }) => address === `aws_instance.${name}`);
  if (!found) throw new Error(`${stage} has no ${name}`);
  return found;
}

function file({ files }: Machine, path: string): string {
  const found = files.find((one) => one.path === path);
  if (!found) throw new Error(`no ${path}`);
  return found.content;
}

/** What setup steps find in their library. */
const LIBRARY = `set -euo pipefail
secret() { echo "secret-of-$1"; }
secret_create() { secret "$1"; }
wait_for() { for _ in {1..600}; do if "\${@:2}" 2>/dev/null; then return; fi; sleep 0.1; done; return 1; }
`;

/** The site's account at an address. */
const SITE = 'MYSQL_PWD=secret-of-db/site mariadb -u site site -h';

/** What the application may make: with a binary log, neither triggers nor functions. */
const CONTENTS = `SET NAMES utf8mb4;
CREATE TABLE notes (id INT AUTO_INCREMENT PRIMARY KEY, text VARCHAR(200), raw BLOB, at TIMESTAMP NULL) ENGINE=InnoDB;
INSERT INTO notes (text, raw) VALUES ('Grüße 👋 日本語', x'00ff27225c0a1a'), (NULL, NULL), ('O''Neill \\\\ "quoted"', '');
CREATE TABLE writes (n INT PRIMARY KEY);
CREATE VIEW long_notes AS SELECT id FROM notes WHERE CHAR_LENGTH(text) > 10;
DELIMITER //
CREATE PROCEDURE count_notes() BEGIN SELECT COUNT(*) FROM notes; END //
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DO DELETE FROM writes WHERE n < 0 //
DELIMITER ;
`;

/** What an administrator made. */
const ADMINISTRATORS = `CREATE TRIGGER stamp BEFORE INSERT ON notes FOR EACH ROW SET NEW.at = '2026-01-01 00:00:00';
CREATE FUNCTION twice(n INT) RETURNS INT DETERMINISTIC RETURN 2 * n;
CREATE VIEW theirs AS SELECT twice(id) AS double_id FROM notes;
`;

/** Everything that is in the database, without the time of the dump. */
const ALL = '--skip-comments --skip-dump-date --routines --events --triggers site';
/** All that the application sees at an address. */
const seen = (host: string) => `MYSQL_PWD=secret-of-db/site mariadb-dump -u site -h ${host} ${ALL}`;

/** The line of the operations manual that lends the application's account rights, or takes them back. */
function manual(verb: 'GRANT' | 'REVOKE'): string {
  const text = readFileSync(join(PROJECT, 'docs/operations.md'), 'utf8');
  const [line, ...more] = text.split('\n').filter((one) => one.startsWith(`    mariadb -e "${verb} `));
  if (!line || more.length > 0) throw new Error(`no one line with ${verb}`);
  return line.trim();
}

describe('the database leaves the single server', () => {
  const before = machine('01-single-server', 'web_1');
  const after = machine('02-split-database', 'db_1');
  const steps = stepsBetween('01-single-server', '02-split-database');
  const host = after.privateIp ?? '';
  const files = [
    { path: OPTIONS, content: file(before, OPTIONS), mode: '0644' },
    { path: '/old/setup', content: file(before, SETUP), mode: '0644' },
    // Both nodes have their data at the same place; here it is one machine.
    { path: '/db/my.cnf', content: file(after, OPTIONS).replace('/srv/data/mysql', '/db/mysql'), mode: '0644' },
    { path: '/db/setup', content: file(after, SETUP).replaceAll('/srv/data/mysql', '/db/mysql'), mode: '0644' },
    { path: '/etc/nospof/secrets/db', content: 'secret-of-db/site', mode: '0600' },
    { path: '/contents.sql', content: CONTENTS, mode: '0644' },
    { path: '/administrators.sql', content: ADMINISTRATORS, mode: '0644' },
    { path: '/manual/grant', content: manual('GRANT'), mode: '0644' },
    { path: '/manual/revoke', content: manual('REVOKE'), mode: '0644' },
    { path: '/typed/copy', content: typed(titled(steps, /^Copy the database/), 'web-1'), mode: '0644' },
    { path: '/typed/switch', content: typed(titled(steps, /^Point the application/), 'web-1'), mode: '0644' },
    { path: '/typed/remove', content: typed(titled(steps, /^Remove the old database/), 'web-1'), mode: '0644' },
    stub('systemctl', 'echo "$*" >> /systemctl; case "$*" in "disable --now mariadb") mariadb-admin shutdown ;; esac'),
  ];
  const START_OLD = `serve() { install -d -o mysql /run/mysqld /var/log/mysql; mariadbd --user=mysql --skip-networking=0 &>/old/log & }
mkdir -p /srv/data /db
( ${LIBRARY}
. /old/setup )`;
  const START_NEW = `( ${LIBRARY}
server() { command mariadbd --defaults-file=/db/my.cnf --user=mysql --bind-address=${host} --socket=/db/sock --pid-file=/db/pid "$@"; }
serve() { chown mysql /db; server &>/db/log & }
mariadbd() { server "$@"; }
mariadb() { command mariadb --socket=/db/sock "$@"; }
mariadb-admin() { command mariadb-admin --socket=/db/sock "$@"; }
. /db/setup )`;
  const BEGIN = `PATH=/stub:$PATH
${START_OLD}
${START_NEW}
${SITE} 127.0.0.1 < /contents.sql`;

  needs('mariadbd', 'openssl', scratchRoot)(
    'whole, with every write that was acknowledged meanwhile, and the old files stay until they are removed',
    async () => {
      const [outcome] = await runInScratchRoot({
        files,
        privateIp: host,
        commands: [
          `${BEGIN}
# Visitors write on, until the database says no.
( n=0; while ${SITE} 127.0.0.1 -e "INSERT INTO writes VALUES ($((n + 1)))" 2>/refusal; do n=$((n + 1)); echo $n > /acknowledged; done ) &
writer=$!
until [ -e /acknowledged ]; do sleep 0.1; done
bash /typed/copy
wait $writer
grep -o 'read-only' /refusal
echo "writes $(cat /acknowledged) $(${SITE} ${host} -Ne 'SELECT COUNT(*) FROM writes')"
${seen('127.0.0.1')} > /before.sql
${seen(host)} > /after.sql
cmp /before.sql /after.sql && echo same
for what in 'Grüße 👋 日本語' long_notes count_notes nightly; do grep -q "$what" /after.sql || echo "no $what"; done
${SITE} ${host} -Ne 'CALL count_notes()'
bash /typed/switch
cat /systemctl
mariadb -e 'DO 1' 2>/dev/null || echo stopped
mariadbd --user=mysql --skip-networking=0 &>/old/log &
until mariadb-admin --silent ping &>/dev/null; do sleep 0.1; done
${seen('127.0.0.1')} | cmp - /before.sql && echo 'still there'
mariadb-admin shutdown
bash /typed/remove
ls /srv/data
mariadb-admin --socket=/db/sock shutdown`,
        ],
      });
      const lines = outcome?.stdout.trim().split('\n') ?? [];
      const writes = lines.find((line) => line.startsWith('writes '))?.split(' ') ?? [];
      if (outcome?.status !== 0) throw new Error(outcome?.stderr);
      expect(Number(writes[1])).toBeGreaterThan(0);
      expect(writes[2]).toBe(writes[1]);
      // Setup masks Debian's sockets each time that it runs.
      expect(lines.filter((line) => !/^(writes |-q mask )/.test(line))).toEqual([
        'all of it is copied',
        'read-only',
        'same',
        '3',
        'start nospof-follow nospof-follow.timer',
        'disable --now mariadb',
        'stopped',
        'still there',
      ]);
    },
    600_000,
  );

  needs('mariadbd', 'openssl', scratchRoot)(
    'a copy that breaks off does not say that it is whole, and can be begun again or given up; what an administrator made needs one',
    async () => {
      const [outcome] = await runInScratchRoot({
        files,
        privateIp: host,
        commands: [
          `${BEGIN}
dump=$(command -v mariadb-dump)
printf '#!/bin/bash\\n%s "$@" | head -n 40\\nexit 2\\n' "$dump" > /stub/mariadb-dump
chmod +x /stub/mariadb-dump
bash /typed/copy || echo failed
rm /stub/mariadb-dump
${SITE} 127.0.0.1 -e 'INSERT INTO writes VALUES (1)' 2>/dev/null || echo refused
mariadb -e 'SET GLOBAL read_only = OFF'
${SITE} 127.0.0.1 -e 'INSERT INTO writes VALUES (2)'
mariadb site < /administrators.sql
bash /typed/copy 2>/failure || grep -o '^ERROR [0-9]*' /failure
mariadb() { command mariadb --socket=/db/sock "$@"; }
. /manual/grant
bash /typed/copy
. /manual/revoke
mariadb -Ne "SHOW GRANTS FOR site@'%'" | cut -d ' ' -f 1-6
unset -f mariadb
mariadb-dump ${ALL} > /before.sql
mariadb-dump --socket=/db/sock ${ALL} | cmp - /before.sql && echo same
for what in stamp twice theirs; do grep -q "$what" /before.sql || echo "no $what"; done
mariadb-admin shutdown
mariadb-admin --socket=/db/sock shutdown`,
        ],
      });
      if (outcome?.status !== 0) throw new Error(outcome?.stderr);
      expect(outcome.stdout.trim().split('\n')).toEqual([
        'failed',
        'refused',
        'ERROR 1419',
        'all of it is copied',
        'GRANT USAGE ON *.* TO `site`@`%`',
        'GRANT ALL PRIVILEGES ON `site`.* TO',
        'same',
      ]);
    },
    600_000,
  );
});

describe('the database is replicated otherwise', () => {
  const steps = stepsBetween('06-mysql-replication', '06b-galera');
  const old = machine('06-mysql-replication', 'db_2').privateIp ?? '';
  const now = machine('06b-galera', 'db_1').privateIp ?? '';
  const dump = titled(steps, /^Dump the database/);
  const text = (path: string, content: string) => ({ path, content, mode: '0644' });
  const files = [
    text('/etc/nospof/secrets/db', 'secret-of-db/site'),
    text('/contents.sql', CONTENTS),
    text('/typed/dump', typed(dump, 'web-1')),
    text('/typed/aside', typed(titled(steps, /^Begin anew/), 'db-1')),
    text('/typed/load', typed(titled(steps, /^Load the dump/), 'web-1')),
    text('/typed/remove-dump', typed(titled(steps, /^Remove the dump/), 'web-1')),
    text('/typed/remove-old', typed(titled(steps, /^Remove the dump/), 'db-1')),
    // Whoever leads answers; of all that is installed, the client is what a web node lacks.
    stub('curl', 'case "${!#}" in "http://$(cat /leads):9200/write") exit 0 ;; *) exit 22 ;; esac'),
    stub('apt-get', 'echo "apt-get $*" >> /typed/log'),
    stub(
      'systemctl',
      'echo "systemctl $*" >> /typed/log; case "$*" in "stop mariadb") mariadb-admin shutdown ;; *apache2) ;; *pacemaker) exit 1 ;; esac',
    ),
  ];
  const server = (host: string) => `install -d -o mysql /run/mysqld
mkdir -p /srv/data
if [ ! -d /srv/data/mysql ]; then
  mariadb-install-db --no-defaults --user=mysql --datadir=/srv/data/mysql --skip-test-db >/dev/null
fi
mariadbd --no-defaults --user=mysql --datadir=/srv/data/mysql --bind-address=${host} --character-set-server=utf8mb4 &>/typed/server &
until mariadb-admin --silent ping &>/dev/null; do sleep 0.1; done
mariadb -e "CREATE DATABASE IF NOT EXISTS site; GRANT ALL ON site.* TO site@'%' IDENTIFIED BY 'secret-of-db/site'"
echo ${host} > /leads`;

  needs('mariadbd', scratchRoot)(
    'from whoever leads into whoever takes writes then; what was there is put aside, and removed by hand',
    async () => {
      const [outcome] = await runInScratchRoot({
        files,
        privateIp: old,
        commands: [
          `PATH=/stub:$PATH
ip address add ${now}/20 dev ens5
${server(old)}
${SITE} ${old} < /contents.sql
${seen(old)} > /before.sql
bash /typed/dump | cut -c 1-20
stat -c '%a %n' /var/tmp/site.sql
bash /typed/aside
ls /srv/data
mkdir -p /srv/data/mysql/half
bash /typed/aside 2>&1 | grep -o 'Directory not empty' || true
rm -r /srv/data/mysql
${server(now)}
bash /typed/load
${seen(now)} | cmp - /before.sql && echo same
bash /typed/load && ${seen(now)} | cmp - /before.sql && echo 'same again'
bash /typed/remove-dump && bash /typed/remove-old
ls /srv/data; ls /var/tmp/site.sql 2>/dev/null || true
mariadb-admin shutdown
grep -n -m 3 . /typed/log`,
        ],
      });
      if (outcome?.status !== 0) throw new Error(outcome?.stderr);
      expect(outcome.stdout.trim().split('\n')).toEqual([
        '-- Dump completed on',
        '600 /var/tmp/site.sql',
        'mysql.before',
        'Directory not empty',
        'all of it is loaded',
        'same',
        'all of it is loaded',
        'same again',
        'mysql',
        '1:systemctl stop apache2',
        '2:apt-get -qq update',
        '3:apt-get -qq -y install mariadb-client',
      ]);
    },
    600_000,
  );
});
