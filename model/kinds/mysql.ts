import * as f from '../schema/fields';
import { privateSlot } from './address-plan';
import { conflict, nodeKind, type OptionConflict, upTo } from './record';

const DEFAULTS = { nodes: 1, size: 't3.medium', storageGiB: 20, mode: 'hot-warm' } as const;

export const mysql = nodeKind({
  kind: 'mysql',
  about: 'The database: MariaDB, alone or replicated.',
  defaults: DEFAULTS,
  nodes: upTo(9, DEFAULTS.nodes),
  keys: {
    storageGiB: f.storageGiB().default(DEFAULTS.storageGiB),
    replication: f
      .choiceOf(['none', 'primary-replica', 'galera'])
      .optional()
      .describe('How the nodes share the data. Default: none with one node, else primary-replica.'),
    failover: f
      .choiceOf(['none', 'automatic'])
      .optional()
      .describe('Does another node take over by itself? Default: automatic with three nodes and more, else none.'),
    mode: f
      .choiceOf(['hot-warm', 'hot-hot'])
      .optional()
      .describe('With galera: one node takes all writes (hot-warm), or every node does (hot-hot). Default: hot-warm.'),
  },
  resolve: (source) => ({
    ...source,
    replication: source.replication ?? (source.nodes === 1 ? ('none' as const) : ('primary-replica' as const)),
    failover: source.failover ?? (source.nodes >= 3 ? ('automatic' as const) : ('none' as const)),
    mode: source.mode ?? DEFAULTS.mode,
  }),
  addresses: { private: privateSlot(5) },
  role: 'database',
  namedIn: ['web.needs'],
  stores: { what: ['rows'], on: 'volume', copies: 'every-node' },
  membersAgree: true,
  memberLoss: 'takeover',
  // Galera always takes over by itself.
  needsMajority: ({ failover }) => failover === 'automatic',
  promotion: ({ replication, failover }) => {
    if (replication === 'galera') return 'galera';
    return replication === 'primary-replica' && failover === 'automatic' ? 'pacemaker' : undefined;
  },
  conflicts: ({ nodes, replication, failover, mode }, { isGiven }) => {
    const galera = replication === 'galera';
    return [
      ...replicationConflicts(replication, nodes),
      ...majorityConflicts(galera ? 'galera' : failover === 'automatic' ? 'automatic failover' : undefined, nodes),
      ...(galera && failover === 'none' && isGiven('failover')
        ? [
            conflict(
              'failover',
              failover,
              'galera takes over by itself; it cannot be told not to',
              'failover: automatic',
              'delete failover',
            ),
          ]
        : []),
      ...(!galera && isGiven('mode')
        ? [
            conflict(
              'mode',
              mode,
              'mode is an option of galera',
              'mode with replication: galera',
              'delete mode, or write replication: galera',
            ),
          ]
        : []),
    ];
  },
});

function replicationConflicts(replication: string, nodes: number): readonly OptionConflict[] {
  if (replication === 'none' && nodes > 1) {
    const message = `${nodes} database nodes without replication would hold different data`;
    const fix = 'write nodes: 1, or replication: primary-replica';
    return [conflict('replication', replication, message, 'replication: none with nodes: 1', fix)];
  }
  if (replication === 'primary-replica' && nodes === 1) {
    const message = 'one database node has nothing to replicate to';
    const fix = 'write nodes: 3, or delete replication';
    return [conflict('replication', replication, message, 'primary-replica with two nodes or more', fix)];
  }
  return [];
}

/** @param what needs a majority; undefined where nothing does */
function majorityConflicts(
  what: 'galera' | 'automatic failover' | undefined,
  nodes: number,
): readonly OptionConflict[] {
  if (what === undefined || (nodes >= 3 && nodes % 2 === 1)) return [];
  const message = `${what} needs a majority that cannot tie, and ${nodes} ${nodes === 1 ? 'node has' : 'nodes have'} none`;
  const fix = `write nodes: ${nodes < 3 ? 3 : nodes + 1}${what === 'galera' ? '' : ', or failover: none'}`;
  return [conflict('nodes', nodes, message, 'three, five, seven or nine nodes', fix)];
}
