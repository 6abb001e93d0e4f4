/**
 * Mozilla's "intermediate" TLS configuration, guideline 5.7 (https://wiki.mozilla.org/Security/Server_Side_TLS), less
 * its DHE suites: they want a parameter file, and every client that it covers has ECDHE.
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
 * `global` and `defaults`. Connections to servers are closed after each answer: a request must never be written into an
 * idle connection to a node that has died meanwhile, where nothing would answer; opening a connection is the proof
 * that its node lives, fails within a second, and may be repeated elsewhere for every method. `empty-response` repeats
 * what a server had taken and dropped; `frontend.ts` limits that to methods that may be repeated.
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
  ssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256
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
  timeout http-request 10s
  timeout http-keep-alive 15s
  timeout client 60s
  timeout connect 1s
  timeout server 60s
  timeout queue 10s
  timeout check 1s
  timeout tunnel 1h
  default-server check inter 1s fastinter 500ms fall 3 rise 2 slowstart 10s on-marked-down shutdown-sessions
`;
}
