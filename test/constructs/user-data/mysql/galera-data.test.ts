import { galeraPart } from '../../../../constructs/user-data/mysql/galera';
import { mysqlStandalonePart } from '../../../../constructs/user-data/mysql/standalone';
import { needs } from '../../../helpers/programs';
import { scratchRoot } from '../../../helpers/scratch-root';
import { NODES, node, rendered, stub, text } from './nodes';
import { amongNodes, type World } from './worlds';

const OPTIONS = '/etc/mysql/mariadb.conf.d/70-nospof.cnf';
const ALONE = mysqlStandalonePart({ memoryMiB: 1024, listen: 'network' });

function world(number: number): World {
  const part = galeraPart({ self: node(number), nodes: NODES, number, mode: 'hot-warm', memoryMiB: 1024 });
  return {
    ...node(number),
    files: [
      ...rendered(part).map((file) => ({
        ...file,
        // Who waits for those that stay away does so for a second, and then for as long as the test looks.
        content: file.content.replace('$SECONDS -ge 60', '$SECONDS -ge 1'),
      })),
      {
        path: '/etc/nospof/alone.cnf',
        content: text(ALONE, OPTIONS).replace(/^innodb_buffer_pool_size.*$/m, 'innodb_buffer_pool_size = 32M'),
        mode: '0644',
      },
    ],
  };
}

/** The check of another node, as it answers for the state of its server. */
const CHECK = stub(
  'curl',
  `host=\${!#}; host=\${host#http://10.20.}; name=db-\${host%%.*}
inside() { nsenter -t "$(cat /w/$name.pid)" -m -r mariadb -Ne "SHOW STATUS LIKE '$1'" 2>/dev/null | cut -f 2; }
if [ "$(inside wsrep_ready)" = ON ]; then echo "up $(inside wsrep_cluster_state_uuid)"
else cat /w/$name/run/nospof-galera 2>/dev/null || exit 22; fi`,
);

const GALERA = `serve() { # NODE: mariadb.service, in the background, since it waits for the others
  on $1 'set +e; [ -d /srv/data/mysql ] || { install -d -o mysql /srv/data/mysql; mariadb-install-db --datadir=/srv/data/mysql; }
( bash /usr/local/sbin/nospof-galera-start; _WSREP_NEW_CLUSTER=; [ ! -e /run/mariadb-wsrep-new-cluster ] || . /run/mariadb-wsrep-new-cluster
  exec setsid runuser -u mysql -- mariadbd $_WSREP_NEW_CLUSTER $(runuser -u mysql -- galera_recovery 2>/dev/null) ) </dev/null &>/run/m.out & echo $! > /run/m.pid'
}
revived() { # NODE...: what has ended is started again, as systemd does, until all have the same
  local name; for name in "$@"; do on $name 'kill -0 "$(cat /run/m.pid)" 2>/dev/null' || serve $name; done; }
all() { for name in db-1 db-2 db-3; do [ "$(orders $name)" = "$1" ] || return 1; done; }
synced() { for name in db-1 db-2 db-3; do on $name "mariadb -Ne \\"SHOW STATUS LIKE 'wsrep_local_state_comment'\\"" 2>/dev/null | grep -q Synced || return 1; done; }
for name in db-1 db-2 db-3; do boot $name; serve $name; done
until_ 120 synced
on db-1 'mariadb -e "CREATE DATABASE site"'; fill db-1 old 5
until_ 60 'all "5 old"'
echo "begun: $(orders db-1) / $(orders db-2) / $(orders db-3)"
`;

needs(
  'mariadbd',
  'mariadb-backup',
  'galera_recovery',
  'socat',
  scratchRoot,
)(
  'volumes that were kept neither lead nor are joined to a database that went on alone; set aside, it leads',
  async () => {
    const lines = await amongNodes(
      [world(1), world(2), world(3)],
      `${GALERA}
for name in db-3 db-2 db-1; do halt $name; done
boot db-1
on db-1 'mv -T /srv/data/mysql /srv/data/mysql.before; cp /etc/mysql/mariadb.conf.d/70-nospof.cnf /etc/nospof/cluster.cnf
cp /etc/nospof/alone.cnf /etc/mysql/mariadb.conf.d/70-nospof.cnf; install -d -o mysql /srv/data/mysql; mariadb-install-db --datadir=/srv/data/mysql
systemctl start mariadb; mariadb -e "CREATE DATABASE site"'
fill db-1 old 5; fill db-1 new 20
echo "alone: $(orders db-1)"
on db-1 'systemctl stop mariadb; cp /etc/nospof/cluster.cnf /etc/mysql/mariadb.conf.d/70-nospof.cnf'
for name in db-2 db-3; do boot $name; serve $name; done; serve db-1
state() { cut -d ' ' -f 1 /w/$1/run/nospof-galera; }
until_ 60 '[ "$(state db-1) $(state db-2) $(state db-3)" = "own down down" ]'; sleep 5
echo "back: $(state db-1) $(state db-2) $(state db-3); $(orders db-2)"
for name in db-2 db-3; do halt $name; mv -T /w/$name/srv/data/mysql /w/$name/srv/data/mysql.kept; boot $name; serve $name; done
until_ 150 'revived db-2 db-3; all "5 old, 20 new"'
echo "aside: $(orders db-1) / $(orders db-2) / $(orders db-3)"`,
      [CHECK],
    );
    expect(lines).toEqual([
      'begun: 5 old / 5 old / 5 old',
      'alone: 5 old, 20 new',
      'back: own down down; unknown',
      'aside: 5 old, 20 new / 5 old, 20 new / 5 old, 20 new',
    ]);
  },
  400_000,
);
