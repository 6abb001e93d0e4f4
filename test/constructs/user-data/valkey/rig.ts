import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { localProxyPart } from '../../../../constructs/user-data/local-proxy';
import type { Endpoint } from '../../../../constructs/user-data/machine';
import { keySections, type ValkeyProps, valkeyPart } from '../../../../constructs/user-data/valkey';
import { SCRIPTS } from '../../../../model/embedded';
import type { RenderedFile } from '../../../helpers/machine';
import { PROJECT } from '../../../helpers/synthesized';
import { rendered } from '../mysql/nodes';

/*
 * Valkey's nodes, each in a network of its own, and a web node with the local proxy and the sample site in both languages, as
 * they are rendered, with the daemons of the release.
 */

export const SECRETS = { site: 'sessions/valkey', nodes: 'sessions/valkey-nodes' };

export const NODES: readonly Endpoint[] = [1, 2, 3].map((number) => ({
  name: `sessions-${number}`,
  host: `10.20.1.${9 + number}`,
  port: 6379,
  zone: `eu-central-1${'abc'.charAt(number - 1)}`,
}));

function below(folder: string): RenderedFile[] {
  return readdirSync(join(PROJECT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('__pycache__'))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path: `/project/${path.slice(PROJECT.length + 1)}`, content: readFileSync(path, 'utf8'), mode: '0644' };
    });
}

const SITE = {
  site: 'shop',
  node: 'web-1',
  secretFile: '/key',
  redis: { user: 'site', passwordFile: '/password' },
  sessions: { redis: ['127.0.0.1:6379'] },
};

/** Functions of the setup steps, with secrets that are made of their names. */
const LIBRARY = `${SCRIPTS['base/lib.sh'].replaceAll(/__\w+__/g, '1')}
secret_create() { secret "$1"; }
secret() { echo "secret-of-\${1//\\//-}"; }
`;

/** All files of the nodes and of the web node; those of node 2 and further below `/node-N`. */
export function rigFiles(props: Omit<ValkeyProps, 'listen' | 'secrets'>, nodes: readonly Endpoint[]): RenderedFile[] {
  const machines = nodes.map(({ host }) => valkeyPart({ ...props, listen: host, secrets: SECRETS }));
  return [
    ...machines.flatMap((part, index) => [
      ...rendered(part).map((file) => ({ ...file, path: `/node-${index + 1}${file.path}` })),
      ...(part.steps ?? []).map((step) => ({
        path: `/node-${index + 1}/steps/${step.name}`,
        content: step.script,
        mode: '0644',
      })),
    ]),
    ...rendered(localProxyPart(keySections(nodes))),
    ...below('site'),
    ...below('test/site').filter(({ path }) => path.endsWith('.py')),
    { path: '/etc/nospof/node.env', content: 'NOSPOF_REGION=eu-central-1\nNOSPOF_SITE=shop\n', mode: '0644' },
    { path: '/lib.sh', content: LIBRARY, mode: '0644' },
    { path: '/site.json', content: JSON.stringify(SITE), mode: '0644' },
    { path: '/key', content: 'a key for cookies', mode: '0644' },
    { path: '/password', content: `secret-of-${SECRETS.site.replace('/', '-')}`, mode: '0644' },
    { path: '/rig.sh', content: RIG, mode: '0644' },
  ];
}

/**
 * Each node is a network namespace with mounts of its own, so that its files lie at their own paths. Shell functions:
 * `node N COMMAND`, `serve N` and `crash N`, and what visitors do.
 */
const RIG = `set -e
mkdir -p /run/haproxy /run/nodes
ip link add switch type bridge; ip address add 10.20.1.1/24 dev switch; ip link set switch up
boot() { # N: a node, with nothing running
  local n=$1 at=/node-$1
  unshare --net --mount sh -c "
    mkdir -p $at/etc/nospof $at/run $at/var/lib/valkey
    mount --bind $at/etc/valkey /etc/valkey
    mount --bind $at/etc/nospof /etc/nospof
    mount --bind $at/usr/local/sbin /usr/local/sbin
    mount --bind $at/var/lib/valkey /var/lib/valkey
    mount --bind $at/run /run
    mkdir -p /run/valkey /run/sentinel; chown valkey /run/valkey /run/sentinel /var/lib/valkey; chown root:valkey /etc/valkey; chmod 0770 /etc/valkey
    ip link set lo up; touch /run/booted; exec sleep 3000" &
  echo $! > /run/nodes/$n
  until [ -e $at/run/booted ]; do sleep 0.05; done
  ip link add port-$n type veth peer name ens5 netns $(cat /run/nodes/$n)
  ip link set port-$n master switch up
  node $n sh -c "ip address add 10.20.1.$((9 + n))/24 dev ens5; ip link set ens5 up"
}
node() { local n=$1; shift; nsenter -t $(cat /run/nodes/$n) -n -m -r -w "$@"; }
steps() { # N: its accounts, as its setup makes them
  cp /etc/nospof/node.env /lib.sh /node-$1/etc/nospof/
  node $1 bash -c '. /etc/nospof/lib.sh; . /node-'$1'/steps/valkey-accounts'
}
as_valkey() { local n=$1; shift; node $n setpriv --reuid valkey --regid valkey --clear-groups "$@"; }
start() { # N: what its units run
  as_valkey $1 valkey-server /etc/valkey/valkey.conf --daemonize no >> /log-$1 2>&1 &
  [ -e /run/nodes/check-$1 ] || { touch /run/nodes/check-$1; as_valkey $1 /usr/local/sbin/nospof-keycheck >> /log-$1 2>&1 & }
}
crash() { pkill -9 -f "valkey-server 10.20.1.$((9 + $1)):"; }
asks() { node $1 curl -s -o /dev/null -w '%{http_code}' -m 3 http://127.0.0.1:9200/$2; }
until_says() { # N PATH CODE
  local _; for _ in $(seq 300); do [ "$(asks $1 $2)" = $3 ] && return; sleep 0.1; done; echo "node $1 does not say $3 of $2" >&2; return 1
}
as_site() { local n=$1; shift; node $n valkey-cli --no-auth-warning --user site -a $(cat /password) "$@"; }
proxy() { haproxy -W -D -p /run/haproxy.pid -f /etc/haproxy/haproxy.cfg 2>/dev/null; }
sites() {
  export NOSPOF_SITE_FILE=/site.json
  PYTHONDONTWRITEBYTECODE=1 python3 /project/test/site/serve_wsgi.py 8001 >/log-wsgi 2>&1 &
  PHP_CLI_SERVER_WORKERS=4 php -S 127.0.0.1:8002 /project/site/php/index.php >/log-php 2>&1 &
  local port; for port in 8001 8002; do until curl -sf -o /dev/null http://127.0.0.1:$port/health; do sleep 0.1; done; done
}
visit() { # PORT VISITOR: count one visit more, and print the count, or the status where there is none
  local code; code=$(curl -s -m 20 -o /answer-$1-$2 -w '%{http_code}' -b /jar-$1-$2 -c /jar-$1-$2 -X POST http://127.0.0.1:$1/session)
  [ "$code" = 200 ] && jq .visits /answer-$1-$2 || echo "status $code"
}
`;
