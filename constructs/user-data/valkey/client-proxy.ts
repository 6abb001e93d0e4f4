import { type ProxySection, proxiedServer } from '../local-proxy';
import type { Endpoint } from '../machine';

/** Where programs on a web node find the key-value store: the local proxy, on every web node alike. */
export const KEY_PROXY = { host: '127.0.0.1', port: 6379 } as const;

/** The store's part of the local proxy: the application always talks to `KEY_PROXY`, and needs no client that knows of several nodes. */
export function keySections(nodes: readonly Endpoint[]): readonly ProxySection[] {
  return [
    [
      'listen keys',
      `bind ${KEY_PROXY.host}:${KEY_PROXY.port}`,
      'option httpchk GET /primary',
      'default-server inter 500ms rise 1',
      ...nodes.map(proxiedServer),
    ],
  ];
}
