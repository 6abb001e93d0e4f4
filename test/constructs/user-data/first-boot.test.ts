import { parse } from 'yaml';
import { basePart } from '../../../constructs/user-data/base';
import { cloudConfig } from '../../../constructs/user-data/cloud-config';
import { BOOTED_SYSTEM, BootedSystem } from '../../helpers/booted-system';
import { needs } from '../../helpers/programs';

const part = basePart({ site: 'shop', tier: 'db', number: 1, region: 'eu-central-1', os: 'debian-12' });
const [RUN = ''] = parse(cloudConfig('db-1', [part])).runcmd;

/** A step that a first boot cannot wait for: it fails until it has been tried three times. */
const STEP = `echo x >> /tries
[ "$(wc -l < /tries)" -ge 3 ]
`;

const FILES = [
  ...(part.files ?? []).map(({ path, content, mode = '0644' }) => ({ path, content, mode })),
  // What the node asks of others is here.
  {
    path: '/usr/local/lib/nospof/lib.sh',
    mode: '0644',
    content: `set -euo pipefail
NOSPOF_NODE=db-1
imds() { printf '#cloud-config\\nhostname: db-1\\npackages: []\\nwrite_files: []\\n'; }
site_object() { printf '#cloud-config\\npackages: []\\nwrite_files: []\\n' > "$2"; }
`,
  },
  { path: '/usr/local/lib/nospof/setup.d/50-database', mode: '0644', content: STEP },
  // cloud-init's last unit, as far as it runs the commands of the user data.
  { path: '/boot-commands', mode: '0755', content: `#!/bin/sh\n[ -e /begins ] || exit 0\n${RUN}\n` },
  {
    // In place of what the drill's image has it run.
    path: '/etc/systemd/system/cloud-final.service.d/90-nospof-drill.conf',
    mode: '0644',
    content: '[Service]\nExecStart=\nExecStart=/boot-commands\n',
  },
  { path: '/usr/local/sbin/apt-get', mode: '0755', content: '#!/bin/sh\n' },
];

describe('a first boot', () => {
  let system: BootedSystem | undefined;
  afterEach(() => system?.end(), 60_000);

  needs(...BOOTED_SYSTEM)(
    'that waits for longer than its time-outs is gone on with, and no unit is left failed for it',
    async () => {
      system = await BootedSystem.boot(FILES);
      const { stdout } = await system.run(`touch /begins; systemctl restart cloud-final; systemctl is-active cloud-final
for _ in {1..180}; do [ ! -e /var/lib/nospof/complete ] || break; sleep 1; done
ls /var/lib/nospof/complete
wc -l < /tries
for _ in {1..60}; do [ "$(systemctl show -p ActiveState --value nospof-follow)" = inactive ] || break; sleep 1; done
systemctl is-failed cloud-final nospof-follow`);
      expect(stdout.split('\n')).toEqual([
        ...['active', '/var/lib/nospof/complete', '3', 'active'],
        // It runs each minute, and may be running now.
        expect.stringMatching(/^(inactive|activating)$/),
        '',
      ]);
    },
    400_000,
  );
});
