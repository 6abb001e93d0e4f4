import { basePart } from '../../../constructs/user-data/base';
import { RENEW_HAPROXY } from '../../../constructs/user-data/renew';
import { BOOTED_SYSTEM, BootedSystem } from '../../helpers/booted-system';
import { needs } from '../../helpers/programs';

const base = basePart({ site: 'shop', tier: 'web', number: 1, region: 'eu-central-1', os: 'debian-12' });
const FILES = [...(base.files ?? []), RENEW_HAPROXY].map(({ path, content, mode = '0644' }) => ({
  path,
  content,
  mode,
}));

/** What an upgrade does to a library: another file gets its name. */
const REPLACE = `replace() { for file; do cp -a "$file" "$file.new"; mv "$file.new" "$file"; done; }
main() { for unit; do systemctl show -p MainPID --value "$unit"; done; }
libs() { ls /usr/lib/x86_64-linux-gnu/libcrypto.so.3; }
`;

/** A configuration for each program that has one listener and nothing else. */
const SERVICES = `set -e
rm -f /etc/nginx/sites-enabled/* /etc/nginx/modules-enabled/*
printf 'events {}\\npid /run/nginx.pid;\\nhttp { server { listen 8080; } }\\n' >/etc/nginx/nginx.conf
printf 'global\\ndefaults\\n mode http\\n timeout client 5s\\n timeout server 5s\\n timeout connect 5s\\nfrontend f\\n bind :8081\\n' >/etc/haproxy/haproxy.cfg
mkdir -p /usr/local/lib/nospof/health.d
echo true >/usr/local/lib/nospof/health.d/service
systemctl restart nginx haproxy cron
`;

describe('after an upgrade', () => {
  let system: BootedSystem;
  beforeEach(async () => {
    if (BOOTED_SYSTEM.every((need) => typeof need === 'string' || need.met)) system = await BootedSystem.boot(FILES);
  }, 180_000);
  afterEach(() => system?.end(), 60_000);

  needs(...BOOTED_SYSTEM)(
    'what runs an old library is started again, and nothing else',
    async () => {
      const { stdout, stderr, status } = await system.run(`${SERVICES}${REPLACE}
before=$(main nginx haproxy cron)
/usr/local/sbin/nospof-renew
[ "$before" = "$(main nginx haproxy cron)" ] && echo untouched
replace $(libs)
# init itself maps it, and forgets who waits for an answer when it starts again.
systemctl start --no-block nospof-renew
sleep 2
while [ "$(systemctl show -p ActiveState --value nospof-renew)" = activating ]; do sleep 0.5; done
after=$(main nginx haproxy cron)
diff <(echo "$before") <(echo "$after") | grep -c '^>' || true
old() { grep -l 'libcrypto.*(deleted)' /proc/[0-9]*/maps || true; }
for try in {1..20}; do [ "$(old)" ] || break; sleep 1; done
old | while read -r maps; do cat "\${maps%maps}comm" "\${maps%maps}cgroup"; done
systemctl is-active nginx haproxy
journalctl -u nospof-renew -o cat | grep -E '^(nginx|haproxy|cron).*started again'`);
      expect({ stderr, status, stdout: status === 0 ? '' : stdout }).toEqual({ stderr: '', status: 0, stdout: '' });
      // haproxy's master stays, since it runs its new program by itself.
      expect(stdout).toBe(
        'untouched\n1\nactive\nactive\n' +
          'haproxy.service runs what an upgrade has replaced; it is started again\n' +
          'nginx.service runs what an upgrade has replaced; it is started again\n',
      );
    },
    120_000,
  );

  needs(...BOOTED_SYSTEM)(
    'a node that does not do its work is left alone, and one that no longer does goes no further',
    async () => {
      const { stdout } = await system.run(`${SERVICES}${REPLACE}set +e
export RENEW_PATIENCE=2
before=$(main nginx haproxy)
replace $(libs)
echo false >/usr/local/lib/nospof/health.d/service
nospof-renew 2>&1; echo "status $?"
[ "$before" = "$(main nginx haproxy)" ] && echo untouched
echo '! grep -q started /run/said' >/usr/local/lib/nospof/health.d/service
echo 'how() { echo started >/run/said; }' >/usr/local/lib/nospof/renew.d/haproxy.service
nginx=$(main nginx)
nospof-renew 2>&1; echo "status $?"
[ "$nginx" = "$(main nginx)" ] && echo 'nginx goes on'`);
      expect(stdout.split('\n').filter((line) => !line.startsWith('gave up'))).toEqual([
        'this node does not do its work; haproxy.service is left as it is',
        'status 1',
        'untouched',
        'haproxy.service runs what an upgrade has replaced; it is started again',
        'after haproxy.service was started again this node does not do its work',
        'status 1',
        'nginx goes on',
        '',
      ]);
    },
    120_000,
  );
});

test('it comes after the unattended upgrades, where they succeeded', () => {
  const drop = FILES.find(({ path }) => path.includes('apt-daily-upgrade.service.d'));
  expect(drop?.content).toBe('[Unit]\nOnSuccess=nospof-renew.service\n');
});
