import { vcl } from '../../../../constructs/user-data/varnish';
import { varnishPart } from '../../../../constructs/user-data/varnish/part';
import { needs } from '../../../helpers/programs';
import { runInScratchRoot, scratchRoot } from '../../../helpers/scratch-root';

const backends = [2, 3].map((last) => ({
  name: `web_${last}`,
  host: `127.0.0.${last}`,
  port: 8080,
  zone: 'eu-central-1a',
}));
const props = { memoryMiB: 64, backends, sessionCookies: ['sessionid'] };
const WATCH = '/usr/local/sbin/nospof-lost-backends';

/** A web node on each address. The first takes for ever over its page, and the other answers it at once. */
const SERVERS = `import http.server, socketserver, threading, time
class Node(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path != "/health" and self.server.server_address[0] == "127.0.0.2":
            open("/run/begun", "w").close()
            time.sleep(60)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"the other one")
    def log_message(self, *_): pass
class Server(socketserver.ThreadingMixIn, http.server.HTTPServer): daemon_threads = True
for host in ("127.0.0.2", "127.0.0.3"):
    threading.Thread(target=Server((host, 8080), Node).serve_forever).start()
`;

needs(
  'varnishd',
  'cc',
  'nft',
  'ss',
  'curl',
  'python3',
  scratchRoot,
)(
  'a web node that dies without a word while a request waits for it costs seconds, not the time of the slowest page',
  async () => {
    const part = varnishPart(props);
    const watch = part.files?.find(({ path }) => path === WATCH)?.content ?? '';
    const [outcome] = await runInScratchRoot({
      files: [
        { path: WATCH, content: watch, mode: '0755' },
        { path: '/etc/varnish/default.vcl', content: vcl(props), mode: '0644' },
        { path: '/srv/servers.py', content: SERVERS, mode: '0644' },
      ],
      commands: [
        `python3 /srv/servers.py >/dev/null 2>&1 &
mkdir -p /run/v && varnishd -j none -n /run/v -F -a 127.0.0.1:6081 -f /etc/varnish/default.vcl -s malloc,32M >/dev/null 2>&1 &
${WATCH} >/dev/null 2>&1 &
for _ in {1..100}; do curl -fs -o /dev/null http://127.0.0.1:6081/health && break; sleep 0.2; done
sleep 2
for n in 1 2 3 4; do curl -sS -m 40 -o /run/page-$n -w '%{http_code} %{time_total}\\n' http://127.0.0.1:6081/page-$n >/run/said-$n & requests+=($!); done
for _ in {1..100}; do [ -e /run/begun ] && break; sleep 0.1; done
nft add table ip lost
nft 'add chain ip lost out { type filter hook output priority 0; }'
nft add rule ip lost out ip daddr 127.0.0.2 drop
nft add rule ip lost out ip saddr 127.0.0.2 drop
wait "\${requests[@]}"
cat /run/said-*; cat /run/page-*`,
      ],
    });
    const said = outcome?.stdout ?? '';
    const times = [...said.matchAll(/^(200|503) ([\d.]+)$/gm)].map(([, , seconds]) => Number(seconds));
    expect(times).toHaveLength(4);
    // 70 s without what watches; a busy machine takes longer than the 4 s of a quiet one.
    expect(Math.max(...times)).toBeLessThan(25);
    expect(Math.max(...times)).toBeGreaterThan(1);
  },
  120_000,
);
