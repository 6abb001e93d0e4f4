import { NODE_FILES } from '../../../model/node-files';
import type { Endpoint } from '../machine';
import { proxyHeaderPattern } from '../proxy-headers';
import { escapeRegex } from '../regex';
import { quote } from '../shell';
import { maxConnections } from './global';
import { BALANCER_ALIVE_PATH, BALANCER_LOCAL_PORT, type HaproxyProps } from './props';

/** The PEM file of the site: certificate, chain and key. */
export const SITE_PEM = NODE_FILES.certificate;

/** The site's entrance: what every request gets, and which tier it goes to. */
export function siteSection(props: HaproxyProps): string {
  const health = props.healthPath ?? '/health';
  const plain = ['{ ssl_fc }', `{ path ${quote(health)} }`];
  const acme = props.tls.mode === 'acme';
  const lines = [
    'frontend site',
    `maxconn ${maxConnections(props.memoryMiB)}`,
    'bind :80',
    `bind :443 ssl crt ${SITE_PEM} alpn h2,http/1.1`,
    // One source cannot use up the site's connections.
    'stick-table type ip size 50k expire 1m store conn_cur',
    'tcp-request connection track-sc0 src',
    `tcp-request connection reject if { sc0_conn_cur gt ${maxConnections(props.memoryMiB) / SHARE_OF_ONE_SOURCE} }`,
    ...aliveLines(props),
    ...(acme ? ['acl challenge path_beg /.well-known/acme-challenge/'] : []),
    `http-request del-header ${quote(proxyHeaderPattern())} -m reg`,
    'http-request set-header X-Forwarded-For %[src]',
    'http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]',
    'http-request disable-l7-retry unless { method GET HEAD OPTIONS }',
    ...aliasLines(props, acme),
    ...(props.domain
      ? [
          `http-request redirect scheme https code 301 unless ${[...plain, ...(acme ? ['challenge'] : [])].join(' or ')}`,
        ]
      : []),
    ...bodyLines(),
    ...(acme ? ['use_backend acme_challenge if challenge'] : []),
    ...routeLines(props),
    ...directLines(props, health),
    `default_backend ${props.pages.name}`,
  ];
  return `${lines.join('\n  ')}\n`;
}

/** Other names lead to the site's own; whoever asks for the proof that they are the site's is not led away. */
function aliasLines({ domain, aliases = [] }: HaproxyProps, acme: boolean): string[] {
  if (!domain || aliases.length === 0) return [];
  const asked = `{ hdr(host),field(1,:),lower -m str ${aliases.join(' ')} }`;
  return [`http-request redirect prefix https://${domain} code 301 if ${asked}${acme ? ' !challenge' : ''}`];
}

/** One source has at most this part of the connections, by one over. */
const SHARE_OF_ONE_SOURCE = 5;

/** How many bodies that come slowly one source may send at the same time. */
const SLOW_BODIES_OF_ONE_SOURCE = 20;

/** The table of sources whose bodies are under way. */
const BODIES = 'slow_bodies';

/**
 * A body that comes slowly holds a thread of the application for as long as it takes. So a web node meets a request when its
 * body is here, or as much of it as the buffer holds; that much must come in time, or the answer is 408. What is still to
 * come then is counted by its source. (How fast the rest must come, the web server decides.)
 */
function bodyLines(): string[] {
  const body = '{ method POST PUT PATCH DELETE }';
  return [
    `http-request wait-for-body time 10s if ${body}`,
    'http-request set-var(txn.got) req.body_len',
    `http-request track-sc1 src table ${BODIES} if ${body} { req.body_size,sub(txn.got) gt 0 } || ${body} { req.hdr_cnt(content-length) eq 0 } { req.body_len gt 0 }`,
    `http-request deny deny_status 429 if { sc1_conn_cur(${BODIES}) gt ${SLOW_BODIES_OF_ONE_SOURCE} }`,
  ];
}

/** The table that `bodyLines` counts in: no backend of anybody. */
export function bodyTableSection(): string {
  return `backend ${BODIES}\n  stick-table type ip size 50k expire 1m store conn_cur\n`;
}

/** The longest path first, so that `/api/v2` is not taken by `/api`. */
function routeLines({ routes = [] }: HaproxyProps): string[] {
  return [...routes]
    .sort((a, b) => b.path.length - a.path.length || (a.path < b.path ? -1 : 1))
    .map(({ path, backend }) => `use_backend ${backend.name} if ${under([path])}`);
}

/** Methods that write, and what no cache can answer, do not pass through the page cache. */
function directLines({ direct, uncachedPaths = [] }: HaproxyProps, health: string): string[] {
  if (!direct) return [];
  const rules = ['!{ method GET HEAD }', '{ req.hdr(Upgrade) -m found }', under([...uncachedPaths, health])];
  return [`use_backend ${direct.name} if ${rules.join(' || ')}`];
}

/** The paths themselves and all below them. */
function under(paths: readonly string[]): string {
  const bare = [...new Set(paths.map((path) => path.replace(/\/+$/, '')))].sort();
  return `{ path_reg ${quote(`^(${bare.map(escapeRegex).join('|')})(/|$)`)} }`;
}

/**
 * Is this balancer of use? One that runs but sees no server of its default tier stands down, so that in a partition the
 * address goes to one which does; where none sees any, it stays where it is.
 */
function aliveLines({ pages }: HaproxyProps): string[] {
  return [`monitor-uri ${BALANCER_ALIVE_PATH}`, `monitor fail if { nbsrv(${pages.name}) eq 0 }`];
}

/** For keepalived, which must get an answer when the site's connections are used up, and for people on the node. */
export function localSection(props: HaproxyProps): string {
  const lines = [
    'frontend local',
    `bind 127.0.0.1:${BALANCER_LOCAL_PORT}`,
    ...aliveLines(props),
    'http-request use-service prometheus-exporter if { path /metrics }',
    'stats enable',
    'stats uri /',
  ];
  return `${lines.join('\n  ')}\n`;
}

/**
 * certbot runs on one balancer at a time, and the authority asks any of them: each is tried until one answers. No
 * checks, since they would notice certbot only after the authority has asked.
 */
export function challengeSection(nodes: readonly Endpoint[]): string {
  const servers = nodes.map(({ name, host, port }) => `server ${name} ${host}:${port} no-check`);
  return `${['backend acme_challenge', `retries ${nodes.length}`, ...servers].join('\n  ')}\n`;
}
