import type { Endpoint, MachinePart } from '../../../../constructs/user-data/machine';
import { galeraPart } from '../../../../constructs/user-data/mysql/galera';
import { mysqlReplicationPart } from '../../../../constructs/user-data/mysql/replication';
import { OPERATING_SYSTEMS, RELEASES } from '../../../../model/releases';
import { BootedSystem, bootedSystem } from '../../../helpers/booted-system';
import { needs } from '../../../helpers/programs';

/** Makes of an installed package the same one a version later, with Debian's own maintainer scripts, and installs that. */
const UPGRADE = `repack() { # PACKAGE
  local package=/root/$1 file
  mkdir -p "$package/DEBIAN"
  dpkg -L "$1" | while read -r file; do if [ ! -d "$file" ]; then cp -a --parents "$file" "$package"; fi; done
  for file in preinst postinst prerm postrm conffiles triggers config templates; do
    if [ -e "/var/lib/dpkg/info/$1.$file" ]; then cp "/var/lib/dpkg/info/$1.$file" "$package/DEBIAN/$file"; fi
  done
  dpkg-query -s "$1" | awk '/^Conffiles:/ { skip = 1; next } /^[^ ]/ { skip = 0 } !skip && !/^Status:/' |
    sed 's/^Version: .*/&.1/' >"$package/DEBIAN/control"
  dpkg-deb -Znone -b "$package" "$package.deb" >/dev/null
}
upgrade() {
  repack mariadb-server-core
  repack mariadb-server
  DEBIAN_FRONTEND=noninteractive dpkg -i /root/mariadb-server-core.deb /root/mariadb-server.deb >/run/dpkg.log 2>&1
  echo "dpkg: $?"
  dpkg-query -W -f '\${db:Status-Abbrev}\${Version}\\n' mariadb-server mariadb-server-core | sed 's/ .*\\(..\\)$/ ...\\1/'
  dpkg --configure -a && dpkg --audit && echo 'nothing is left half done'
}
up() { for _ in {1..150}; do if mariadb -e 'DO 1' 2>/dev/null; then return; fi; sleep 0.2; done; return 1; }
`;

const self: Endpoint = { name: 'db-1', host: '127.0.0.1', port: 3306, zone: 'eu-central-1a' };
const filesOf = (part: MachinePart) =>
  (part.files ?? []).map(({ path, content, mode = '0644' }) => ({ path, content, mode }));

/** The lines of the setup step that decide who may start the server, and the one that makes an empty database. */
function beginning(part: MachinePart): string {
  const step = part.steps?.find(({ name }) => name === 'mysql' || name === 'galera')?.script ?? '';
  return step.slice(0, step.indexOf('mariadbd --user=mysql --help'));
}

describe.each(OPERATING_SYSTEMS)('the own upgrade of MariaDB of %s', (os) => {
  const release = RELEASES[os];
  let system: BootedSystem | undefined;
  afterEach(() => system?.end(), 60_000);

  needs(...bootedSystem(release))(
    'goes through on a node whose database Pacemaker runs, and leaves the running server alone',
    async () => {
      const nodes = [self, { ...self, name: 'db-2' }, { ...self, name: 'db-3' }];
      const part = mysqlReplicationPart({ self, nodes, number: 1, memoryMiB: 1024, failover: 'automatic' });
      system = await BootedSystem.boot(filesOf(part), release);
      const { stdout } = await system.run(`${UPGRADE}${beginning(part)}
install -d -o mysql -g adm -m 2750 /var/log/mysql
install -d -o mysql /run/mysqld
systemd-run -q --unit=agent -p KillMode=process bash -c 'setsid mariadbd --user=mysql & sleep infinity'
up && echo up
before=$(pgrep -x mariadbd)
upgrade
[ "$before" = "$(pgrep -x mariadbd)" ] && mariadb -e 'DO 1' && echo 'the same server answers'
systemctl is-enabled mariadb mysql mariadb.socket
ss -Hltn 'sport = :3306' | wc -l`);
      expect(stdout.split('\n')).toEqual([
        'up',
        'dpkg: 0',
        'ii ....1',
        'ii ....1',
        'nothing is left half done',
        'the same server answers',
        'masked',
        'masked',
        'masked',
        '1',
        '',
      ]);
    },
    240_000,
  );

  needs(...bootedSystem(release))(
    'goes through on a Galera node, whose server runs the new program then',
    async () => {
      const part = galeraPart({ self, nodes: [self], mode: 'hot-warm', number: 1, memoryMiB: 1024 });
      system = await BootedSystem.boot(filesOf(part), release);
      const { stdout } = await system.run(`${UPGRADE}${beginning(part)}
systemctl daemon-reload
systemctl -q enable --now mariadb
up && echo up
before=$(pgrep -x mariadbd)
upgrade
up && [ "$before" != "$(pgrep -x mariadbd)" ] && echo 'another server answers'
grep -c '(deleted)' "/proc/$(pgrep -x mariadbd)/maps"
for _ in {1..50}; do state=$(mariadb -Ne "SHOW STATUS LIKE 'wsrep_ready'"); [[ $state = *ON ]] && break; sleep 0.2; done
echo $state
systemctl is-enabled mariadb.socket
ss -Hltn 'sport = :3306' | wc -l`);
      expect(stdout.split('\n').filter((line) => !/^(wsrep_ready)? ?$/.test(line))).toEqual([
        'up',
        'dpkg: 0',
        'ii ....1',
        'ii ....1',
        'nothing is left half done',
        'another server answers',
        '0',
        'wsrep_ready ON',
        'masked',
        '1',
      ]);
    },
    240_000,
  );
});
