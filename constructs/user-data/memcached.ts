import { NODE_FILES } from '../../model/node-files';
import { healthCheck } from './health';
import { type ConfigFile, type MachinePart, SETUP_ORDER } from './machine';
import { restartAlways } from './systemd';

/** memcached's usual port. */
const MEMCACHED_PORT = 11211;

export interface MemcachedProps {
  /** Memory for items, MiB. Connections and the hash table come on top, some 10 % of it. */
  readonly memoryMiB: number;
  /** The private IPv4 address to answer on. */
  readonly listen: string;
  /**
   * Connections at a time; further ones wait.
   * @default 4096
   */
  readonly maxConnections?: number;
  /**
   * Worker threads; more than there are vCPUs gains nothing.
   * @default 2
   */
  readonly threads?: number;
}

/** memcached on its private address alone, and without UDP, which is only good for amplification attacks. */
export function memcachedPart(props: MemcachedProps): MachinePart {
  const config: ConfigFile = {
    path: NODE_FILES.memcached,
    content: `-u memcache
-P /run/memcached/memcached.pid
-l ${props.listen}
-p ${MEMCACHED_PORT}
-U 0
-m ${props.memoryMiB}
-c ${props.maxConnections ?? 4096}
-t ${props.threads ?? 2}
`,
  };
  return {
    packages: ['memcached'],
    files: [
      config,
      restartAlways('memcached.service'),
      healthCheck('service', `exec 3<>/dev/tcp/${props.listen}/${MEMCACHED_PORT}`),
    ],
    steps: [
      { order: SETUP_ORDER.service, name: 'memcached', script: `serve memcached.service restart ${config.path}\n` },
    ],
  };
}
