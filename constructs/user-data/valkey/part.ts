import { NODE_FILES } from '../../../model/node-files';
import { healthCheck } from '../health';
import { CHECK_PORT } from '../local-proxy';
import { type ConfigFile, type MachinePart, SETUP_ORDER } from '../machine';
import { script } from '../script';
import { restartAlways, unit } from '../systemd';

/** Valkey's usual port, which is Redis's. */
export const VALKEY_PORT = 6379;

const ACCOUNTS = NODE_FILES.valkeyAccounts;
const PASSWORD = '/etc/nospof/secrets/valkey-nodes';
const CHECK = '/usr/local/sbin/nospof-keycheck';
const CHECK_UNIT = 'nospof-keycheck.service';
const SERVER = 'valkey-server.service';

export interface ValkeyProps {
  /** `sessions`: on the disk before they are acknowledged, and never put away; `cache`: in memory alone. */
  readonly keeps: 'sessions' | 'cache';
  /** Memory for items, MiB. */
  readonly memoryMiB: number;
  /** The private IPv4 address to answer on. */
  readonly listen: string;
  /** Names of the secrets of its accounts: of the application, and of what runs on the nodes themselves. */
  readonly secrets: { readonly site: string; readonly nodes: string };
}

/** One Valkey server, and the check by which the web nodes' proxies see whether it is worth their clients' wait. */
export function valkeyPart({ keeps, memoryMiB, listen, secrets }: ValkeyProps): MachinePart {
  const config: ConfigFile = { path: NODE_FILES.valkey, content: configuration({ keeps, memoryMiB, listen }) };
  const check: ConfigFile = {
    path: CHECK,
    content: script('valkey/check.py', { PORT: CHECK_PORT, SERVER_PORT: VALKEY_PORT, USER: 'nodes', PASSWORD }),
    mode: '0755',
  };
  const checkUnit = unit(CHECK_UNIT, {
    Unit: { After: 'network.target', StartLimitIntervalSec: 0 },
    // Back before a proxy has asked twice in vain.
    Service: { ExecStart: CHECK, User: 'valkey', Restart: 'always', RestartSec: '200ms' },
    Install: { WantedBy: 'multi-user.target' },
  });
  return {
    packages: ['valkey-server'],
    files: [
      config,
      check,
      checkUnit,
      restartAlways(SERVER),
      healthCheck('service', `curl -fsS -m 5 http://127.0.0.1:${CHECK_PORT}/room`),
    ],
    steps: [
      {
        order: SETUP_ORDER.secrets,
        name: 'valkey-accounts',
        script: script('valkey/accounts-step.sh', {
          SITE_SECRET: secrets.site,
          NODES_SECRET: secrets.nodes,
          NODES_PASSWORD: PASSWORD,
          ACCOUNTS,
          // What empties a cache is no harm to it.
          SITE_MAY: keeps === 'cache' ? ' +flushdb +flushall' : '',
        }),
      },
      {
        order: SETUP_ORDER.service,
        name: 'valkey',
        script: `serve ${SERVER} restart ${config.path} ${ACCOUNTS}
serve ${CHECK_UNIT} restart ${check.path} ${checkUnit.path} ${PASSWORD}
`,
      },
    ],
  };
}

function configuration({ keeps, memoryMiB, listen }: Omit<ValkeyProps, 'secrets'>): string {
  const sessions = keeps === 'sessions';
  return `bind ${listen} 127.0.0.1
port ${VALKEY_PORT}
protected-mode no
aclfile ${ACCOUNTS}
dir /var/lib/valkey
tcp-keepalive 60
maxmemory ${memoryMiB}mb
maxmemory-policy ${sessions ? 'noeviction' : 'allkeys-lfu'}
appendonly ${sessions ? 'yes' : 'no'}
appendfsync ${sessions ? 'always' : 'no'}
save ""
`;
}
