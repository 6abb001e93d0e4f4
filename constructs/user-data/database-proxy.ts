import type { DatabaseProtocol, ServiceAddress } from '../../model/node-files';
import { type ProxySection, proxiedServer, UNHEARD } from './local-proxy';
import type { Endpoint } from './machine';

/**
 * Where programs on a web node find the database: the local proxy, on every web node alike. Not on the port of the server itself,
 * where the database of a single server listens until its data has moved.
 */
export const DATABASE_PROXY = {
  mysql: { write: { host: '127.0.0.1', port: 3308 }, read: { host: '127.0.0.1', port: 3307 } },
  postgresql: { write: { host: '127.0.0.1', port: 5434 }, read: { host: '127.0.0.1', port: 5433 } },
} as const satisfies Readonly<Record<DatabaseProtocol, { readonly [endpoint in 'write' | 'read']: ServiceAddress }>>;

/** How writes are spread over the database nodes. */
export type WriteMode =
  /** One primary, found by asking every node. */
  | 'primary-replica'
  /** Galera: the first writer takes all, the others wait in their order. */
  | 'hot-warm'
  /** Galera: every node takes writes. */
  | 'hot-hot';

/** The database as a web node sees it. */
export interface DatabaseProxyProps {
  /** What its servers speak, which decides where the proxy listens. */
  readonly protocol: DatabaseProtocol;
  /** Nodes that accept writes or may come to; in a primary-replica database, all. */
  readonly writers: readonly Endpoint[];
  /** Nodes that may serve reads. */
  readonly readers: readonly Endpoint[];
  readonly mode: WriteMode;
}

/** The database's part of the local proxy: the application always talks to `DATABASE_PROXY`. */
export function databaseSections(props: DatabaseProxyProps): readonly ProxySection[] {
  const { protocol, writers, readers, mode } = props;
  const { write, read } = DATABASE_PROXY[protocol];
  return [
    [
      'listen write',
      `bind ${write.host}:${write.port}`,
      'option httpchk GET /write',
      ...(mode === 'hot-hot' ? ['balance leastconn'] : []),
      ...writers.map((node, index) => `${proxiedServer(node)}${mode === 'hot-warm' ? warm(index) : ''}`),
    ],
    [
      'listen read',
      `bind ${read.host}:${read.port}`,
      'option httpchk GET /read',
      'balance roundrobin',
      ...readers.map(proxiedServer),
      // Reads go to whoever takes writes when no reader is left.
      ...writers.map(
        (node) =>
          `server ${node.name}-write ${node.host}:${node.port} ${UNHEARD} no-check backup track write/${node.name}`,
      ),
    ],
  ];
}

/** When the first writer is back, the others' sessions are cut: two writers at a time would mean rows in conflict. */
function warm(index: number): string {
  return index === 0 ? ' on-marked-up shutdown-backup-sessions' : ' backup';
}
