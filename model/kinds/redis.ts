import { LEAST_ROOT_GIB } from '../root-disk';
import * as f from '../schema/fields';
import { privateSlot } from './address-plan';
import { memoryKey, memoryMiB } from './memory';
import { conflict, nodeKind, upTo } from './record';

/** Half of the memory stays free: what is written while the log is made anew is there twice. */
const DEFAULTS = { nodes: 1, size: 't3.micro', keeps: 'sessions', memoryShare: 0.5 } as const;

export const redis = nodeKind({
  kind: 'redis',
  about: 'A key-value store for sessions or cached data: Valkey.',
  defaults: DEFAULTS,
  nodes: upTo(9, DEFAULTS.nodes),
  keys: {
    keeps: f
      .choiceOf(['sessions', 'cache'])
      .default(DEFAULTS.keeps)
      .describe(
        'sessions: each write is on the disk before it is acknowledged, so that a restart loses none; where the memory is full, new writes fail. cache: in memory alone; where it is full, what is asked for least goes.',
      ),
    memory: memoryKey('Memory for items', DEFAULTS.memoryShare),
  },
  resolve: ({ memory, ...source }) => ({
    ...source,
    /** Memory for items, on each node. */
    memoryMiB: memoryMiB(memory, source.size, DEFAULTS.memoryShare),
  }),
  // The log grows to twice what it began with before it is made anew beside itself.
  rootGiB: ({ keeps, memory, size }) => {
    const items = memoryMiB(memory, size, DEFAULTS.memoryShare);
    return LEAST_ROOT_GIB + (keeps === 'sessions' ? Math.ceil((3 * items) / 1024) : 0);
  },
  addresses: { private: privateSlot(7) },
  role: 'cache',
  namedIn: ['web.needs'],
  stores: { what: ['sessions'], on: 'root-disk', copies: 'each-its-own' },
  membersAgree: false,
  memberLoss: 'service',
  conflicts: ({ kind, nodes }, { os }) => [
    // Who elects a primary, and replicas that acknowledge (docs/decisions/0048): addresses for them are reserved.
    ...(nodes > 1
      ? [
          conflict(
            'nodes',
            nodes,
            `${nodes} nodes of Valkey need Sentinel to agree on a primary, which is not made yet`,
            'nodes: 1',
            'write nodes: 1; or kind: memcached with nodes: 2, which goes on without one of them',
          ),
        ]
      : []),
    ...(os === 'debian-12'
      ? [
          conflict(
            'kind',
            kind,
            'Debian 12 has no Valkey, which its nodes run',
            'kind: redis with os: debian-13',
            'write os: debian-13, or kind: memcached',
          ),
        ]
      : []),
  ],
});
