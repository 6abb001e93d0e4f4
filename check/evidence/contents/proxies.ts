import type { Requirement } from './requirement';

const HAPROXY = /^\/etc\/haproxy\/haproxy\.cfg$/;
const KEEPALIVED = /^\/etc\/keepalived\/keepalived\.conf$/;
const VARNISH = /^\/etc\/varnish\/default\.vcl$/;

/** What stands between visitors and the application: haproxy, keepalived, Varnish. */
export const PROXIES: readonly Requirement[] = [
  { path: HAPROXY, says: /^defaults\b[\s\S]*?^\s+mode (http|tcp)$/m, lookedFor: 'a mode for all that is proxied' },
  {
    path: HAPROXY,
    says: /^\s+timeout connect \d+(ms|s)?$/m,
    lookedFor: 'timeout connect, without which a dead server holds each caller',
  },
  {
    path: HAPROXY,
    says: /^\s+timeout client \d/m,
    lookedFor: 'timeout client, without which haproxy keeps callers for ever',
  },
  {
    path: HAPROXY,
    says: /^\s+timeout server \d/m,
    lookedFor: 'timeout server, without which a silent server holds its callers',
  },
  {
    path: HAPROXY,
    says: /^\s+option redispatch\b/m,
    lookedFor: 'option redispatch, by which a request goes to another server',
  },
  {
    path: HAPROXY,
    says: /^\s+stats socket \/run\/haproxy\/admin\.sock\b/m,
    lookedFor: 'the socket that operators and scripts ask (stats socket)',
  },
  { path: HAPROXY, says: /^\s+user haproxy$/m, lookedFor: 'user haproxy' },
  { path: HAPROXY, says: /^\s+group haproxy$/m, lookedFor: 'group haproxy' },
  { path: HAPROXY, where: /^frontend site$/m, says: /^\s+bind :80$/m, lookedFor: 'a bind to the port of HTTP' },
  {
    path: HAPROXY,
    where: /^frontend site$/m,
    says: /^\s+bind :443 ssl crt \/etc\/haproxy\/tls\/site\.pem\b/m,
    lookedFor: 'a bind to the port of HTTPS, with the certificate that its scripts keep',
  },
  {
    path: HAPROXY,
    where: /^frontend site$/m,
    says: /^\s+monitor fail if \{ nbsrv\(\S+\) eq 0 \}$/m,
    lookedFor: 'a monitor that fails without servers',
  },
  {
    path: HAPROXY,
    where: /^frontend site$/m,
    says: /^\s+retry-on conn-failure\b/m,
    lookedFor: 'a second try where a server did not answer (retry-on)',
  },
  {
    path: HAPROXY,
    where: /^frontend site$/m,
    says: /^\s+http-request set-header X-Forwarded-For %\[src\]$/m,
    lookedFor: "the visitor's address for the application (X-Forwarded-For)",
  },
  {
    path: HAPROXY,
    where: /^frontend site$/m,
    says: /^\s+http-request set-header X-Forwarded-Proto %\[ssl_fc,iif\(https,http\)\]$/m,
    lookedFor: "the visitor's scheme for the application (X-Forwarded-Proto)",
  },
  {
    path: HAPROXY,
    where: /^frontend local$/m,
    says: /^frontend local\n(?:\s.*\n)*?\s+bind 127\.0\.0\.1:8404$/m,
    lookedFor: 'the page of its own state, which keepalived and alarms ask (127.0.0.1:8404)',
  },
  {
    path: HAPROXY,
    where: /^frontend local$/m,
    says: /^frontend local\n(?:\s.*\n)*?\s+monitor-uri \/nospof\/alive$/m,
    lookedFor: 'the page by which keepalived knows that it works (/nospof/alive)',
  },
  {
    path: HAPROXY,
    where: /^frontend local$/m,
    says: /^\s+stats enable$/m,
    lookedFor: 'stats enable, which alarms ask',
  },
  { path: HAPROXY, where: /^frontend local$/m, says: /^\s+stats uri \/$/m, lookedFor: 'stats uri /, which alarms ask' },
  {
    path: HAPROXY,
    where: /^backend pagecache$/m,
    says: /^\s+option allbackups$/m,
    lookedFor: 'all web nodes at once where no page cache is left (option allbackups)',
  },

  {
    path: KEEPALIVED,
    says: /^\s+vrrp_notify_fifo \/run\/nospof-vrrp$/m,
    lookedFor: 'the pipe by which the failover agent hears of an election',
  },
  { path: KEEPALIVED, says: /^\s+script_user root$/m, lookedFor: 'script_user root, without which no check runs' },
  { path: KEEPALIVED, says: /^\s+enable_script_security$/m, lookedFor: 'enable_script_security' },
  { path: KEEPALIVED, says: /^\s+vrrp_version 3$/m, lookedFor: 'vrrp_version 3, which takes intervals below a second' },
  { path: KEEPALIVED, says: /^\s+interface \S+$/m, lookedFor: 'an interface' },
  { path: KEEPALIVED, says: /^\s+interface ens5$/m, lookedFor: 'the interface that a setup step replaces (ens5)' },
  { path: KEEPALIVED, says: /^\s+state BACKUP$/m, lookedFor: 'state BACKUP, with which a node waits for the election' },
  {
    path: KEEPALIVED,
    says: /^\s+nopreempt$/m,
    lookedFor: 'nopreempt, without which a node that comes back takes the address again',
  },
  { path: KEEPALIVED, says: /^\s+virtual_router_id \d+$/m, lookedFor: 'virtual_router_id' },
  { path: KEEPALIVED, says: /^\s+priority \d+$/m, lookedFor: 'a priority' },
  {
    path: KEEPALIVED,
    says: /^\s+advert_int (0\.\d+|[1-5])$/m,
    lookedFor: 'word of a living master every few seconds (advert_int)',
  },
  {
    path: KEEPALIVED,
    says: /^\s+virtual_ipaddress \{\n\s+\d+\.\d+\.\d+\.\d+\/32 dev lo$/m,
    lookedFor: 'an address to elect for, on lo',
  },
  {
    path: KEEPALIVED,
    says: /^\s+script \/usr\/local\/sbin\/nospof-balancer-alive$/m,
    lookedFor: 'the check whether haproxy has anybody to pass visitors to',
  },
  { path: KEEPALIVED, says: /^\s+interval [1-5]$/m, lookedFor: 'a check every few seconds (interval)' },
  { path: KEEPALIVED, says: /^\s+timeout [1-5]$/m, lookedFor: 'a check that ends by itself (timeout)' },
  { path: KEEPALIVED, says: /^\s+fall [1-5]$/m, lookedFor: 'a node that steps down after some failed checks (fall)' },
  { path: KEEPALIVED, says: /^\s+rise [1-9]$/m, lookedFor: 'a node that is well after some good checks (rise)' },
  {
    path: KEEPALIVED,
    says: /^\s+init_fail$/m,
    lookedFor: 'init_fail, without which a node is master before it was asked',
  },

  { path: VARNISH, says: /^vcl 4\.[01];$/m, lookedFor: 'the version of its language (vcl 4.1)' },
  { path: VARNISH, where: /\bdirectors\./, says: /^import directors;$/m, lookedFor: 'import directors' },
  { path: VARNISH, where: /\bstd\./, says: /^import std;$/m, lookedFor: 'import std' },
  { path: VARNISH, where: /\bcookie\./, says: /^import cookie;$/m, lookedFor: 'import cookie' },
  {
    path: VARNISH,
    where: /\.add_backend\(/,
    says: /^\s*new \w+ = directors\.(round_robin|random|fallback|shard|hash)\(\);$/m,
    lookedFor: 'a director that chooses among backends',
  },
  {
    path: VARNISH,
    says: /^\s*set req\.backend_hint = \w+\.backend\(\);$/m,
    lookedFor: 'requests given to the director (req.backend_hint)',
  },
  {
    path: VARNISH,
    says: /^probe \w+ \{(?=[\s\S]*?^\})[\s\S]*?\.url = "\/\S*";/m,
    lookedFor: 'a probe that asks for a page',
  },
  { path: VARNISH, says: /\.interval = (\d00ms|[1-5]s);/, lookedFor: 'a probe every few seconds (.interval)' },
  { path: VARNISH, says: /\.timeout = ([1-9]\d\dms|[1-5]s);/, lookedFor: 'a probe that ends by itself (.timeout)' },
  { path: VARNISH, says: /\.window = [1-9];/, lookedFor: 'a window of few probes (.window)' },
  { path: VARNISH, says: /\.threshold = [1-9];/, lookedFor: 'a threshold of few probes (.threshold)' },
  { path: VARNISH, says: /\.initial = [0-9];/, lookedFor: 'backends that are well at the start (.initial)' },
  {
    path: VARNISH,
    where: /esi_level|ESI/,
    says: /^\s*set beresp\.do_esi = true;$/m,
    lookedFor: 'parts of pages put together (do_esi)',
  },
  {
    path: VARNISH,
    says: /^\s*set beresp\.grace = \d+s;$/m,
    lookedFor: 'pages that are kept while no backend answers (beresp.grace)',
  },
  {
    path: VARNISH,
    says: /return \(synth\(200, "ok"\)\);/,
    lookedFor: 'a page that it answers by itself, with status 200',
  },
  {
    path: VARNISH,
    says: /if \(bereq\.retries < \d+ &&[^\n]*\{\n\s*return \(retry\);/,
    lookedFor: 'a second try at another backend (retry)',
  },
  {
    path: VARNISH,
    where: /"PURGE"/,
    says: /if \(client\.ip !~ \w+\) \{\n\s*return \(synth\(40\d/,
    lookedFor: 'purges from web nodes alone',
  },
  { path: VARNISH, where: /"PURGE"/, says: /^\s*return \(purge\);$/m, lookedFor: 'what purges a page' },
];
