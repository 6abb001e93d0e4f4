import { ANSWER_WITHIN_S, TRY_AGAIN_WITHIN_S } from '../hops';
import type { Endpoint } from '../machine';
import { escapeRegex } from '../regex';
import type { VarnishProps } from './props';

/** Files whose content does not depend on who asks. */
const STATIC = 'avif|css|gif|ico|jpe?g|js|map|mjs|mp4|png|svg|ttf|webm|webp|woff2?';

/** Cookies that only scripts in the browser read: Google Analytics and Ads, Matomo, Meta, Hotjar, HubSpot, Bing. */
const ANALYTICS = '^(_ga.*|_gid|_gat.*|_gcl_.*|__utm.*|_pk_.*|_fbp|_fbc|_hj.*|__hs.*|hubspotutk|_uet.*)$';

/** How long a stale page is served while its successor is fetched, seconds, as long as a web node is healthy. */
const GRACE_WHILE_HEALTHY = 10;

/** Parts of the cache's memory that one answer may have: one that is kept, and one that is for a visitor alone. */
const LARGEST = { kept: 1 / 10, passing: 1 / 100 } as const;

/** Status by which a fetch says that its answer is large; visitors never see it. */
const LARGE = 599;

/** The cache's policy, in VCL 4.1. What it does not decide, Varnish's built-in VCL does. */
export function vcl(props: VarnishProps): string {
  const healthPath = props.healthPath ?? '/health';
  return [
    'vcl 4.1;\nimport cookie;\nimport directors;\nimport std;\n',
    backends(props.backends, healthPath),
    receive(healthPath, props),
    fetch(props.graceSeconds ?? 3600, props.memoryMiB),
    DELIVER,
  ].join('\n');
}

function backends(endpoints: readonly Endpoint[], healthPath: string): string {
  const definitions = endpoints.map(
    ({ name, host, port }) =>
      `backend ${name} { .host = "${host}"; .port = "${port}"; .connect_timeout = 1s; .first_byte_timeout = ${ANSWER_WITHIN_S.pageCache}s; .between_bytes_timeout = ${ANSWER_WITHIN_S.pageCache}s; .probe = health; }`,
  );
  // Two failed probes take a dead node out within 2.5 s; a request that meets it is tried again after 1, 2 and 3 s, so the
  // last try cannot meet it. Round robin, since sessions are kept where every web node reaches them.
  return `probe health {
  .url = ${text(healthPath)};
  .interval = 500ms;
  .timeout = 1s;
  .window = 4;
  .threshold = 3;
  .initial = 3;
}
${definitions.join('\n')}
acl web_nodes {
${endpoints.map(({ host }) => `  "${host}";`).join('\n')}
}
sub vcl_init {
  new web = directors.round_robin();
${endpoints.map(({ name }) => `  web.add_backend(${name});`).join('\n')}
}
`;
}

function receive(healthPath: string, { sessionCookies, uncachedPaths = [] }: VarnishProps): string {
  return `sub vcl_recv {
  if (req.url == ${text(healthPath)} && req.esi_level == 0) {
    return (synth(200, "ok"));
  }
  if (req.method == "PURGE") {
    if (client.ip !~ web_nodes) {
      return (synth(405, "Only web nodes may purge"));
    }
    return (purge);
  }
  set req.backend_hint = web.backend();
  if (req.restarts > 0 && req.http.X-Whole == "large") {
    return (pipe);
  }
  unset req.http.X-Whole;
  if (req.esi_level == 0 && (req.method == "GET" || req.method == "HEAD")) {
    set req.http.X-Whole = "small";
  }
  set req.http.Surrogate-Capability = "varnish=ESI/1.0";
  if (std.healthy(web.backend())) {
    set req.grace = ${GRACE_WHILE_HEALTHY}s;
  }
${pass(uncachedPaths)}  if (req.url ~ "^[^?]+\\.(${STATIC})($|\\?)") {
    unset req.http.Cookie;
  }
  cookie.parse(req.http.Cookie);
  cookie.filter_re("${ANALYTICS}");
  set req.http.Cookie = regsub(cookie.get_string(), ";$", "");
  set req.http.X-Visitor = "anyone";
${identify(sessionCookies)}}

sub vcl_pipe {
  set bereq.http.Connection = "close";
}

# With a session, too, a page that its response calls public comes from the cache; vcl_backend_response sorts them.
sub vcl_req_cookie {
  return;
}
`;
}

function pass(paths: readonly string[]): string {
  if (paths.length === 0) return '';
  const bare = [...new Set(paths.map((path) => path.replace(/\/+$/, '')))].sort().map(escapeRegex);
  return `  if (req.url ~ ${text(`^(${bare.join('|')})(/|\\?|$)`)}) {
    return (pass);
  }
`;
}

function identify(sessionCookies: readonly string[]): string {
  if (sessionCookies.length === 0) return '  unset req.http.Cookie;\n';
  const names = sessionCookies.map(
    (name) => escapeRegex(name.replace(/\*$/, '')) + (name.endsWith('*') ? '[^=; ]*' : ''),
  );
  return `  if (req.http.Cookie ~ ${text(`(^|; ?)(${names.join('|')})=`)}) {
    set req.http.X-Visitor = "session";
  } else {
    unset req.http.Cookie;
  }
`;
}

/**
 * What passes through is stored as far as a slow visitor has not read it yet, and a few large downloads would fill what there
 * is for that. So a large answer is given up, and its request goes by a pipe, which stores nothing.
 */
function large(memoryMiB: number): string {
  const bytes = (share: number) => Math.floor(memoryMiB * 1024 ** 2 * share);
  const length = 'std.integer(beresp.http.Content-Length, 0)';
  return `  if (bereq.http.X-Whole && !bereq.is_bgfetch && (${length} > ${bytes(LARGEST.kept)} || (${length} > ${bytes(LARGEST.passing)} &&
    (bereq.uncacheable || beresp.http.Vary ~ "(^|,)\\s*\\*" || beresp.http.Cache-Control ~ "(?i)private|no-cache|no-store" ||
    (bereq.http.X-Visitor == "session" && beresp.http.Cache-Control !~ "(?i)public|s-maxage"))))) {
    return (error(${LARGE}, "Large"));
  }
`;
}

/**
 * Answers to a visitor's session are kept only where they call themselves public. The others vary by X-Visitor, so that
 * a page made for anyone is not shown to a visitor with a session. X-Forwarded-Proto varies all: a cached redirect from
 * http to https must not meet who asks by https. (As parts of the hash instead, both would escape a purge.) What varies by
 * everything is for one request alone.
 */
function fetch(graceSeconds: number, memoryMiB: number): string {
  return `sub vcl_backend_fetch {
  # A connection is opened for each request: an idle one may lead to a node that died.
  set bereq.http.Connection = "close";
}

sub vcl_backend_response {
  if (bereq.is_bgfetch && beresp.status >= 500) {
    return (abandon);
  }
${large(memoryMiB)}  set beresp.grace = ${graceSeconds}s;
  if (beresp.http.Surrogate-Control ~ "ESI/1.0") {
    unset beresp.http.Surrogate-Control;
    unset beresp.http.ETag;
    unset beresp.http.Last-Modified;
    set beresp.do_esi = true;
    set beresp.http.X-ESI = "1";
  }
  if (bereq.url ~ "^[^?]+\\.(${STATIC})($|\\?)") {
    unset beresp.http.Set-Cookie;
  }
  if (beresp.http.Vary ~ "(^|,)\\s*\\*") {
    set beresp.uncacheable = true;
    set beresp.ttl = 120s;
    return (deliver);
  }
  if (beresp.http.Vary) {
    set beresp.http.Vary = beresp.http.Vary + ", X-Forwarded-Proto";
  } else {
    set beresp.http.Vary = "X-Forwarded-Proto";
  }
  if (beresp.http.Cache-Control !~ "(?i)public|s-maxage") {
    set beresp.http.Vary = beresp.http.Vary + ", X-Visitor";
    if (bereq.http.X-Visitor == "session") {
      set beresp.uncacheable = true;
      set beresp.ttl = 120s;
      return (deliver);
    }
  }
}

sub vcl_backend_error {
  if (beresp.status == ${LARGE}) {
    set beresp.uncacheable = true;
    return (deliver);
  }
  # Later than this a web node had begun to work, and all would do the same work again.
  if (bereq.retries < 3 && (bereq.method == "GET" || bereq.method == "HEAD") && now - bereq.time < ${TRY_AGAIN_WITHIN_S}s) {
    return (retry);
  }
  set beresp.http.Content-Type = "text/plain; charset=utf-8";
  set beresp.http.Retry-After = "5";
  set beresp.body = "The site cannot answer for the moment. Please try again.";
  return (deliver);
}
`;
}

const DELIVER = `sub vcl_deliver {
  if (resp.status == ${LARGE} && req.http.X-Whole && req.restarts == 0) {
    set req.http.X-Whole = "large";
    return (restart);
  }
  if (obj.hits > 0) {
    set resp.http.X-Cache = "hit";
  } else {
    set resp.http.X-Cache = "miss";
  }
  # Assembled for one visitor: nobody else may keep it.
  if (resp.http.X-ESI) {
    unset resp.http.X-ESI;
    set resp.http.Cache-Control = "private, no-cache";
  }
  set resp.http.Vary = regsub(resp.http.Vary, "(, *)?X-Forwarded-Proto(, X-Visitor)?$", "");
  if (resp.http.Vary == "") {
    unset resp.http.Vary;
  }
  unset resp.http.Via;
  unset resp.http.X-Varnish;
}

sub vcl_synth {
  set resp.http.Content-Type = "text/plain; charset=utf-8";
  set resp.body = resp.reason + {"
"};
  return (deliver);
}
`;

/** A VCL string: long form, which knows no escapes, where the short one would end early. */
function text(value: string): string {
  return value.includes('"') ? `{"${value}"}` : `"${value}"`;
}
