import { privateSlot } from './address-plan';
import { memoryKey, memoryMiB } from './memory';
import { nodeKind, upTo } from './record';

const DEFAULTS = { nodes: 2, size: 't3.micro', memoryShare: 0.7 } as const;

export const memcached = nodeKind({
  kind: 'memcached',
  about: 'Key-value stores in memory, for sessions and cached data.',
  defaults: DEFAULTS,
  nodes: upTo(8, DEFAULTS.nodes),
  keys: { memory: memoryKey('Memory for items', DEFAULTS.memoryShare) },
  resolve: ({ memory, ...source }) => ({
    ...source,
    /** Memory for items, on each node. */
    memoryMiB: memoryMiB(memory, source.size, DEFAULTS.memoryShare),
  }),
  addresses: { private: privateSlot(2) },
  role: 'cache',
  namedIn: ['web.needs'],
  // Two copies of each session among the servers, which the application makes.
  stores: { what: ['sessions'], on: 'memory', copies: 'each-its-own' },
  membersAgree: false,
  memberLoss: 'nothing',
});
