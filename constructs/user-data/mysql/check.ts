import { CHECK_PORT } from '../local-proxy';
import { type ConfigFile, type MachinePart, SETUP_ORDER } from '../machine';
import { script } from '../script';
import { unit } from '../systemd';
import { GALERA_STATE } from './galera-start';
import { STALLED } from './stall';

/** The operating system's user as which the check runs; the database knows it by its socket, without a password. */
const CHECK_USER = 'dbcheck';

/** SQL that lets the check look, and nothing more. */
export const CHECK_SQL = `CREATE USER IF NOT EXISTS ${CHECK_USER}@localhost IDENTIFIED VIA unix_socket;
GRANT SLAVE MONITOR ON *.* TO ${CHECK_USER}@localhost;
`;

/** How the database is replicated, which decides what healthy means. */
export type DbCheckProps =
  /** `acknowledged`: the primary needs a replica's acknowledgement for each commit; `replicated`: it does not, or has none. */
  | { readonly kind: 'acknowledged' | 'replicated' }
  /** A cluster takes writes where a majority of all its nodes is together; `nodes`: how many they are, whether or not they are up. */
  | { readonly kind: 'galera'; readonly nodes: number };

/** The daemon's program, and the unit that runs it. */
const PROGRAM = '/usr/local/sbin/nospof-dbcheck';
export const CHECK_UNIT = 'nospof-dbcheck.service';

/**
 * `GET /write` answers 200 where writes are accepted, `GET /read` where reads are; else 503. The local proxies on the web
 * nodes ask it once or twice a second each, so it answers from memory: one look at the server every 300 ms serves them all,
 * however many they are. A process for each question would cost a small machine more than its queries do.
 */
export function dbCheckPart(props: DbCheckProps): MachinePart {
  const program: ConfigFile = {
    path: PROGRAM,
    content: script('mysql/check.py', {
      LOOK: `\n${script(props.kind === 'galera' ? 'mysql/check-galera.py' : 'mysql/check-replicas.py').trimEnd()}`,
      GALERA_STATE,
      STALLED,
      USER: CHECK_USER,
      PORT: CHECK_PORT,
    }),
    mode: '0755',
  };
  const as = props.kind === 'galera' ? `galera ${props.nodes}` : props.kind;
  const service = unit(CHECK_UNIT, {
    Unit: { After: 'network.target', StartLimitIntervalSec: 0 },
    // Back before a proxy has asked twice in vain.
    Service: { ExecStart: `${PROGRAM} ${as}`, User: CHECK_USER, Restart: 'always', RestartSec: '200ms' },
    Install: { WantedBy: 'multi-user.target' },
  });
  return {
    packages: ['python3-pymysql'],
    files: [program, service],
    steps: [
      {
        order: SETUP_ORDER.database - 5,
        name: 'dbcheck',
        script: `id -u ${CHECK_USER} >/dev/null 2>&1 || useradd -r -d /nonexistent -s /usr/sbin/nologin ${CHECK_USER}
serve ${CHECK_UNIT} restart ${PROGRAM} ${service.path}
`,
      },
    ],
  };
}
