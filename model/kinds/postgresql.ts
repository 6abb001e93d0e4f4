import * as f from '../schema/fields';
import { privateSlot } from './address-plan';
import { nodeKind } from './record';

const DEFAULTS = { nodes: 1, size: 't3.medium', storageGiB: 20 } as const;

/** As many as the kind will ever have in one zone: tiers that do not meet today must not meet by growing. */
const BLOCK = 9;

export const postgresql = nodeKind({
  kind: 'postgresql',
  about: 'The database: one PostgreSQL server, of the version that the release of Debian has.',
  defaults: DEFAULTS,
  nodes: {
    most: 1,
    schema: f
      .oneNumberOf([1], 'replicas and failover are there for mysql alone')
      .default(DEFAULTS.nodes)
      .describe('Number of nodes: one, without replicas.'),
  },
  keys: { storageGiB: f.storageGiB().default(DEFAULTS.storageGiB) },
  addresses: { private: { ...privateSlot(8), block: BLOCK } },
  role: 'database',
  namedIn: ['web.needs'],
  stores: { what: ['rows'], on: 'volume', copies: 'each-its-own' },
  membersAgree: false,
  memberLoss: 'service',
});
