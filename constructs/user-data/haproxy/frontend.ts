import type { Endpoint } from '../machine';
import { escapeRegex } from '../regex';
import { quote } from '../shell';
import { maxConnections } from './global';
import { BALANCER_ALIVE_PATH, BALANCER_LOCAL_PORT, type HaproxyProps, UNCACHEABLE_PATHS } from './props';

/** The PEM file of the site: certificate, chain and key. */
export const SITE_PEM = '/etc/haproxy/tls/site.pem';

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
    ...aliveLines(props),
    ...(acme ? ['acl challenge path_beg /.well-known/acme-challenge/'] : []),
    // Whoever asks must not be able to name another address, or pose as a page cache that assembles ESI.
    'http-request set-header X-Forwarded-For %[src]',
    'http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]',
    'http-request del-header Proxy',
    'http-request del-header Surrogate-Capability',
    'http-request disable-l7-retry unless { method GET HEAD OPTIONS }',
    ...(props.domain
      ? [
          `http-request redirect scheme https code 301 unless ${[...plain, ...(acme ? ['challenge'] : [])].join(' or ')}`,
        ]
      : []),
    ...(acme ? ['use_backend acme_challenge if challenge'] : []),
    ...routeLines(props),
    ...directLines(props, health),
    `default_backend ${props.pages.name}`,
  ];
  return `${lines.join('\n  ')}\n`;
}

/** The longest path first, so that `/api/v2` is not taken by `/api`. */
function routeLines({ routes = [] }: HaproxyProps): string[] {
  return [...routes]
    .sort((a, b) => b.path.length - a.path.length || (a.path < b.path ? -1 : 1))
    .map(({ path, backend }) => `use_backend ${backend.name} if ${under([path])}`);
}

/** Methods that write, and what no cache can answer, do not pass through the page cache. */
function directLines({ direct, uncacheablePaths = UNCACHEABLE_PATHS }: HaproxyProps, health: string): string[] {
  if (!direct) return [];
  const rules = ['!{ method GET HEAD }', '{ req.hdr(Upgrade) -m found }', under([...uncacheablePaths, health])];
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
