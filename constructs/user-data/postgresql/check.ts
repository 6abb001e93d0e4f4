import { CHECK_PORT } from '../local-proxy';
import { type ConfigFile, type MachinePart, SETUP_ORDER } from '../machine';
import { script } from '../script';
import { unit } from '../systemd';
import { CHECK_USER } from './settings';

const PROGRAM = '/usr/local/sbin/nospof-dbcheck';
const UNIT = 'nospof-dbcheck.service';

/** What the local proxies on web nodes ask, as MariaDB's check answers: from memory, after one look at the server every 300 ms. */
export function postgresqlCheckPart(): MachinePart {
  const program: ConfigFile = {
    path: PROGRAM,
    content: script('postgresql/check.py', { USER: CHECK_USER, PORT: CHECK_PORT }),
    mode: '0755',
  };
  const service = unit(UNIT, {
    Unit: { After: 'network.target', StartLimitIntervalSec: 0 },
    // Back before a proxy has asked twice in vain.
    Service: { ExecStart: PROGRAM, User: CHECK_USER, Restart: 'always', RestartSec: '200ms' },
    Install: { WantedBy: 'multi-user.target' },
  });
  return {
    packages: ['python3-psycopg'],
    files: [program, service],
    steps: [
      {
        order: SETUP_ORDER.database - 5,
        name: 'dbcheck',
        script: `id -u ${CHECK_USER} >/dev/null 2>&1 || useradd -r -d /nonexistent -s /usr/sbin/nologin ${CHECK_USER}
serve ${UNIT} restart ${PROGRAM} ${service.path}
`,
      },
    ],
  };
}
