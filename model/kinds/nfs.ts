import * as f from '../schema/fields';
import { privateSlot } from './address-plan';
import { nodeKind, ONE_NODE } from './record';

const DEFAULTS = { nodes: 1, size: 't3.small', storageGiB: 20 } as const;

export const nfs = nodeKind({
  kind: 'nfs',
  about: 'One file server for the files that visitors upload.',
  defaults: DEFAULTS,
  nodes: ONE_NODE,
  keys: { storageGiB: f.storageGiB().default(DEFAULTS.storageGiB) },
  addresses: { private: privateSlot(3) },
  role: 'files',
  namedIn: ['web.needs'],
  stores: { what: ['files'], on: 'volume', copies: 'each-its-own' },
  membersAgree: false,
  memberLoss: 'service',
});
