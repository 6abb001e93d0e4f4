import { NODE_FILES } from '../../model/node-files';
import { type Endpoint, type MachinePart, SETUP_ORDER } from './machine';
import { RENEW_HAPROXY } from './renew';

/** TCP port of the HTTP check by which nodes of every proxied service say what they do. */
export const CHECK_PORT = 9200;

/** A section of the local proxy's configuration: what it begins with, and its lines. */
export type ProxySection = readonly [head: string, ...lines: readonly string[]];

/**
 * The local haproxy of a web node: the application talks to fixed local ports, and who of a service's nodes does the work is
 * found by the checks. Sessions with a node that fails are cut at once, and when nobody is left, clients are turned away at
 * once: those that wait for a dead machine would hold the web server's workers, and with them what needs no such service.
 * @param services sections of all services that the node reaches through it
 */
export function localProxyPart(services: readonly ProxySection[]): MachinePart {
  return {
    packages: ['haproxy'],
    files: [{ path: NODE_FILES.haproxy, content: configuration(services) }, RENEW_HAPROXY],
    steps: [
      {
        order: SETUP_ORDER.database,
        // Its name on nodes that stand, from when a database was all that was reached by it.
        name: 'database-proxy',
        script: `haproxy -c -q -f /etc/haproxy/haproxy.cfg
serve haproxy reload /etc/haproxy/haproxy.cfg
`,
      },
    ],
  };
}

const GENERAL: readonly ProxySection[] = [
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
    // An idle pooled connection to MariaDB is closed by the database (wait_timeout, 8 h) first.
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
];

function configuration(services: readonly ProxySection[]): string {
  return `${[...GENERAL, ...services].map((lines) => lines.join('\n  ')).join('\n\n')}\n`;
}

/** How long what was sent may be unheard of. On each line: what `default-server` says of it haproxy 2.6 gives to no server. */
export const UNHEARD = 'tcp-ut 25s';

export function proxiedServer({ name, host, port }: Endpoint): string {
  return `server ${name} ${host}:${port} ${UNHEARD}`;
}
