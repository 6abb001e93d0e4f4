import * as f from '../schema/fields';
import { privateSlot, publicSlot } from './address-plan';
import { nodeKind, ONE_NODE } from './record';

const DEFAULTS = { nodes: 1, size: 't3.micro', storageGiB: 20 } as const;

export const mediaServer = nodeKind({
  kind: 'media-server',
  about: 'One nginx server for media files.',
  defaults: DEFAULTS,
  nodes: ONE_NODE,
  keys: { storageGiB: f.storageGiB().default(DEFAULTS.storageGiB) },
  addresses: { private: privateSlot(6), public: publicSlot(3) },
  // Behind a balancer it needs no address of its own.
  exposure: (_, getsVisitors) => (getsVisitors ? 'private' : 'public'),
  role: 'media',
  // It renders no pages, so it takes routes alone.
  namedIn: ['web.needs', 'haproxy.routes'],
  stores: { what: ['media'], on: 'volume', copies: 'each-its-own' },
  membersAgree: false,
  memberLoss: 'service',
});
