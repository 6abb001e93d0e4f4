import { mysqlReplicationPart } from '../../../../constructs/user-data/mysql/replication';
import { needs } from '../../../helpers/programs';
import { scratchRoot } from '../../../helpers/scratch-root';
import { NODES, node, rendered, steps } from './nodes';
import { manual, snapshotOf } from './restore';
import { amongNodes, LIBRARY, type World } from './worlds';

const TWO = NODES.slice(0, 2);

function world(number: number): World {
  const part = mysqlReplicationPart({ self: node(number), nodes: TWO, number, failover: 'none', memoryMiB: 1024 });
  return {
    ...node(number),
    files: [...rendered(part), { path: '/etc/nospof/setup', content: `${LIBRARY}${steps(part)}`, mode: '0644' }],
  };
}

const FOLLOW = `on db-2 'set +e; unit=$(sed -n "s/^ExecStart=.bin.bash -c .\\(.*\\).$/\\1/p" /etc/systemd/system/nospof-db-follow.service)
setsid bash -c "\${unit/sleep 5/sleep 0.5}" &>/run/follow.out & echo $! > /run/follow.pid'`;

const BEGIN = `boot db-1; boot db-2
on db-1 'bash /etc/nospof/setup' & one=$!; on db-2 'bash /etc/nospof/setup'; wait $one
${FOLLOW}
fill db-1 order 60
until_ 120 '[ "$(orders db-2)" = "60 order" ]'
echo "before: $(orders db-1) / $(orders db-2)"
`;
/** More rows than the replica's position tells, then time for the replica to see them. */
const GO_ON = `on db-1 'mariadb -e "SET GLOBAL read_only = OFF; CREATE DATABASE IF NOT EXISTS site"'; fill db-1 new 90
until_ 30 '[ -e /w/db-2/run/nospof-db.refused ]'; sleep 3
echo "after: $(orders db-1) / $(orders db-2)"
on db-2 'cat /run/nospof-db.refused; ls /srv/data'
`;

const real = needs('mariadbd', 'mariadb-backup', 'socat', 'openssl', scratchRoot);

real(
  'an empty primary takes no writes while a replica holds data, and never makes it delete them; it is filled from there',
  async () => {
    const lines = await amongNodes(
      [world(1), world(2)],
      `${BEGIN}
halt db-1; rm -rf /w/db-1/srv/data/mysql; boot db-1
on db-1 'bash /etc/nospof/setup; mariadb -Ne "SELECT @@read_only"; cat /run/nospof-db.refused'
${GO_ON}
on db-1 'nospof-db-copy --aside 10.20.2.10; mariadb -Ne "SELECT @@read_only"; ls /srv/data | sed "s/[0-9T]*$//"'
fill db-1 more 1
until_ 60 '[ "$(orders db-2)" = "60 order, 1 more" ]'
echo "filled: $(orders db-1) / $(orders db-2)"
on db-2 'ls /run/nospof-db.refused; ls /srv/data; true'`,
    );
    expect(lines).toEqual([
      'before: 60 order / 60 order',
      '1',
      "10.20.2.10 holds data that this primary lacks, so it takes no writes; see 'nospof-db-begin' and 'nospof-db-copy'",
      'after: 90 new / 60 order',
      '10.20.1.10 is not known to have the data of this node, which keeps them and does not follow (other)',
      'mysql',
      '0',
      'mysql',
      'mysql.aside-',
      'filled: 60 order, 1 more / 60 order, 1 more',
      'mysql',
    ]);
  },
  300_000,
);

real(
  'a primary restored from a snapshot takes no writes while a replica holds more, and never makes it delete it',
  async () => {
    const lines = await amongNodes(
      [world(1), world(2)],
      `${BEGIN}
on db-1 'systemctl stop mariadb; cp -a /srv/data/mysql /srv/data/snapshot; systemctl start mariadb'
fill db-1 later 20
until_ 60 '[ "$(orders db-2)" = "60 order, 20 later" ]'
echo "later: $(orders db-2)"
halt db-1; rm -rf /w/db-1/srv/data/mysql; mv /w/db-1/srv/data/snapshot /w/db-1/srv/data/mysql; boot db-1
on db-1 'bash /etc/nospof/setup; mariadb -Ne "SELECT @@read_only"; rm /srv/data/*.log 2>/dev/null'
${GO_ON}`,
    );
    expect(lines).toEqual([
      'before: 60 order / 60 order',
      'later: 60 order, 20 later',
      '1',
      'after: 60 order, 90 new / 60 order, 20 later',
      'this node holds transactions that 10.20.1.10 does not: that one is older, or was restored; this node keeps its data and does not follow',
      'mysql',
    ]);
  },
  300_000,
);

real(
  'both go back to a snapshot of the primary, as the manual says',
  async () => {
    const lines = await amongNodes(
      [world(1), world(2)],
      `${BEGIN}
${snapshotOf('db-1', '/run/m.pid')}
fill db-1 later 20
until_ 60 '[ "$(orders db-2)" = "60 order, 20 later" ]'
for name in db-1 db-2; do on $name '${manual('stop')}'; done
on db-2 '${manual('aside')}'
halt db-1; rm -rf /w/db-1/srv/data/mysql; mv /w/db-1/srv/data/snapshot /w/db-1/srv/data/mysql; boot db-1
on db-1 'bash /etc/nospof/setup' & one=$!; on db-2 'bash /etc/nospof/setup'; wait $one
${FOLLOW}
fill db-1 new 3
until_ 60 '[ "$(orders db-2)" = "60 order, 3 new" ]'; echo "restored: $(orders db-1) / $(orders db-2)"
on db-2 'ls -d /srv/data/mysql.aside/site'`,
    );
    expect(lines).toEqual([
      'before: 60 order / 60 order',
      'restored: 60 order, 3 new / 60 order, 3 new',
      '/srv/data/mysql.aside/site',
    ]);
  },
  300_000,
);

real(
  'a replica that has been away goes on where it was, and is copied anew where the binary log no longer reaches back',
  async () => {
    const lines = await amongNodes(
      [world(1), world(2)],
      `${BEGIN}
on db-2 'kill $(cat /run/follow.pid); systemctl stop mariadb'
on db-1 'systemctl restart mariadb'; fill db-1 new 5
on db-2 'systemctl start mariadb'
${FOLLOW}
until_ 60 '[ "$(orders db-2)" = "60 order, 5 new" ]'; echo "caught up: $(orders db-2)"
on db-2 'kill $(cat /run/follow.pid); systemctl stop mariadb'
fill db-1 more 5
on db-1 'mariadb -e "FLUSH BINARY LOGS; FLUSH BINARY LOGS"; sleep 1; mariadb -e "SET GLOBAL slave_connections_needed_for_purge = 0" 2>/dev/null
for _ in 1 2 3 4 5; do mariadb -e "PURGE BINARY LOGS TO \\"$(mariadb -Ne "SHOW MASTER STATUS" | cut -f 1)\\""; sleep 0.2; done'
on db-2 'systemctl start mariadb'
${FOLLOW}
until_ 90 '[ "$(orders db-2)" = "60 order, 5 new, 5 more" ]'; echo "copied: $(orders db-2)"
on db-2 'grep -c "these data are contained" /var/log/mysql/copy.log; ls /srv/data'`,
    );
    expect(lines).toEqual([
      'before: 60 order / 60 order',
      'caught up: 60 order, 5 new',
      'copied: 60 order, 5 new, 5 more',
      '1',
      'mysql',
    ]);
  },
  300_000,
);
