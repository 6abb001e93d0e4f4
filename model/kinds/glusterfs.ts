import * as f from '../schema/fields';
import { privateSlot } from './address-plan';
import { nodeKind } from './record';

const DEFAULTS = { nodes: 3, size: 't3.small', storageGiB: 20, arbiter: false } as const;

export const glusterfs = nodeKind({
  kind: 'glusterfs',
  about: 'A replicated file system for the files that visitors upload.',
  defaults: DEFAULTS,
  nodes: {
    most: 9,
    schema: f.oneNumberOf([3, 6, 9]).default(DEFAULTS.nodes).describe('Number of nodes; three keep each file.'),
  },
  keys: {
    arbiter: f
      .flag()
      .default(DEFAULTS.arbiter)
      .describe(
        'True: every third node only votes and holds names, so each file is kept twice instead of three times.',
      ),
    storageGiB: f.storageGiB().default(DEFAULTS.storageGiB),
  },
  addresses: { private: privateSlot(4) },
  role: 'files',
  namedIn: ['web.needs'],
  stores: { what: ['files'], on: 'volume', copies: { setsOf: 3 } },
  membersAgree: true,
  memberLoss: 'nothing',
  needsMajority: () => true,
});
