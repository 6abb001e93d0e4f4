import { mysqlReplicationPart } from '../../../../constructs/user-data/mysql/replication';
import { mysqlStandalonePart } from '../../../../constructs/user-data/mysql/standalone';
import { needs } from '../../../helpers/programs';
import { scratchRoot } from '../../../helpers/scratch-root';
import { NODES, node, rendered, steps, stub, text } from './nodes';
import { amongNodes, LIBRARY, type World } from './worlds';

/*
 * The database's agent and real servers on three nodes. Pacemaker itself is a stub: its attributes are files of /attributes,
 * and whoever has asked for it by a score of 100 is promoted.
 */

const OPTIONS = '/etc/mysql/mariadb.conf.d/70-nospof.cnf';

const ALONE = mysqlStandalonePart({ memoryMiB: 1024, listen: 'network' });

function world(number: number): World {
  const part = mysqlReplicationPart({
    self: node(number),
    nodes: NODES,
    number,
    failover: 'automatic',
    memoryMiB: 1024,
  });
  const accounts = part.steps?.find(({ name }) => name === 'mysql-accounts')?.script ?? '';
  const file = (path: string, content: string) => ({ path, content, mode: '0644' });
  return {
    ...node(number),
    files: [
      ...rendered(part),
      file('/etc/nospof/accounts', `${LIBRARY}${accounts}`),
      file(
        '/etc/nospof/alone',
        `${LIBRARY}${steps({ ...ALONE, steps: ALONE.steps?.filter(({ name }) => name !== 'dbcheck') })}`,
      ),
      file(
        '/etc/nospof/alone.cnf',
        text(ALONE, OPTIONS).replace(/^innodb_buffer_pool_size.*$/m, 'innodb_buffer_pool_size = 32M'),
      ),
    ],
  };
}

const PACEMAKER = [
  stub(
    'attrd_updater',
    `while getopts pAQDn:U: o; do case $o in Q) query=1 ;; D) delete=1 ;; n) name=$OPTARG ;; U) value=$OPTARG ;; esac; done
mkdir -p "/attributes/$name"
if [ "$query" ]; then
  for f in "/attributes/$name"/*; do [ -e "$f" ] && echo "name=\\"$name\\" host=\\"\${f##*/}\\" value=\\"$(cat "$f")\\""; done
elif [ "$delete" ]; then rm -f "/attributes/$name/$ME"
else echo "$value" > "/attributes/$name/$ME"; fi; exit 0`,
  ),
  stub(
    'crm_attribute',
    `case "$*" in *--promotion*-D*) rm -f /attributes/master-db/$ME ;;
*--promotion*) mkdir -p /attributes/master-db; echo 100 > /attributes/master-db/$ME ;;
*nospof-term*-Gq*) cat /term ;; *nospof-term*-v*) echo "\${@: -1}" > /term ;; esac; exit 0`,
  ),
];

const CLUSTER = `agent() { on $1 "OCF_RESKEY_CRM_meta_on_node=$1 OCF_RESOURCE_INSTANCE=db bash /usr/lib/ocf/resource.d/nospof/mariadb $2"; }
turn() { # NODE...: one look at each; whoever wants to is promoted
  local name rc
  for name in "$@"; do
    agent $name monitor >/dev/null 2>&1; rc=$?
    if [ $rc = 7 ]; then agent $name start >/dev/null 2>&1
    elif [ $rc = 0 ] && [ -e /attributes/master-db/$name ]; then agent $name promote >/dev/null 2>&1 && echo "promoted: $name, term $(cat /term)"; fi
  done
}
turns() { # SECONDS CONDITION NODE...: until it holds
  local end=$((SECONDS + $1)) condition=$2; shift 2
  until eval "$condition" 2>/dev/null || [ $SECONDS -ge $end ]; do turn "$@"; sleep 0.3; done
}
lose() { # NODE...: power cut
  local name
  for name in "$@"; do halt $name; rm -f /attributes/*/$name; done
}
echo 0 > /term; mkdir -p /attributes
for name in db-1 db-2 db-3; do boot $name; on $name 'bash /etc/nospof/accounts; systemctl start nospof-db-copy.socket'; done
turns 120 '[ "$(ls /attributes/nospof-hot | wc -l)" = 2 ]' db-1 db-2 db-3
fill db-1 old 5
all() { for name in db-1 db-2 db-3; do [ "$(orders $name)" = "$1" ] || return 1; done; }
turns 60 'all "5 old"' db-1 db-2 db-3
echo "begun: $(orders db-1) / $(orders db-2) / $(orders db-3)"
`;

const real = needs('mariadbd', 'mariadb-backup', 'socat', 'openssl', scratchRoot);

real(
  'volumes that were kept and come back do not lead, nor are they deleted; when they are set aside, the node with data leads',
  async () => {
    const lines = await amongNodes(
      [world(1), world(2), world(3)],
      `${CLUSTER}
lose db-3 db-2 db-1; rm -rf /attributes /term; mkdir /attributes; echo 0 > /term
boot db-1
on db-1 'cp /etc/mysql/mariadb.conf.d/70-nospof.cnf /etc/nospof/cluster.cnf; cp /etc/nospof/alone.cnf /etc/mysql/mariadb.conf.d/70-nospof.cnf
mv -T /srv/data/mysql /srv/data/mysql.before; bash /etc/nospof/alone'
fill db-1 old 5; fill db-1 new 20
echo "alone: $(orders db-1)"
on db-1 'systemctl stop mariadb; cp /etc/nospof/cluster.cnf /etc/mysql/mariadb.conf.d/70-nospof.cnf; bash /etc/nospof/accounts; systemctl start nospof-db-copy.socket'
for name in db-2 db-3; do boot $name; on $name 'bash /etc/nospof/accounts; systemctl start nospof-db-copy.socket'; done
turns 120 '[ -e /w/db-1/run/nospof-db.refused ] && [ -e /w/db-2/run/nospof-db.refused ]' db-2 db-3 db-1
turn db-2 db-3 db-1
echo "back: $(orders db-1) / $(orders db-2) / $(orders db-3)"
for name in db-2 db-3; do agent $name stop; on $name 'mv -T /srv/data/mysql /srv/data/mysql.kept'; done
turns 120 'all "5 old, 20 new"' db-2 db-3 db-1
echo "aside: $(orders db-1) / $(orders db-2) / $(orders db-3)"`,
      PACEMAKER,
    );
    expect(lines).toEqual([
      'promoted: db-1, term 1',
      'begun: 5 old / 5 old / 5 old',
      'alone: 5 old, 20 new',
      'back: 5 old, 20 new / 5 old / 5 old',
      'promoted: db-1, term 1',
      'aside: 5 old, 20 new / 5 old, 20 new / 5 old, 20 new',
    ]);
  },
  300_000,
);

real(
  'a majority that was restored from snapshots leads, in a term beyond any, and what the third node holds more is set aside',
  async () => {
    const lines = await amongNodes(
      [world(1), world(2), world(3)],
      `${CLUSTER}
for name in db-3 db-2 db-1; do agent $name stop; on $name 'cp -a /srv/data/mysql /srv/data/snapshot'; done
rm -rf /attributes; mkdir /attributes
turns 120 '[ "$(ls /attributes/nospof-hot | wc -l)" = 2 ]' db-1 db-2 db-3
fill "$(basename /attributes/nospof-term/*)" later 20
turns 60 'all "5 old, 20 later"' db-1 db-2 db-3
echo "later: $(orders db-1) / $(orders db-2) / $(orders db-3)"
lose db-1 db-2 db-3; echo 1 > /term
for name in db-1 db-2; do on_disk=/w/$name/srv/data; rm -rf $on_disk/mysql; mv $on_disk/snapshot $on_disk/mysql
boot $name; on $name 'systemctl start nospof-db-copy.socket'; done
turns 120 '[ -e /attributes/nospof-hot/db-2 ] || [ -e /attributes/nospof-hot/db-1 ]' db-1 db-2
fill "$(basename /attributes/nospof-term/*)" new 60
boot db-3
turns 120 'all "5 old, 60 new"' db-1 db-2 db-3
echo "restored: $(orders db-1) / $(orders db-2) / $(orders db-3)"
on db-3 'agent= ; mariadb-admin shutdown; cd /srv/data; mv -T mysql mysql.restored; mv -T mysql.aside-* mysql; chown -R mysql mysql; cp /etc/nospof/alone.cnf /etc/mysql/mariadb.conf.d/70-nospof.cnf; systemctl start mariadb'
echo "aside: $(orders db-3)"`,
      PACEMAKER,
    );
    expect(lines.filter((line) => !line.startsWith('promoted'))).toEqual([
      'begun: 5 old / 5 old / 5 old',
      'later: 5 old, 20 later / 5 old, 20 later / 5 old, 20 later',
      'restored: 5 old, 60 new / 5 old, 60 new / 5 old, 60 new',
      'aside: 5 old, 20 later',
    ]);
  },
  300_000,
);
