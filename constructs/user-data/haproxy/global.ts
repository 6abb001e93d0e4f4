import { ANSWER_WITHIN_S } from '../hops';

/**
 * Mozilla's "intermediate" TLS configuration, guideline 5.7 (https://wiki.mozilla.org/Security/Server_Side_TLS), less
 * its DHE suites: they want a parameter file, and every client that it covers has ECDHE. Its TLS 1.3 suites are OpenSSL's
 * own default.
 */
const CIPHERS = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

/**
 * Connections that half of the node's memory can hold, at 100 KiB each: two 16 KiB buffers on either side, and what
 * OpenSSL keeps for a session. At least 1000.
 */
export function maxConnections(memoryMiB: number): number {
  return Math.max(1000, Math.floor((memoryMiB * 1024) / 2 / 100 / 500) * 500);
}

/** Connections kept free for the local frontend, so that a flood does not look like a dead balancer. */
const RESERVE = 50;

/**
 * `global` and `defaults`. What makes a node's crash cost no request that may be repeated:
 *
 * - Connections to servers are closed after each answer. A request is never written into an idle connection to a node
 *   that died meanwhile; opening one is the proof that its node lives, fails within a second, and may be repeated
 *   elsewhere for every method.
 * - A request already taken by a node that dies is noticed by keep-alive probes of TCP within 4 s, and repeated
 *   (`empty-response`), which `frontend.ts` limits to methods that only read. `on-marked-down shutdown-sessions` would
 *   notice as soon, but also ends requests that still wait for a connection and would have been sent elsewhere.
 */
export function globalSections(memoryMiB: number): string {
  return `global
  log /dev/log local0
  chroot /var/lib/haproxy
  user haproxy
  group haproxy
  stats socket /run/haproxy/admin.sock mode 660 level admin
  maxconn ${maxConnections(memoryMiB) + RESERVE}
  hard-stop-after 10m
  ssl-default-bind-ciphers ${CIPHERS}
  ssl-default-bind-options prefer-client-ciphers ssl-min-ver TLSv1.2 no-tls-tickets

defaults
  mode http
  log global
  option httplog
  option dontlognull
  option http-server-close
  option redispatch 1
  retries 3
  retry-on conn-failure empty-response
  option srvtcpka
  srvtcpka-idle 1s
  srvtcpka-intvl 1s
  srvtcpka-cnt 3
  timeout http-request 10s
  timeout http-keep-alive 15s
  timeout client ${ANSWER_WITHIN_S.balancer}s
  timeout connect 1s
  timeout server ${ANSWER_WITHIN_S.balancer}s
  timeout check 1s
  timeout tunnel 1h
  default-server check inter 1s fastinter 500ms fall 3 rise 2 slowstart 10s
`;
}
