import { databaseSections } from '../../../../constructs/user-data/database-proxy';
import { localProxyPart } from '../../../../constructs/user-data/local-proxy';
import { needs } from '../../../helpers/programs';
import { runInScratchRoot, scratchRoot } from '../../../helpers/scratch-root';
import { node, rendered } from './nodes';

/*
 * Sessions of an application with a database whose machine dies without a word, by the rendered configuration of the local
 * proxy, a real haproxy, and a database that says hello, echoes and passes its checks, on a machine of its own.
 */

const SERVER = `import http.server, socket, threading
class Check(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *args): pass
threading.Thread(target=http.server.ThreadingHTTPServer(('', 9200), Check).serve_forever, daemon=True).start()
def session(one):
    one.sendall(b'hello')
    while data := one.recv(100): one.sendall(data)
listener = socket.create_server(('', 3306))
while True: threading.Thread(target=session, args=(listener.accept()[0],), daemon=True).start()
`;

/** Waits until the machine is dead, asks where it is told to, and says when the session has ended. */
const CLIENT = `import os, socket, sys, time
name, asks = sys.argv[1:]
while True:
    try:
        one = socket.create_connection(('127.0.0.1', 3308))
        if one.recv(5) == b'hello': break
    except OSError: pass
    time.sleep(0.2)
open('/run/has-' + name, 'w').close()
while not os.path.exists('/run/happened'): time.sleep(0.1)
begin = time.monotonic()
try:
    if asks == 'asks': one.sendall(b'query')
    while one.recv(100): begin = time.monotonic() if asks == 'lives' else begin
except OSError: pass
open('/run/ended-' + name, 'w').write(str(round(time.monotonic() - begin)))
`;

const PRELUDE = `mkdir -p /run/haproxy
unshare --net sleep 600 & far=$!
until [ "$(readlink /proc/$far/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.1; done
ip link add near type veth peer name far netns $far
ip address add 10.20.1.1/24 dev near; ip link set near up
nsenter -t $far -n sh -c 'ip link set lo up; ip address add 10.20.1.10/24 dev far; ip link set far up'
# Its address is known, so that nothing but silence comes from it later.
ip neighbour replace 10.20.1.10 lladdr "$(nsenter -t $far -n ip -o link show far | sed 's/.*ether //; s/ .*//')" dev near nud permanent
nsenter -t $far -n python3 /server.py & true
haproxy -W -D -p /run/haproxy.pid -f /etc/haproxy/haproxy.cfg 2>/dev/null
session() { python3 /client.py $1 $2 & until [ -e /run/has-$1 ]; do sleep 0.1; done; }
workers() { pgrep -c -P "$(cat /run/haproxy.pid)"; }
reload() { kill -USR2 "$(cat /run/haproxy.pid)"; until [ "$(workers)" = 2 ]; do sleep 0.1; done; }
# Its link stays up, and nobody answers.
dies() { nsenter -t $far -n ip address flush dev far; touch /run/happened; }
ended() { for name; do until [ -e /run/ended-$name ]; do sleep 0.2; done; echo "$name $(cat /run/ended-$name)"; done; }
`;

/** Seconds until each session had ended, by name. */
async function sessions(script: string, edit = (text: string) => text): Promise<Readonly<Record<string, number>>> {
  const part = localProxyPart(
    databaseSections({ protocol: 'mysql', writers: [node(1)], readers: [node(1)], mode: 'primary-replica' }),
  );
  const files = [
    ...rendered(part).map((file) => ({ ...file, content: edit(file.content) })),
    { path: '/server.py', content: SERVER, mode: '0644' },
    { path: '/client.py', content: CLIENT, mode: '0644' },
  ];
  const [outcome] = await runInScratchRoot({ files, commands: [`${PRELUDE}${script}`] });
  const lines = (outcome?.stdout ?? '')
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  return Object.fromEntries(lines.map(([name = '', seconds]) => [name, Number(seconds)]));
}

const itRuns = needs('haproxy', 'python3', 'pgrep', scratchRoot);

/** What checks do not end ends by then; the process that was reloaded away would have ten minutes. */
const LIMIT_S = 120;

itRuns('sessions end when the checks of their database fail', async () => {
  const ended = await sessions('session idle idles; session asking asks; dies; ended idle asking');
  expect(Object.keys(ended)).toEqual(['idle', 'asking']);
  for (const seconds of Object.values(ended)) expect(seconds).toBeLessThan(LIMIT_S);
});

itRuns('sessions of a process that was reloaded away, which checks nobody, end as well', async () => {
  const ended = await sessions('session idle idles; session asking asks; reload; dies; ended idle asking');
  expect(Object.keys(ended)).toEqual(['idle', 'asking']);
  for (const seconds of Object.values(ended)) expect(seconds).toBeLessThan(LIMIT_S);
});

itRuns('a session does not outlive the process by more than its time, whoever it is with', async () => {
  // Ten minutes are three seconds here.
  const ended = await sessions('session living lives; reload; touch /run/happened; ended living', (text) =>
    text.replace('hard-stop-after 10m', 'hard-stop-after 3s'),
  );
  expect(ended).toEqual({ living: expect.any(Number) });
});
