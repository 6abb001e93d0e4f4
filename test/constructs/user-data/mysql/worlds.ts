import { words } from '../../../../constructs/user-data/shell';
import type { RenderedFile } from '../../../helpers/machine';
import { DAEMONS_ROOT } from '../../../helpers/release-root';
import { runInScratchRoot } from '../../../helpers/scratch-root';
import { stub } from './nodes';

/** Folders that each node has for itself; what the machine has in them is there at first. */
const OWN = [
  '/srv',
  '/run',
  '/var/log',
  '/etc/nospof',
  '/etc/mysql/mariadb.conf.d',
  '/usr/local/lib/nospof',
  '/usr/local/sbin',
  '/usr/lib/ocf/resource.d/nospof',
  '/etc/systemd/system',
];

/** One node: its files as rendered, under a name that `on` knows. */
export interface World {
  readonly name: string;
  readonly host: string;
  readonly files: readonly RenderedFile[];
}

const OPTIONS = '/etc/mysql/mariadb.conf.d/70-nospof.cnf';

/** A server that is small and quick to start, with the options as rendered otherwise. */
function small(options: string): string {
  return `${options
    .replace(/^innodb_buffer_pool_size.*$/m, 'innodb_buffer_pool_size = 32M')
    .replace(/^innodb_log_file_size.*$/m, 'innodb_log_file_size = 16M')
    .replace('gcache.size=1G', 'gcache.size=16M')}`;
}

/** MariaDB's own tables are made once, for all nodes. */
const INSTALL = stub(
  'mariadb-install-db',
  `for a in "$@"; do case $a in --datadir=*) to=\${a#*=} ;; esac; done
(flock 8; [ -d /template ] || { install -d -o mysql -g mysql /template; /usr/bin/mariadb-install-db --user=mysql --datadir=/template --skip-test-db >/dev/null; }) 8>/template.lock
cp -a /template/. "$to"`,
);

/**
 * Bash functions for several nodes with real servers, each in namespaces of its own on one switch: `boot NODE`, `on NODE COMMAND`
 * and `halt NODE`, which is a power cut. What a node has at the paths of \`OWN\` stays.
 */
function functions(worlds: readonly World[]): string {
  return `mkdir -p /w
# One machine has one list of users: two nodes that set themselves up at once would both make it.
id -u dbcheck &>/dev/null || useradd -r -d /nonexistent -s /usr/sbin/nologin dbcheck
declare -A host=(${worlds.map(({ name, host }) => `[${words([name])}]=${host}`).join(' ')})
ip link add switch type bridge; ip link set switch up
cat > /w/boot <<'B'
name=$1
for d in ${OWN.join(' ')}; do
  mkdir -p $d /w/$name$d
  if [ ! -e /w/$name$d/.filled ]; then case $d in /srv | /run | /var/log) ;; *) cp -an $d/. /w/$name$d/ ;; esac; touch /w/$name$d/.filled; fi
  mount --bind /w/$name$d $d
done
mkdir -p /srv/data /run/lock; install -d -o mysql /run/mysqld
ip link set lo up
touch /w/$name.up
exec sleep infinity
B
boot() { # NODE
  rm -f /w/$1.up; rm -rf /w/$1/run
  unshare --net --mount --propagation private bash /w/boot $1 & echo $! > /w/$1.pid
  until [ -e /w/$1.up ]; do sleep 0.05; done
  ip link add v$1 type veth peer name eth0 netns "$(cat /w/$1.pid)"; ip link set v$1 master switch up
  on $1 "ip address add \${host[$1]}/16 dev eth0; ip link set eth0 up"
}
on() { # NODE COMMAND
  nsenter -t "$(cat /w/$1.pid)" -m -n -r env -C / ME=$1 PATH=/usr/local/sbin:/stub:$PATH bash -c "$2"
}
server() { # NODE: start it as systemd would
  on $1 'systemctl start mariadb'
}
halt() { # NODE
  on $1 'for f in /run/m.pid /run/nospof-db.pid; do [ ! -e $f ] || kill -9 $(cat $f) 2>/dev/null; done; true'
  kill -9 "$(cat /w/$1.pid)"; sleep 0.2
  ip link delete v$1 2>/dev/null || true
}
orders() { # NODE: what it holds
  on $1 'mariadb -Ne "SELECT COALESCE(GROUP_CONCAT(n, \\" \\", k ORDER BY k DESC SEPARATOR \\", \\"), \\"nothing\\") FROM (SELECT COUNT(*) n, SUBSTRING_INDEX(what, \\" \\", 1) k FROM site.orders GROUP BY k) x" 2>/dev/null || echo unknown'
}
fill() { # NODE WORD COUNT
  on $1 "mariadb -e 'CREATE TABLE IF NOT EXISTS site.orders (id INT AUTO_INCREMENT PRIMARY KEY, what VARCHAR(40)) ENGINE=InnoDB'
for i in \\$(seq $3); do echo \\"INSERT INTO site.orders (what) VALUES ('$2 \\$i');\\"; done | mariadb"
}
until_() { # SECONDS COMMAND: wait for it; what hangs on time alone is never asserted
  local end=$((SECONDS + $1)); shift
  until eval "$*" 2>/dev/null; do [ $SECONDS -lt $end ] || return 1; sleep 0.3; done
}
`;
}

/** What setup steps find in their library, where systemd is a stub. */
export const LIBRARY = `set -euo pipefail
NOSPOF_TIER=db NOSPOF_SITE=shop
secret() { echo "secret-of-$1"; }
secret_create() { secret "$1"; }
secret_file() { mkdir -p "\${2%/*}"; secret "$1" | tr -d '\\n' > "$2"; }
wait_for() { for _ in {1..600}; do if "\${@:2}" 2>/dev/null; then return; fi; sleep 0.1; done; return 1; }
serve() { systemctl "$2" "$1"; }
`;

/** systemd, as far as the database's scripts ask it: the server with what its drop-ins run around it. */
const SYSTEMCTL = `#!/bin/bash
up() {
  [ ! -e /run/m.pid ] || ! kill -0 "$(cat /run/m.pid)" 2>/dev/null || return 0
  install -d -o mysql /run/mysqld
  setsid mariadbd --user=mysql --bind-address="\${MARIADB_BIND:-0.0.0.0}" </dev/null &>/run/m.out & echo $! > /run/m.pid
  until mariadb-admin --silent ping &>/dev/null; do kill -0 "$(cat /run/m.pid)" || exit 1; sleep 0.1; done
  [ ! -x /usr/local/sbin/nospof-db-begin ] || /usr/local/sbin/nospof-db-begin
}
down() { mariadb-admin shutdown 2>/dev/null; while kill -0 "$(cat /run/m.pid)" 2>/dev/null; do sleep 0.1; done; }
case "$*" in
  *stop*pacemaker*) OCF_RESKEY_CRM_meta_on_node=$ME OCF_RESOURCE_INSTANCE=db bash /usr/lib/ocf/resource.d/nospof/mariadb stop ;;
  *stop*nospof-db-follow*) kill "$(cat /run/follow.pid)" ;;
  *stop*mariadb*) down ;;
  *restart*mariadb*) down; up ;;
  *start*mariadb*) up ;;
  *start*nospof-db-copy.socket*) [ -e /run/copies ] || { touch /run/copies; setsid socat -t 86400 TCP-LISTEN:4444,fork,reuseaddr EXEC:/usr/local/sbin/nospof-db-copy &>/dev/null & } ;;
esac
`;

/** Runs one command with the functions above among nodes; returns its lines. */
export async function amongNodes(
  worlds: readonly World[],
  command: string,
  more: readonly RenderedFile[] = [],
): Promise<string[]> {
  const [outcome] = await runInScratchRoot({
    root: DAEMONS_ROOT,
    files: [
      INSTALL,
      { path: '/usr/local/sbin/systemctl', content: SYSTEMCTL, mode: '0755' },
      stub('logger', 'echo "${@: -1}" >> /w/$ME.log'),
      ...more,
      ...worlds.flatMap(({ name, files }) =>
        files.map((file) => ({
          ...file,
          path: `/w/${name}${file.path}`,
          content: file.path === OPTIONS ? small(file.content) : file.content,
        })),
      ),
    ],
    commands: [`set +e\n${functions(worlds)}${command}`],
  });
  if (!outcome) throw new Error('nothing was run');
  if (process.env.DEBUG_WORLDS) process.stderr.write(`${outcome.stderr}\n${outcome.stdout}\n`);
  return outcome.stdout.trim().split('\n');
}
