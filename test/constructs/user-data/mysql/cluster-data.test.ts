import { needs } from '../../../helpers/programs';
import { scratchRoot } from '../../../helpers/scratch-root';
import { CLUSTER, PACEMAKER, world } from './pacemaker-stub';
import { manual, snapshotOf } from './restore';
import { amongNodes } from './worlds';

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
on db-3 'mariadb -e "FLUSH LOCAL ENGINE LOGS"' # a replica that starts again drops a commit that is in its binary log alone
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

real(
  'all go back to a snapshot of one, as the manual says',
  async () => {
    const lines = await amongNodes(
      [world(1), world(2), world(3)],
      `${CLUSTER}
${snapshotOf('db-2', '/run/nospof-db.pid')}
fill db-1 later 20
turns 60 'all "5 old, 20 later"' db-1 db-2 db-3
echo "later: $(orders db-1) / $(orders db-2) / $(orders db-3)"
for name in db-3 db-2 db-1; do on $name '${manual('stop')}'; done
for name in db-1 db-3; do on $name '${manual('aside')}'; done
lose db-2; for _ in {1..8}; do turn db-1 db-3; done # they are up, and empty, before it is
rm -rf /w/db-2/srv/data/mysql; mv /w/db-2/srv/data/snapshot /w/db-2/srv/data/mysql; boot db-2
on db-2 'bash /etc/nospof/accounts; systemctl start nospof-db-copy.socket'
turns 120 'all "5 old"' db-1 db-3 db-2
fill "$(basename /attributes/nospof-term/*)" new 3
turns 60 'all "5 old, 3 new"' db-1 db-3 db-2
echo "restored: $(orders db-1) / $(orders db-2) / $(orders db-3)"
for name in db-1 db-3; do on $name 'ls -d /srv/data/mysql.aside/site'; done`,
      PACEMAKER,
    );
    expect(lines).toEqual([
      'promoted: db-1, term 1',
      'begun: 5 old / 5 old / 5 old',
      'later: 5 old, 20 later / 5 old, 20 later / 5 old, 20 later',
      'promoted: db-2, term 2',
      'restored: 5 old, 3 new / 5 old, 3 new / 5 old, 3 new',
      '/srv/data/mysql.aside/site',
      '/srv/data/mysql.aside/site',
    ]);
  },
  300_000,
);

real(
  'system tables that a server of an older release has made are brought up to this one',
  async () => {
    const lines = await amongNodes(
      [world(1), world(2), world(3)],
      `${CLUSTER}
made_by() { cat /w/$1/srv/data/mysql/m*_upgrade_info | cut -d - -f 1; }
is=$(made_by db-1)
agent db-2 stop; for file in /w/db-2/srv/data/mysql/m*_upgrade_info; do printf 10.5.1-MariaDB > $file; done
echo "$(made_by db-2)"
turns 60 '[ "$(made_by db-2)" = "$is" ]' db-1 db-2 db-3
echo "is that of db-1: $([ "$(made_by db-2)" = "$is" ] && echo yes); $(orders db-2)"`,
      PACEMAKER,
    );
    expect(lines.slice(-2)).toEqual(['10.5.1', 'is that of db-1: yes; 5 old']);
  },
  300_000,
);
