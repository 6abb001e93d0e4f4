import { type MachinePart, SETUP_ORDER } from './machine';
import { dropIn, restartAlways } from './systemd';

export interface MemcachedProps {
  /** The node's private IPv4 address, the only one that it listens on. */
  readonly listen: string;
  /** Memory for items, MiB. */
  readonly memoryMiB: number;
  /**
   * Connections at a time. Each web server process holds one or two.
   * @default 4096
   */
  readonly maxConnections?: number;
}

/** Memcached: TCP only, since its UDP port is a known amplifier; full memory drops what was used least recently. */
export function memcachedPart({ listen, memoryMiB, maxConnections = 4096 }: MemcachedProps): MachinePart {
  const command = `/usr/bin/memcached -u memcache -l ${listen} -p 11211 -U 0 -m ${memoryMiB} -c ${maxConnections}`;
  return {
    packages: ['memcached'],
    files: [
      // Debian's unit reads its options through a Perl wrapper; here they stand in the unit.
      dropIn('memcached.service', 'nospof', {
        Service: { ExecStart: ['', command], LimitNOFILE: maxConnections + 64 },
      }),
      restartAlways('memcached.service'),
    ],
    steps: [
      {
        order: SETUP_ORDER.service,
        name: 'memcached',
        script: 'serve memcached restart /etc/systemd/system/memcached.service.d/nospof.conf\n',
      },
    ],
  };
}
