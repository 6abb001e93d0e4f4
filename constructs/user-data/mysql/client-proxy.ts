import { NODE_FILES } from '../../../model/node-files';
import { type Endpoint, type MachinePart, SETUP_ORDER } from '../machine';
import { RENEW_HAPROXY } from '../renew';
import { CHECK_PORT } from './check';

/**
 * Where programs on a web node find the database: the local proxy, on every web node alike. Not on 3306, where the
 * database of a single server listens until its data has moved.
 */
export const DATABASE_PROXY = {
  write: { host: '127.0.0.1', port: 3308 },
  read: { host: '127.0.0.1', port: 3307 },
} as const;

/** How writes are spread over the database nodes. */
export type WriteMode =
  /** One primary, found by asking every node. */
  | 'primary-replica'
  /** Galera: the first writer takes all, the others wait in their order. */
  | 'hot-warm'
  /** Galera: every node takes writes. */
  | 'hot-hot';

/** The database as a web node sees it. */
export interface DatabaseProxyProps {
  /** Nodes that accept writes or may come to; in a primary-replica database, all. */
  readonly writers: readonly Endpoint[];
  /** Nodes that may serve reads. */
  readonly readers: readonly Endpoint[];
  readonly mode: WriteMode;
}

/**
 * The local haproxy of a web node: the application always talks to `DATABASE_PROXY`, and who is primary is found by the
 * checks. Sessions with a node that fails are cut at once, and when nobody is left, clients are turned away at once: those
 * that wait for a dead machine would hold the web server's workers, and with them what needs no database.
 */
export function databaseProxyPart(props: DatabaseProxyProps): MachinePart {
  return {
    packages: ['haproxy'],
    files: [{ path: NODE_FILES.haproxy, content: configuration(props) }, RENEW_HAPROXY],
    steps: [
      {
        order: SETUP_ORDER.database,
        name: 'database-proxy',
        script: `haproxy -c -q -f /etc/haproxy/haproxy.cfg
serve haproxy reload /etc/haproxy/haproxy.cfg
`,
      },
    ],
  };
}

function configuration({ writers, readers, mode }: DatabaseProxyProps): string {
  const sections = [
    [
      'global',
      'log /dev/log local0',
      'user haproxy',
      'group haproxy',
      'stats socket /run/haproxy/admin.sock mode 660',
      // A process that was reloaded away checks nobody: what is left of its sessions may lead to who is no longer primary.
      'hard-stop-after 10m',
    ],
    [
      'defaults',
      'mode tcp',
      'log global',
      'option dontlog-normal',
      // An idle pooled connection is closed by the database (wait_timeout, 8 h) first.
      'timeout client 9h',
      'timeout server 9h',
      'timeout connect 2s',
      'timeout check 3s',
      'option clitcpka',
      'option srvtcpka',
      // Without checks of its own, as after a reload, a session with a dead machine ends by these: idle, or while it waits to be heard.
      'srvtcpka-idle 10s',
      'srvtcpka-intvl 5s',
      'srvtcpka-cnt 3',
      'retries 3',
      'option redispatch 1',
      `default-server check port ${CHECK_PORT} inter 1s fastinter 500ms fall 2 rise 2 on-marked-down shutdown-sessions`,
    ],
    [
      'listen write',
      `bind ${DATABASE_PROXY.write.host}:${DATABASE_PROXY.write.port}`,
      'option httpchk GET /write',
      ...(mode === 'hot-hot' ? ['balance leastconn'] : []),
      ...writers.map((node, index) => `${server(node)}${mode === 'hot-warm' ? warm(index) : ''}`),
    ],
    [
      'listen read',
      `bind ${DATABASE_PROXY.read.host}:${DATABASE_PROXY.read.port}`,
      'option httpchk GET /read',
      'balance roundrobin',
      ...readers.map(server),
      // Reads go to whoever takes writes when no reader is left.
      ...writers.map(
        (node) =>
          `server ${node.name}-write ${node.host}:${node.port} ${UNHEARD} no-check backup track write/${node.name}`,
      ),
    ],
  ];
  return `${sections.map((lines) => lines.join('\n  ')).join('\n\n')}\n`;
}

/** How long what was sent may be unheard of. On each line: what `default-server` says of it haproxy 2.6 gives to no server. */
const UNHEARD = 'tcp-ut 25s';

function server({ name, host, port }: Endpoint): string {
  return `server ${name} ${host}:${port} ${UNHEARD}`;
}

/** When the first writer is back, the others' sessions are cut: two writers at a time would mean rows in conflict. */
function warm(index: number): string {
  return index === 0 ? ' on-marked-up shutdown-backup-sessions' : ' backup';
}
